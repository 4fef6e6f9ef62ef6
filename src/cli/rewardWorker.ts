/** Entry of a Node worker thread that runs a person's reward. workerData: path of QuickJS's WASM file. */
import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { LabError } from '../engine/core/errors';
import type { RewardCommand } from '../worker/rewardProtocol';
import { serveReward } from '../worker/rewardServer';

const port = parentPort;
const wasmPath: unknown = workerData;
if (port === null || typeof wasmPath !== 'string') {
  throw new LabError('internal', 'rewardWorker is not a program of its own.', 'Start it as a worker thread.');
}

const handle = serveReward(
  (reply) => port.postMessage(reply),
  async () => {
    const file = await readFile(wasmPath);
    const bytes = new ArrayBuffer(file.byteLength);
    new Uint8Array(bytes).set(file);
    return { bytes };
  },
  () => performance.now(),
);

port.on('message', (command: RewardCommand) => handle(command));
