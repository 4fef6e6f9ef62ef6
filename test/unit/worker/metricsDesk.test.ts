import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import type { Dataset, ImageSet } from '../../../src/engine/data/types';
import { type MetricsJob, STANDARD_TRIALS } from '../../../src/engine/estimate/childMetrics';
import type { TrainJob, TrainResult } from '../../../src/engine/train/types';
import { MetricsDesk } from '../../../src/worker/metricsDesk';
import type { MetricsProgress } from '../../../src/worker/metricsProtocol';
import type { KeptMetrics, MetricsShelf } from '../../../src/worker/metricsStore';

const images = (count: number, value: number): ImageSet => ({
  images: new Uint8Array(count * 784).fill(value),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  count,
  shape: [28, 28, 1],
  classes: 10,
});

const dataset = (pixel: number): Dataset => ({
  id: 'digits',
  title: 'Digits',
  provenance: 'invented',
  train: images(200, pixel),
  test: images(50, pixel),
});

const JOB: MetricsJob = {
  space: { id: 'a-small' },
  archs: ['conv3,max', 'conv5,avg', 'conv3,max', 'sep,sep'],
  seed: 4,
  training: {
    id: 'train',
    data: 'digits',
    profile: 'teach',
    train: 100,
    valid: 20,
    test: 50,
    epochs: 2,
    batch: 64,
    learningRate: 0.002,
    backend: 'wasm',
  },
  trials: { images: 50, noise: [...STANDARD_TRIALS.noise], fgsm: [...STANDARD_TRIALS.fgsm] },
};

/** Keeps copies, as the browser would. */
class FakeShelf implements MetricsShelf {
  readonly kept = new Map<string, KeptMetrics>();
  isFull = false;

  async ofSpace(space: string) {
    return [...this.kept.values()].filter((one) => one.space === space);
  }
  async save(one: KeptMetrics) {
    if (this.isFull) throw new LabError('storage', 'no room', 'Export it.');
    this.kept.set(one.key, structuredClone(one));
  }
  async delete(keys: readonly string[]) {
    for (const key of keys) this.kept.delete(key);
  }
}

interface DeskOptions {
  readonly shelf?: FakeShelf;
  readonly pixel?: number;
  readonly onTrain?: (job: TrainJob, count: number) => void;
}

function makeDesk({ shelf = new FakeShelf(), pixel = 0, onTrain }: DeskOptions = {}) {
  const jobs: TrainJob[] = [];
  const pools: { atMost: number; disposed: boolean }[] = [];
  const desk = new MetricsDesk({
    openStore: async () => shelf,
    loadDataset: async () => dataset(pixel),
    openPool: async ({ atMost }) => {
      const pool = { atMost, disposed: false };
      pools.push(pool);
      return {
        size: atMost,
        info: { kind: 'wasm', label: 'fake', reason: 'asked', slower: [] },
        train: async (job, hooks): Promise<TrainResult> => {
          jobs.push(job);
          onTrain?.(job, jobs.length);
          if (hooks.signal?.aborted) throw new LabError('aborted', 'stopped', 'again');
          const { robustness: tried } = job;
          const at = (strength: number) => ({ strength, accuracy: 0.5 - strength });
          const report = { trainLoss: 1, trainAccuracy: 0.5, validLoss: 1, validAccuracy: 0.5, trainMs: job.trainImages ?? 100 };
          return {
            epochs: Array.from({ length: job.options.epochs }, (_, i) => ({ epoch: i + 1, ...report })),
            validAccuracy: 0.5,
            testAccuracy: 0.5,
            trainMs: 5,
            imagesPerSecond: 1,
            latencyMs: 1,
            backend: 'fake',
            ...(tried && { robustness: { images: 50, clean: 0.5, noise: tried.noise.map(at), fgsm: tried.fgsm.map(at) } }),
          };
        },
        dispose: async () => {
          pool.disposed = true;
        },
      };
    },
    now: () => 0,
    wall: () => Date.UTC(2026, 10, 22),
  });
  return { desk, shelf, jobs, pools };
}

const quiet = (): AbortSignal => new AbortController().signal;

