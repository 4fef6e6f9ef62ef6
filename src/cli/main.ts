import { LabError } from '../engine/core/errors';
import { suggestName } from '../engine/core/nearestName';
import { COMMON_OPTIONS, type Command } from './command';
import { COMMANDS } from './commands';
import { helpOf, helpOfAll } from './help';
import { parseOptions } from './options';
import { makeTerminal } from './terminal';
import { exitCode, usageError } from './usage';

/** An error as the one line (two for long remedies) that a person gets. */
function describeError(thrown: unknown): string {
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

/** Runs one command line. root: the project's folder; args: the words after `nas-lab`. Sets process.exitCode. */
export async function main(root: string, args: readonly string[]): Promise<void> {
  const [name, ...rest] = args;
  const json = args.includes('--json');
  const terminal = makeTerminal(json, process.stdout, process.stderr);
  // A reader that has seen enough (`| head`) closes the pipe: the end, not a failure.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const abort = new AbortController();
  const interrupt = (): void => {
    if (abort.signal.aborted) process.exit(130);
    terminal.note('Stopping; once more to stop at once.');
    abort.abort();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
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
    await command.run({ options, terminal, signal: abort.signal, root, typed: args });
  } catch (thrown) {
    terminal.note(describeError(thrown));
    process.exitCode =
      abort.signal.aborted && !(thrown instanceof LabError && thrown.kind !== 'aborted') ? 130 : exitCode(thrown);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
