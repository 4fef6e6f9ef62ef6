import { Worker } from 'node:worker_threads';
import type { ApartData, ApartMessage } from './apartProtocol';
import type { CommandPlace } from './runCommand';

/** A thread that has not heard of Ctrl-C after so long is in the middle of a long step, and is ended in it. */
const GRACE_MS = 80;

/**
 * Runs a command in a thread of its own and sets process.exitCode to the thread's. Where it is stopped in the middle of a step it ends as
 * after kill -9: what it keeps is whole, and ends with what was written last.
 */
export function runApart(
  { root, args, terminal, signal }: Omit<CommandPlace, 'whenStopped'>,
  entry = new URL('./commandWorker.js', import.meta.url),
): Promise<void> {
  const { isTTY = false, columns } = process.stderr;
  const data: ApartData = { root, args, isTTY, columns };
  const thread = new Worker(entry, { workerData: data });
  let line = '';
  let ended = false;
  let patience: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', () => {
    thread.postMessage('stop');
    patience = setTimeout(() => {
      ended = true;
      void thread.terminate();
    }, GRACE_MS);
  });
  thread.on('message', (message: ApartMessage) => {
    if (message.type === 'stopping') clearTimeout(patience);
    else line = message.line;
  });
  return new Promise((resolve, reject) => {
    thread.on('error', reject);
    thread.on('exit', (code) => {
      clearTimeout(patience);
      if (ended) terminal.note(line === '' ? 'Stopped.' : line);
      process.exitCode = ended ? 130 : code;
      resolve();
    });
  });
}
