import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RewardConfig } from '../engine/reward/config';
import { makePresetReward } from '../engine/reward/presets';
import type { RewardFunction } from '../engine/reward/types';
import { makeSandboxedReward } from '../worker/rewardClient';
import type { RewardPort, RewardReply } from '../worker/rewardProtocol';

/** A reward worker as a thread; the build puts its entry beside the command line's. */
function spawnRewardThread(root: string): RewardPort {
  const wasm = createRequire(join(root, 'package.json')).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  const worker = new Worker(new URL('./rewardWorker.js', import.meta.url), { workerData: wasm });
  let asked = false;
  return {
    post: (command) => worker.postMessage(command),
    listen(onReply, onDeath) {
      worker.on('message', (reply: RewardReply) => onReply(reply));
      worker.on('error', (error) => onDeath(error.message));
      worker.on('exit', (code) => {
        if (!asked) onDeath(`it ended with exit code ${code}`);
      });
    },
    terminate: () => {
      asked = true;
      void worker.terminate();
    },
  };
}

/** The reward of a config: a preset in this thread, a person's code in the sandbox of another. */
export async function makeNodeReward(config: RewardConfig, root: string): Promise<RewardFunction> {
  return config.id === 'code' ? makeSandboxedReward(config, () => spawnRewardThread(root)) : makePresetReward(config);
}
