import { createRequire } from 'node:module';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { RewardReply, SpawnRewardWorker } from '../../../src/worker/rewardProtocol';

/** Starts src/cli/rewardWorker.ts, bundled to `entry`, as a thread; the command line does the same beside its own bundle. */
export function threadSpawn(entry: URL): SpawnRewardWorker {
  const wasm = createRequire(join(process.cwd(), 'package.json')).resolve('@jitl/quickjs-wasmfile-release-sync/wasm');
  return () => {
    const worker = new Worker(entry, { workerData: wasm });
    return {
      post: (command) => worker.postMessage(command),
      listen(onReply, onDeath) {
        worker.on('message', (reply: RewardReply) => onReply(reply));
        worker.on('error', (error) => onDeath(error.message));
        worker.on('exit', (code) => onDeath(`exit code ${code}`));
      },
      terminate() {
        worker.removeAllListeners();
        void worker.terminate();
      },
    };
  };
}
