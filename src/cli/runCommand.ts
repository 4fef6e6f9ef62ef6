import { LabError } from '../engine/core/errors';
import { suggestName } from '../engine/core/nearestName';
import { COMMON_OPTIONS, type Command } from './command';
import { COMMANDS } from './commands';
import { helpOf, helpOfAll } from './help';
import { parseOptions } from './options';
import type { Terminal } from './terminal';
import { exitCode, usageError } from './usage';

export interface CommandPlace {
  /** The project's folder. */
  readonly root: string;
  /** The words after `nas-lab`. */
  readonly args: readonly string[];
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  /** Told, as often as it changes, what to say where the command is stopped. */
  readonly whenStopped: (line: string) => void;
}

/** An error as the one line (two for long remedies) that a person gets. */
export function describeError(thrown: unknown): string {
  if (thrown instanceof LabError) return `nas-lab: ${thrown.message} ${thrown.remedy}`;
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return `nas-lab: internal failure: ${text}`;
}

function commandNamed(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const names = COMMANDS.map((command) => command.name);
  throw usageError(`Unknown command '${name}'.`, suggestName(name, names));
}

/** Runs one command to its end and sets process.exitCode, of the thread where it is one of its own. */
export async function runCommand({ root, args, terminal, signal, whenStopped }: CommandPlace): Promise<void> {
  const [name, ...rest] = args;
  let last = '';
  try {
    if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
      const about = rest[0];
      process.stdout.write(`${name === 'help' && about !== undefined ? helpOf(commandNamed(about)) : helpOfAll(COMMANDS)}\n`);
      return;
    }
    const command = commandNamed(name);
    const options = parseOptions(rest, { ...command.options, ...COMMON_OPTIONS }, command.positionals);
    if (options.flag('help')) {
      process.stdout.write(`${helpOf(command)}\n`);
      return;
    }
    const told = (line: string): void => {
      last = line;
      whenStopped(line);
    };
    await command.run({ options, terminal, signal, root, typed: args, whenStopped: told });
  } catch (thrown) {
    const isStopped = signal.aborted && !(thrown instanceof LabError && thrown.kind !== 'aborted');
    if (isStopped && last !== '') terminal.note(last);
    else terminal.note(describeError(thrown));
    process.exitCode = isStopped ? 130 : exitCode(thrown);
  }
}
