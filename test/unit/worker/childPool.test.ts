import { describe, expect, it } from 'vitest';
import type { PlainError } from '../../../src/engine/core/errors';
import type { EpochReport } from '../../../src/engine/core/measurement';
import type { DataSplit, ImageSet } from '../../../src/engine/data/types';
import { GraphBuilder } from '../../../src/engine/graph/builder';
import type { BackendInfo, BackendWish } from '../../../src/engine/tensor';
import type { TrainJob, TrainResult } from '../../../src/engine/train';
import { ChildPool, type PoolNotice } from '../../../src/worker/childPool';
import type { ChildCommand, ChildMessage, WorkerPort } from '../../../src/worker/childProtocol';
import type { BackendReport } from '../../../src/worker/protocol';

const set: ImageSet = { images: new Uint8Array(1), labels: new Uint8Array(1), count: 1, shape: [1, 1, 1], classes: 2 };
const split: DataSplit = { train: set, valid: set, test: set };

/** A job told apart by its seed. */
function job(seed: number): TrainJob {
  const graph = new GraphBuilder();
  const input = graph.input([1, 1, 1]);
  return {
    graph: {
      version: 1,
      layers: [{ id: input, op: { kind: 'input', shape: [1, 1, 1] }, inputs: [], group: 'input' }],
      output: input,
    },
    options: { epochs: 1, batch: 1, learningRate: 0.1, init: 'he-uniform', normalise: { mean: 0, std: 1 }, seed },
  };
}

const result = (seed: number): TrainResult => ({
  epochs: [],
  validAccuracy: seed / 100,
  testAccuracy: 0,
  trainMs: 1,
  imagesPerSecond: 1,
  latencyMs: null,
  backend: 'fake',
});

const report = (epoch: number): EpochReport => ({
  epoch,
  trainLoss: 1,
  trainAccuracy: 0,
  validLoss: 1,
  validAccuracy: 0,
  trainMs: 1,
});

const FAKE: BackendInfo = { kind: 'cpu', label: 'fake', reason: 'A test.', slower: [] };

/** A worker that the test plays: it opens by itself, and answers trainings when told to. */
class FakeWorker implements WorkerPort {
  readonly commands: ChildCommand[] = [];
  ended = false;
  private heard: (message: ChildMessage) => void = () => undefined;
  private lost: (reason: string) => void = () => undefined;

  /** The backend it was asked to open. */
  wish: BackendWish | null = null;

  /** info: what opens, by what was asked for; null: nothing. */
  constructor(
    private readonly openError: PlainError | null = null,
    private readonly info: (wish: BackendWish) => BackendInfo | null = () => FAKE,
  ) {}

  readonly post = (command: ChildCommand): void => {
    this.commands.push(command);
    queueMicrotask(() => {
      if (command.type === 'load') this.heard({ type: 'loaded' });
      if (command.type !== 'open') return;
      this.wish = command.backend;
      const info = this.info(command.backend);
      if (this.openError === null && info !== null) this.heard({ type: 'opened', info });
      else
        this.heard({ type: 'openFailed', error: this.openError ?? { kind: 'backend', message: 'no adapter', remedy: 'wasm' } });
    });
  };
  readonly listen = (listener: (message: ChildMessage) => void): void => {
    this.heard = listener;
  };
  readonly onLost = (listener: (reason: string) => void): void => {
    this.lost = listener;
  };
  readonly terminate = (): void => {
    this.ended = true;
  };

  /** The child it is asked to train and has not answered. */
  get current(): { readonly id: number; readonly seed: number } | null {
    const last = this.commands.findLast((command) => command.type === 'train');
    return last?.type === 'train' ? { id: last.id, seed: last.job.options.seed } : null;
  }
  say(message: ChildMessage): void {
    this.heard(message);
  }
  finish(): void {
    if (this.current !== null) this.say({ type: 'done', id: this.current.id, result: result(this.current.seed) });
  }
  crash(reason = 'out of memory'): void {
    this.lost(reason);
  }
}