describe('measuring children in the page', () => {
  it('trains each child once on one worker with latency and trials, tells of each, and keeps it for the next time', async () => {
    const { desk, shelf, jobs, pools } = makeDesk();
    const told: MetricsProgress[] = [];
    expect(await desk.measure(JOB, quiet(), (at) => told.push(at))).toEqual({ measured: 3, failed: [] });
    expect(pools).toEqual([{ atMost: 1, disposed: true }]);
    expect(jobs).toHaveLength(3);
    expect(jobs.every(({ latency, options }) => latency === true && options.seed === 4 && options.epochs === 2)).toBe(true);
    expect(jobs[0]?.robustness).toEqual({ ...JOB.trials, seed: 4 });
    expect(told.flatMap(({ measured }) => (measured === null ? [] : [measured.metrics.arch]))).toEqual([
      'conv3,max',
      'conv5,avg',
      'sep,sep',
    ]);
    expect(told.at(-1)).toMatchObject({ done: 3, total: 3 });
    // Counted on the network, as `describe` counts it.
    expect([...shelf.kept.values()][0]?.metrics).toMatchObject({ arch: 'conv3,max', params: { total: 52_138 }, macs: 333_056 });

    expect(await desk.measure({ ...JOB, archs: [...JOB.archs, 'max,max'] }, quiet(), () => undefined)).toEqual({
      measured: 1,
      failed: [],
    });
    expect(jobs).toHaveLength(4);
  });

  it('measures again where seed, training, trials or the images themselves are others', async () => {
    const { desk, shelf, jobs } = makeDesk();
    const one = { ...JOB, archs: ['conv3,max'] };
    await desk.measure(one, quiet(), () => undefined);
    await desk.measure({ ...one, seed: 5 }, quiet(), () => undefined);
    await desk.measure({ ...one, training: { ...JOB.training, epochs: 3 } }, quiet(), () => undefined);
    await desk.measure({ ...one, trials: { ...JOB.trials, noise: [0.5] } }, quiet(), () => undefined);
    expect(jobs).toHaveLength(4);
    expect((await desk.list('a-small')).kept).toHaveLength(4);
    const other = makeDesk({ shelf, pixel: 9 });
    await other.desk.measure(one, quiet(), () => undefined);
    expect(other.jobs).toHaveLength(1);
    expect((await desk.list('darts')).kept).toEqual([]);
  });

  it('goes on after a child that diverges, and ends on anything else', async () => {
    const diverges = makeDesk({
      onTrain: (_, count) => {
        if (count === 2) throw new LabError('train', 'Training diverged.', 'Lower the learning rate.');
      },
    });
    const outcome = await diverges.desk.measure(JOB, quiet(), () => undefined);
    expect(outcome).toMatchObject({ measured: 2, failed: [{ arch: 'conv5,avg', error: { message: 'Training diverged.' } }] });

    const lost = makeDesk({
      onTrain: () => {
        throw new LabError('worker', 'lost', 'again');
      },
    });
    await expect(lost.desk.measure(JOB, quiet(), () => undefined)).rejects.toMatchObject({ kind: 'worker' });
    expect(lost.pools.every(({ disposed }) => disposed)).toBe(true);
  });

  it('keeps what it has when it is stopped, and in memory where the browser has no room', async () => {
    const stop = new AbortController();
    const { desk, shelf } = makeDesk({
      onTrain: (_, count) => {
        if (count === 2) stop.abort();
      },
    });
    shelf.isFull = true;
    await expect(desk.measure(JOB, stop.signal, () => undefined)).rejects.toMatchObject({ kind: 'aborted' });
    expect(shelf.kept.size).toBe(0);
    shelf.isFull = false;
    const { kept } = await desk.list('a-small');
    expect(kept.map(({ metrics }) => metrics.arch)).toEqual(['conv3,max']);
    expect((await desk.cost(JOB, quiet())).missing).toBe(2);
    await desk.delete(kept.map(({ key }) => key));
    expect((await desk.list('a-small')).kept).toEqual([]);
  });

  it('says what it takes from a trial of two epochs, and trains nothing where nothing is missing', async () => {
    const { desk, jobs } = makeDesk();
    const cost = await desk.cost(JOB, quiet());
    expect(cost).toMatchObject({ missing: 3, total: 3, backend: 'fake' });
    // 1 ms an image in the trial: 2 x (100 + 20 / 3) + 50 / 3 of training, 110 + 50 x (7 / 3 + 1) of trials.
    expect(cost.msAll / 3).toBeCloseTo(2 * (100 + 20 / 3) + 50 / 3 + 110 + 50 * (7 / 3 + 1), 6);
    await desk.measure(JOB, quiet(), () => undefined);
    const before = jobs.length;
    expect(await desk.cost(JOB, quiet())).toMatchObject({ missing: 0, total: 3, msAll: 0 });
    expect(jobs).toHaveLength(before);
  });

  it('refuses a space without networks, a child that is none of the space, and a second job at once', async () => {
    const { desk } = makeDesk();
    await expect(desk.cost({ ...JOB, space: { id: 'branin' } }, quiet())).rejects.toThrow(/no networks/);
    await expect(desk.measure({ ...JOB, archs: ['conv3,mux'] }, quiet(), () => undefined)).rejects.toMatchObject({
      kind: 'space',
    });
    const first = desk.measure(JOB, quiet(), () => undefined);
    await expect(desk.measure(JOB, quiet(), () => undefined)).rejects.toThrow(/already/);
    await first;
  });
});
