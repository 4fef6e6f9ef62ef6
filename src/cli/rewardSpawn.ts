import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RewardReply, SpawnRewardWorker } from '../worker/rewardProtocol';

/**
 * Starts reward workers in Node, for makeSandboxedReward.
 * entry: src/cli/rewardWorker.ts as built for Node. root: the project's folder, in whose node_modules the interpreter lies.
 */
export function nodeRewardSpawn(entry: URL, root: string): SpawnRewardWorker {
  const wasmPath = createRequire(join(root, 'package.json')).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  return () => {
    const worker = new Worker(entry, {
      workerData: { wasmPath },
      env: {},
      stdin: false,
      resourceLimits: { maxOldGenerationSizeMb: 256 },
    });
    return {
      post: (command) => worker.postMessage(command),
      listen(onReply, onDeath) {
        worker.on('message', (reply: RewardReply) => onReply(reply));
        worker.on('error', (error) => onDeath(error instanceof Error ? error.message : String(error)));
        worker.on('exit', (code) => onDeath(`exit code ${code}`));
      },
      terminate() {
        worker.removeAllListeners();
        void worker.terminate();
      },
    };
  };
}
