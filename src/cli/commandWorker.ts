/** Entry of the thread that a command computes in: see apart.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { LabError } from '../engine/core/errors';
import type { ApartData, ApartMessage } from './apartProtocol';
import { runCommand } from './runCommand';
import { makeTerminal } from './terminal';

const port = parentPort;
if (port === null) {
  throw new LabError('internal', 'commandWorker is not a program of its own.', 'Start it as a worker thread.');
}
const { root, args, isTTY, columns }: ApartData = workerData;
const stderr = {
  write: (text: string) => process.stderr.write(text),
  isTTY,
  ...(columns !== undefined && { columns }),
};
const abort = new AbortController();
const tell = (message: ApartMessage): void => port.postMessage(message);
port.once('message', () => {
  tell({ type: 'stopping' });
  abort.abort();
});
await runCommand({
  root,
  args,
  terminal: makeTerminal(args.includes('--json'), process.stdout, stderr),
  signal: abort.signal,
  whenStopped: (line) => tell({ type: 'whenStopped', line }),
});
port.close();