/** startable: how many workers start before the backend is gone. */
async function openPool(
  workers: number,
  startable = Number.POSITIVE_INFINITY,
): Promise<{ pool: ChildPool; fakes: FakeWorker[]; notices: PoolNotice[] }> {
  const fakes: FakeWorker[] = [];
  const notices: PoolNotice[] = [];
  const pool = await ChildPool.open({
    spawn: () => {
      const gone: PlainError = { kind: 'backend', message: 'no backend any more', remedy: 'reload' };
      const fake = new FakeWorker(fakes.length < startable ? null : gone);
      fakes.push(fake);
      return fake;
    },
    backend: 'cpu',
    workers: () => workers,
    split,
    onNotice: (notice) => notices.push(notice),
  });
  return { pool, fakes, notices };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

describe('a pool of child workers', () => {
  it('opens the backend and loads the images once on each worker, and says what computes', async () => {
    const { pool, fakes } = await openPool(3);
    expect(fakes).toHaveLength(3);
    for (const fake of fakes) expect(fake.commands.map(({ type }) => type)).toEqual(['open', 'load']);
    expect(pool.report).toEqual({ label: 'fake × 3', reason: 'A test.' });
  });

  it('trains one child per worker at a time, in the order they came', async () => {
    const { pool, fakes } = await openPool(2);
    const all = Promise.all([1, 2, 3].map((seed) => pool.train(job(seed))));
    await settled();
    expect(fakes.map((fake) => fake.current?.seed)).toEqual([1, 2]);
    fakes[1]?.finish();
    await settled();
    expect(fakes.map((fake) => fake.current?.seed)).toEqual([1, 3]);
    fakes[0]?.finish();
    fakes[1]?.finish();
    expect((await all).map(({ validAccuracy }) => validAccuracy)).toEqual([0.01, 0.02, 0.03]);
  });

  it('trains the child of a lost worker again on a fresh one, reporting no epoch twice', async () => {
    const { pool, fakes, notices } = await openPool(1);
    const epochs: number[] = [];
    const trained = pool.train(job(7), { onEpoch: ({ epoch }) => epochs.push(epoch) });
    await settled();
    fakes[0]?.say({ type: 'epoch', id: 0, report: report(1) });
    fakes[0]?.crash();
    await settled();
    expect(notices[0]?.message).toContain('out of memory');
    expect(fakes).toHaveLength(2);
    fakes[1]?.say({ type: 'epoch', id: 0, report: report(1) });
    fakes[1]?.say({ type: 'epoch', id: 0, report: report(2) });
    fakes[1]?.finish();
    expect((await trained).validAccuracy).toBe(0.07);
    expect(epochs).toEqual([1, 2]);
  });

  it('gives a child up when its worker is lost twice, and goes on with the next', async () => {
    const { pool, fakes } = await openPool(1);
    const first = pool.train(job(1));
    const second = pool.train(job(2));
    await settled();
    fakes[0]?.crash();
    await settled();
    fakes[1]?.crash('again');
    await expect(first).rejects.toMatchObject({ kind: 'worker', message: expect.stringContaining('lost 2 times (again)') });
    await settled();
    fakes[2]?.finish();
    expect((await second).validAccuracy).toBe(0.02);
  });

  it('replaces a worker that is lost while idle', async () => {
    const { pool, fakes } = await openPool(1);
    fakes[0]?.crash();
    await settled();
    const trained = pool.train(job(4));
    await settled();
    fakes[1]?.finish();
    expect((await trained).validAccuracy).toBe(0.04);
  });

  it('rejects a cancelled child at once, tells its worker, and uses that worker again once it has answered', async () => {
    const { pool, fakes } = await openPool(1);
    const abort = new AbortController();
    const cancelled = pool.train(job(1), { signal: abort.signal });
    const waiting = pool.train(job(2), { signal: abort.signal });
    const next = pool.train(job(3));
    await settled();
    abort.abort();
    await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
    await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
    expect(fakes[0]?.commands.at(-1)).toEqual({ type: 'cancel', id: 0 });
    fakes[0]?.say({ type: 'failed', id: 0, error: { kind: 'aborted', message: 'x', remedy: 'y' } });
    await settled();
    expect(fakes[0]?.current?.seed).toBe(3);
    fakes[0]?.finish();
    expect((await next).validAccuracy).toBe(0.03);
  });

  it("passes a child's own error on and keeps the worker", async () => {
    const { pool, fakes } = await openPool(1);
    const trained = pool.train(job(1));
    await settled();
    fakes[0]?.say({ type: 'failed', id: 0, error: { kind: 'train', message: 'Training diverged', remedy: 'slower' } });
    await expect(trained).rejects.toMatchObject({ kind: 'train', remedy: 'slower' });
    expect(fakes).toHaveLength(1);
  });

  it('replaces a worker whose GPU or memory is in doubt, and gives the child its own error the second time', async () => {
    const { pool, fakes, notices } = await openPool(1);
    const trained = pool.train(job(1));
    const error: PlainError = { kind: 'backend', message: 'The GPU was lost', remedy: 'reload' };
    await settled();
    fakes[0]?.say({ type: 'failed', id: 0, error });
    await settled();
    expect(fakes[0]?.ended).toBe(true);
    expect(notices[0]?.message).toContain('The GPU was lost');
    fakes[1]?.say({ type: 'failed', id: 0, error });
    await expect(trained).rejects.toMatchObject(error);
    await settled();
    expect(fakes).toHaveLength(3);
  });

  it('says so when its last worker cannot be replaced, to who waits and to who comes later', async () => {
    const { pool, fakes } = await openPool(1, 1);
    const under = pool.train(job(1));
    const waiting = pool.train(job(2));
    await settled();
    fakes[0]?.crash();
    await expect(under).rejects.toMatchObject({ kind: 'backend', message: 'no backend any more' });
    await expect(waiting).rejects.toMatchObject({ kind: 'backend' });
    await expect(pool.train(job(3))).rejects.toMatchObject({ kind: 'backend' });
  });

  it('goes on with fewer workers when one cannot be replaced', async () => {
    const { pool, fakes, notices } = await openPool(2, 2);
    const trained = pool.train(job(1));
    await settled();
    fakes[0]?.crash();
    await settled();
    expect(notices.at(-1)?.message).toContain('could not be replaced');
    expect(fakes[1]?.current?.seed).toBe(1);
    fakes[1]?.finish();
    expect((await trained).validAccuracy).toBe(0.01);
  });

  it('goes on on wasm, with its workers, where the GPU does not come back, and says so', async () => {
    const fakes: FakeWorker[] = [];
    const notices: PoolNotice[] = [];
    const reports: BackendReport[] = [];
    const pool = await ChildPool.open({
      spawn: () => {
        const fake = new FakeWorker(null, (wish) => {
          if (wish === 'wasm') return { kind: 'wasm', label: 'wasm', reason: 'Asked for.', slower: ['No relaxed SIMD.'] };
          return fakes.length === 1 ? { kind: 'webgpu', label: 'webgpu', reason: 'Asked for.', slower: [] } : null;
        });
        fakes.push(fake);
        return fake;
      },
      backend: 'webgpu',
      workers: ({ kind }) => (kind === 'webgpu' ? 1 : 2),
      split,
      onNotice: (notice) => notices.push(notice),
      onBackend: (report) => reports.push(report),
    });
    const trained = [1, 2].map((seed) => pool.train(job(seed)));
    await settled();
    fakes[0]?.say({ type: 'failed', id: 0, error: { kind: 'backend', message: 'The GPU was lost', remedy: 'reload' } });
    await settled();
    expect(fakes.map(({ wish, ended }) => [wish, ended])).toEqual([
      ['webgpu', true],
      ['webgpu', true],
      ['wasm', false],
      ['wasm', false],
    ]);
    expect(notices.map(({ message }) => message)).toEqual([
      expect.stringContaining('The GPU was lost'),
      expect.stringContaining('webgpu did not come back: children are trained on wasm'),
    ]);
    expect(pool.size).toBe(2);
    expect(reports).toEqual([{ label: 'wasm × 2', reason: 'Asked for.', slower: ['No relaxed SIMD.'] }]);
    fakes[2]?.finish();
    fakes[3]?.finish();
    expect((await Promise.all(trained)).map(({ validAccuracy }) => validAccuracy)).toEqual([0.01, 0.02]);
  });

  it('gives a child that lost its GPU twice a third start, on wasm', async () => {
    const fakes: FakeWorker[] = [];
    const pool = await ChildPool.open({
      spawn: () => {
        const fake = new FakeWorker(null, (wish) => ({
          kind: wish === 'wasm' ? 'wasm' : 'webgpu',
          label: wish,
          reason: '',
          slower: [],
        }));
        fakes.push(fake);
        return fake;
      },
      backend: 'auto',
      workers: () => 1,
      split,
    });
    const trained = pool.train(job(9));
    const error: PlainError = { kind: 'backend', message: 'The GPU was lost', remedy: 'reload' };
    for (const i of [0, 1]) {
      await settled();
      fakes[i]?.say({ type: 'failed', id: 0, error });
    }
    await settled();
    expect(fakes.map(({ wish }) => wish)).toEqual(['auto', 'auto', 'wasm']);
    fakes[2]?.finish();
    expect((await trained).validAccuracy).toBe(0.09);
  });

  it("fails to open with the backend's error, and ends the worker", async () => {
    const fake = new FakeWorker({ kind: 'backend', message: 'no wasm', remedy: 'use cpu' });
    const opened = ChildPool.open({ spawn: () => fake, backend: 'wasm', workers: () => 2, split });
    await expect(opened).rejects.toMatchObject({ kind: 'backend', message: 'no wasm' });
    expect(fake.ended).toBe(true);
  });

  it('rejects what is under way and waiting when it is disposed of, and ends its workers', async () => {
    const { pool, fakes } = await openPool(1);
    const under = pool.train(job(1));
    const waiting = pool.train(job(2));
    await settled();
    await pool.dispose();
    await expect(under).rejects.toMatchObject({ kind: 'aborted' });
    await expect(waiting).rejects.toMatchObject({ kind: 'aborted' });
    await expect(pool.train(job(3))).rejects.toMatchObject({ kind: 'aborted' });
    expect(fakes[0]?.ended).toBe(true);
    expect(fakes).toHaveLength(1);
  });
});
