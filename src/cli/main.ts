import { runApart } from './apart';
import { makeTerminal } from './terminal';

/** Commands that may compute for long without a pause: in a thread of their own, so that this one hears Ctrl-C whatever they do. */
const APART: ReadonlySet<string> = new Set(['search', 'compare']);

/** Runs one command line. root: the project's folder; args: the words after `nas-lab`. Sets process.exitCode. */
export async function main(root: string, args: readonly string[]): Promise<void> {
  const terminal = makeTerminal(args.includes('--json'), process.stdout, process.stderr);
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
  const { signal } = abort;
  try {
    if (APART.has(args[0] ?? '')) {
      await runApart({ root, args, terminal, signal });
    } else {
      const { runCommand } = await import('./runCommand');
      await runCommand({ root, args, terminal, signal, whenStopped: () => undefined });
    }
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
