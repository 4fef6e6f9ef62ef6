import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { DataSplit } from '../engine/data/types';
import type { BackendInfo, BackendWish } from '../engine/tensor';
import { ChildPool } from '../worker/childPool';
import type { ChildMessage, WorkerPort } from '../worker/childProtocol';

/** Starts a worker thread; entry: childWorker's file, which the build puts beside the command line's. */
function spawnNodeChild(entry: URL, root: string): WorkerPort {
  const worker = new Worker(entry, { workerData: root });
  let asked = false;
  return {
    post: (command) => worker.postMessage(command),
    listen: (listener) => worker.on('message', (message: ChildMessage) => listener(message)),
    onLost: (listener) => {
      worker.on('error', (error) => listener(error.message));
      worker.on('exit', (code) => {
        if (!asked) listener(`it ended with exit code ${code}`);
      });
    },
    terminate: () => {
      asked = true;
      void worker.terminate();
    },
  };
}

export interface NodePoolOptions {
  readonly root: string;
  readonly split: DataSplit;
  readonly backend: BackendWish;
  /** Undefined: one per core on wasm and cpu, one on a GPU. */
  readonly workers: number | undefined;
  readonly note: (line: string) => void;
}

/** A pool of worker threads that train on a split's images. */
export function openNodePool(options: NodePoolOptions): Promise<ChildPool> {
  const entry = new URL('./childWorker.js', import.meta.url);
  const perBackend = (info: BackendInfo): number => (info.kind === 'webgpu' ? 1 : availableParallelism());
  return ChildPool.open({
    spawn: () => spawnNodeChild(entry, options.root),
    backend: options.backend,
    workers: (info) => options.workers ?? perBackend(info),
    split: options.split,
    onNotice: ({ message, remedy }) => options.note(`${message} ${remedy}`),
  });
}
