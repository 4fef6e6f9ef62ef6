import { COMMON_OPTIONS, type Command } from './command';
import { columns } from './terminal';

/** What one command does and takes. */
export function helpOf(command: Command): string {
  const options = Object.entries({ ...command.options, ...COMMON_OPTIONS }).map(([name, spec]) => [
    `  --${name}${spec.value === 'flag' ? '' : ` ${spec.hint ?? 'VALUE'}`}`,
    `${spec.help}${spec.value === 'list' ? ' (may be repeated)' : ''}`,
  ]);
  const usage = ['nas-lab', command.name, ...command.positionals, '[options]'].join(' ');
  return `${usage}\n\n${command.summary}\n\n${columns(options)}`;
}

/** Every command in one line each. */
export function helpOfAll(commands: readonly Command[]): string {
  const rows = commands.map((command) => [`  ${[command.name, ...command.positionals].join(' ')}`, command.summary]);
  return `nas-lab <command> [options]\n\n${columns(rows)}\n\n\`nas-lab help COMMAND\` shows a command's options. \`--json\` gives one JSON object per line.`;
}
