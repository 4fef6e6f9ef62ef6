import { describe, expect, it } from 'vitest';
import { fig5 } from '../../../src/engine/run/presets';
import type { SimulatedChunk, SimulatedSeries } from '../../../src/engine/run/simulate';
import { poolSize } from '../../../src/worker/instantClient';
import { InstantPool, type InstantRequest } from '../../../src/worker/instantPool';
import type { InstantCommand, InstantMessage, InstantPort } from '../../../src/worker/instantProtocol';

/** A worker that does what the test says. */
class FakeWorker implements InstantPort {
  readonly commands: InstantCommand[] = [];
  isEnded = false;
  say: (message: InstantMessage) => void = () => undefined;
  die: (reason: string) => void = () => undefined;

  post(command: InstantCommand): void {
    this.commands.push(command);
  }

  listen(onMessage: (message: InstantMessage) => void, onDeath: (reason: string) => void): void {
    this.say = onMessage;
    this.die = onDeath;
  }

  terminate(): void {
    this.isEnded = true;
  }

  get last(): Extract<InstantCommand, { type: 'simulate' }> {
    const found = this.commands.findLast((command) => command.type === 'simulate');
    if (found?.type !== 'simulate') throw new Error('nothing was asked of this worker');
    return found;
  }

  finish(id = this.last.id): void {
    this.say({ type: 'chunk', id, chunk: chunk(true) });
  }
}

const none = new Float64Array(0);
const EMPTY: SimulatedSeries = {
  mean: none,
  min: none,
  max: none,
  std: none,
  bestReward: none,
  entropy: none,
  policyLoss: none,
  loss: none,
  kl: none,
  baseline: none,
  children: none,
  uniqueChildren: none,
  epochs: none,
};

const chunk = (last: boolean): SimulatedChunk => ({
  from: 0,
  episodes: 0,
  series: EMPTY,
  trials: { names: [], archs: none, rewards: none },
  snapshots: [],
  best: null,
  reason: last ? 'episodes' : null,
  error: null,
});

function setUp(size: number) {
  const workers: FakeWorker[] = [];
  const pool = new InstantPool(
    () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    size,
    'http://lab/',
  );
  const heard: number[] = [];
  const run = (request: Partial<InstantRequest> = {}) =>
    pool.run({ config: fig5(1), onChunk: (seed) => heard.push(seed), ...request });
  const worker = (index: number): FakeWorker => {
    const found = workers[index];
    if (found === undefined) throw new Error(`worker ${index} was not started`);
    return found;
  };
  return { pool, workers, worker, heard, run };
}

