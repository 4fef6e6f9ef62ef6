import { readFile } from 'node:fs/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import type { RewardCommand } from '../worker/rewardProtocol';
import { serveReward } from '../worker/rewardServer';

/** Entry of the reward worker in Node; started by nodeRewardSpawn. */
const { wasmPath } = z.strictObject({ wasmPath: z.string() }).parse(workerData);
const port = parentPort;
if (port === null) throw new Error('src/cli/rewardWorker.ts runs as a worker thread only');

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
