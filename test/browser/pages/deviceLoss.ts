import { toPlainError } from '../../../src/engine/core/errors';
import { proceduralDigits } from '../../../src/engine/data/digits';
import { splitDataset } from '../../../src/engine/data/split';
import { profileById, spaceById } from '../../../src/engine/space';
import type { TrainResult } from '../../../src/engine/train';
import { ChildPool, type PoolNotice } from '../../../src/worker/childPool';
import type { ChildMessage, WorkerPort } from '../../../src/worker/childProtocol';
import type { BackendReport } from '../../../src/worker/protocol';

export interface DeviceLossArgs {
  /**
   * What happens in the first child's second epoch: nothing; the device goes, and the next worker finds another, or no adapter;
   * or the child is cancelled.
   */
  readonly loss: 'none' | 'device' | 'adapter' | 'cancel';
}

export interface DeviceLossReport {
  /** Of two children trained one after the other; a cancelled one is left out. */
  readonly children: readonly {
    readonly backend: string;
    readonly testAccuracy: number;
    readonly losses: readonly number[];
    /** Epochs reported, in order. */
    readonly epochs: readonly number[];
  }[];
  /** Of each child begun: the shares of its shaders that were compiled, as they were told. */
  readonly compiled: readonly (readonly (readonly [done: number, total: number])[])[];
  readonly notices: readonly PoolNotice[];
  readonly reports: readonly BackendReport[];
  readonly spawned: number;
}

function spawn(name: string): WorkerPort {
  const worker = new Worker(new URL('./leashedChild.worker.ts', import.meta.url), { type: 'module', name });
  return {
    post: (command) => worker.postMessage(command),
    listen: (listener) => worker.addEventListener('message', (event: MessageEvent<ChildMessage>) => listener(event.data)),
    onLost: (listener) => worker.addEventListener('error', (event) => listener(event.message)),
    terminate: () => worker.terminate(),
  };
}

/** Trains two children on webgpu, one after the other, and takes the first one's device away in the middle of an epoch. */
export default async function deviceLoss({ loss }: DeviceLossArgs): Promise<DeviceLossReport> {
  const split = splitDataset(proceduralDigits(1, { train: 640, test: 64 }), { train: 64, valid: 32, test: 32 });
  const space = spaceById('a-small');
  const { learningRate, init, normalise } = profileById('teach').training;
  const channel = new BroadcastChannel('test gpu');
  const notices: PoolNotice[] = [];
  const reports: BackendReport[] = [];
  const compiled: (readonly [number, number])[][] = [];
  let spawned = 0;
  const pool = await ChildPool.open({
    spawn: () => {
      spawned += 1;
      return spawn(loss === 'adapter' && spawned > 1 ? 'no gpu' : 'gpu');
    },
    backend: 'webgpu',
    workers: () => 1,
    split,
    onNotice: (notice) => notices.push(notice),
    onBackend: (report) => reports.push(report),
  });
  try {
    let taken = loss === 'none';
    const children: DeviceLossReport['children'][number][] = [];
    for (const arch of ['conv3,max', 'sep,avg']) {
      const graph = space.build(space.parse(arch), { profile: 'teach', input: [28, 28, 1], classes: 10 });
      const epochs: number[] = [];
      const programs: (readonly [number, number])[] = [];
      compiled.push(programs);
      const abort = new AbortController();
      const trained = pool.train(
        { graph, options: { epochs: 2, batch: 16, learningRate, init, normalise, seed: 5 } },
        {
          signal: abort.signal,
          onEpoch: ({ epoch }) => epochs.push(epoch),
          onProgress: (progress) => {
            if (progress.phase === 'compiling') programs.push([progress.done, progress.total]);
            if (taken || progress.phase === 'compiling' || progress.epoch !== 2) return;
            taken = true;
            if (loss === 'cancel') abort.abort();
            else channel.postMessage('destroy');
          },
        },
      );
      const result: TrainResult | null = await trained.catch((thrown) => {
        if (toPlainError(thrown).kind === 'aborted') return null;
        throw thrown;
      });
      if (result === null) continue;
      const losses = result.epochs.map(({ trainLoss }) => trainLoss);
      children.push({ backend: result.backend, testAccuracy: result.testAccuracy, losses, epochs });
    }
    return { children, compiled, notices, reports, spawned };
  } finally {
    channel.close();
    await pool.dispose();
  }
}