describe('the pool of instant workers', () => {
  it('computes seeds in order, as many at once as there are workers, the first one first', async () => {
    const { workers, worker, heard, run } = setUp(2);
    const { done } = run({ seeds: [7, 8, 9] });
    expect(workers).toHaveLength(2);
    expect([worker(0).last.config.seed, worker(1).last.config.seed]).toEqual([7, 8]);
    worker(1).finish();
    expect(worker(1).last.config.seed).toBe(9);
    worker(0).finish();
    worker(1).finish();
    expect(heard).toEqual([8, 7, 9]);
    expect(await done).toEqual({ kind: 'done' });
  });

  it('starts a worker only when there is work for it', () => {
    const { workers, run } = setUp(4);
    run();
    expect(workers).toHaveLength(1);
  });

  it('hands on nothing of a cancelled request, and tells its workers to stop', async () => {
    const { worker, heard, run } = setUp(2);
    const old = run({ seeds: [1, 2, 3] });
    const ids = [worker(0).last.id, worker(1).last.id];
    old.cancel();
    expect(worker(0).commands.at(-1)).toEqual({ type: 'cancel', id: ids[0] });
    expect(worker(1).commands.at(-1)).toEqual({ type: 'cancel', id: ids[1] });
    // What was on its way when it was cancelled.
    worker(0).say({ type: 'chunk', id: ids[0] ?? 0, chunk: chunk(false) });
    worker(1).finish(ids[1]);
    expect(heard).toEqual([]);
    expect(worker(0).commands.filter(({ type }) => type === 'simulate')).toHaveLength(1);
    expect(await old.done).toEqual({ kind: 'cancelled' });
  });

  it('gives a newer request the worker of the one that was cancelled, whose late chunks are not taken for its own', () => {
    const { workers, worker, run } = setUp(1);
    const first: number[] = [];
    const second: number[] = [];
    const old = run({ onChunk: (seed) => first.push(seed) });
    const stale = worker(0).last.id;
    old.cancel();
    run({ onChunk: (seed) => second.push(seed) });
    worker(0).finish(stale);
    expect(second).toEqual([]);
    worker(0).finish();
    expect(second).toEqual([1]);
    expect(first).toEqual([]);
    expect(workers).toHaveLength(1);
  });

  it('never queues stale work: a drag of twenty movements leaves one request', () => {
    const { worker, run } = setUp(1);
    let current = run();
    for (let move = 0; move < 20; move += 1) {
      current.cancel();
      current = run();
    }
    const open = new Set<number>();
    for (const command of worker(0).commands) {
      if (command.type === 'simulate') open.add(command.id);
      else if (command.type === 'cancel') open.delete(command.id);
    }
    expect([...open]).toEqual([worker(0).last.id]);
  });

  it('lets what the person moves into workers that are busy with a band, and a band wait for its own kind', () => {
    const { workers, worker, run } = setUp(2);
    run({ seeds: [1, 2, 3, 4], priority: 'background' });
    run({ seeds: [5] });
    expect(worker(0).last).toMatchObject({ priority: 'now', config: { seed: 5 } });
    run({ seeds: [6], priority: 'background' });
    expect(workers.flatMap(({ commands }) => commands).filter(({ type }) => type === 'simulate')).toHaveLength(3);
  });

  it('asks for the truth of the first seed only, and hands it on', () => {
    const { worker, run } = setUp(2);
    const truths: unknown[] = [];
    run({ seeds: [1, 2], onTruth: (truth) => truths.push(truth.rows) });
    expect(worker(0).last.withTruth).toBe(true);
    expect(worker(1).last.withTruth).toBe(false);
    worker(0).say({ type: 'truth', id: worker(0).last.id, rows: [{ arch: 'a', reward: 1 }], readsContext: false });
    expect(truths).toEqual([[{ arch: 'a', reward: 1 }]]);
  });

  it('ends a request whose worker says it cannot be begun, with its other seeds', async () => {
    const { worker, run } = setUp(2);
    const { done } = run({ seeds: [1, 2, 3] });
    const error = { kind: 'reward', message: 'no', remedy: 'yes', line: 2 } as const;
    worker(0).say({ type: 'failed', id: worker(0).last.id, error });
    expect(await done).toEqual({ kind: 'failed', error });
    expect(worker(1).commands.at(-1)?.type).toBe('cancel');
  });

  it('survives the death of a worker: its request fails, the next one gets a new worker', async () => {
    const { workers, worker, run } = setUp(1);
    const { done } = run();
    worker(0).die('out of memory');
    expect(await done).toMatchObject({ kind: 'failed', error: { kind: 'worker' } });
    run();
    expect(workers).toHaveLength(2);
    expect(worker(0).isEnded).toBe(true);
  });

  it('cancels everything when it is disposed of, and takes nothing more', async () => {
    const { workers, worker, pool, run } = setUp(2);
    const { done } = run({ seeds: [1, 2, 3] });
    pool.dispose();
    expect(await done).toEqual({ kind: 'cancelled' });
    expect(workers.every(({ isEnded }) => isEnded)).toBe(true);
    expect(await run().done).toEqual({ kind: 'cancelled' });
    expect(worker(0).commands.filter(({ type }) => type === 'simulate')).toHaveLength(1);
  });

  it.each([
    [1, 1],
    [2, 2],
    [4, 3],
    [64, 8],
  ])('has on %i cores %i workers', (cores, size) => expect(poolSize(cores)).toBe(size));
});
