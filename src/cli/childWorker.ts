/** Entry of a Node worker thread that trains children. workerData: the project's folder. */
import { setImmediate } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { LabError } from '../engine/core/errors';
import type { ChildCommand } from '../worker/childProtocol';
import { serveChild } from '../worker/childServer';
import { nodeWasmAssets } from './wasmAssets';

const port = parentPort;
if (port === null || typeof workerData !== 'string') {
  throw new LabError('internal', 'childWorker is not a program of its own.', 'Start it as a worker thread.');
}

serveChild(
  {
    post: (message, transfer = []) => port.postMessage(message, transfer),
    listen: (listener) => port.on('message', (command: ChildCommand) => listener(command)),
  },
  { assets: { wasm: nodeWasmAssets(workerData) }, now: () => performance.now(), breathe: async () => setImmediate() },
);
