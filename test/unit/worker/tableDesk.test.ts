import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import type { Dataset, ImageSet } from '../../../src/engine/data/types';
import { parseTable } from '../../../src/engine/estimate/table';
import { localTableName, type TableJob } from '../../../src/engine/estimate/tableJob';
import type { TrainResult } from '../../../src/engine/train/types';
import { TableDesk, type TablePool } from '../../../src/worker/tableDesk';
import type { TableProgress } from '../../../src/worker/tableProtocol';
import type { KeptTables, LoadedTable } from '../../../src/worker/tableStore';

const SHAPE = [28, 28, 1];

function images(count: number, value: number): ImageSet {
  return {
    images: new Uint8Array(count * 784).fill(value),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
    count,
    shape: SHAPE,
    classes: 10,
  };
}

const dataset = (value: number): Dataset => ({
  id: 'digits',
  title: 'Digits',
  provenance: 'invented',
  train: images(200, value),
  test: images(50, value),
});

const JOB: TableJob = {
  space: 'a-small',
  seeds: 1,
  training: {
    id: 'train',
    data: 'digits',
    profile: 'teach',
    train: 100,
    valid: 20,
    test: 50,
    epochs: 1,
    batch: 64,
    learningRate: 0.002,
    backend: 'auto',
  },
};

/** Keeps tables as the browser would: copies, not references. */
class FakeStore implements KeptTables {
  readonly tables = new Map<string, LoadedTable>();
  readonly names = new Map<string, LoadedTable>();
  /** Refuses to write from so many saves on. */
  fullAfter = Number.POSITIVE_INFINITY;
  saves = 0;

  async list() {
    return [...this.tables.values()].map(({ entry }) => entry);
  }
  async load(id: string) {
    return structuredClone(this.tables.get(id) ?? null);
  }
  async save(loaded: LoadedTable) {
    this.saves += 1;
    if (this.saves > this.fullAfter) throw new LabError('storage', 'no room', 'Download it.');
    this.tables.set(loaded.entry.id, structuredClone(loaded));
  }
  async name(name: string, loaded: LoadedTable) {
    this.names.set(name, structuredClone(loaded));
    const held = this.tables.get(loaded.entry.id);
    if (held !== undefined) this.tables.set(loaded.entry.id, { ...held, entry: loaded.entry });
  }
  async delete(id: string) {
    for (const name of this.tables.get(id)?.entry.names ?? []) this.names.delete(name);
    this.tables.delete(id);
  }
}

interface DeskOptions {
  readonly store?: FakeStore;
  readonly pixel?: number;
  readonly label?: string;
  /** Called before each training. */
  readonly onTrain?: (count: number) => void;
  readonly locked?: boolean;
  /** Called before the lock is given. */
  readonly onLock?: () => Promise<void>;
}

function makeDesk({ store = new FakeStore(), pixel = 0, label = 'fake', onTrain, locked = false, onLock }: DeskOptions = {}) {
  const opened: { atMost: number | undefined; disposed: boolean }[] = [];
  let trained = 0;
  const desk = new TableDesk({
    openStore: async () => store,
    loadDataset: async () => dataset(pixel),
    openPool: async ({ atMost }): Promise<TablePool> => {
      const pool = { atMost, disposed: false };
      opened.push(pool);
      return {
        size: atMost ?? 2,
        info: { kind: 'wasm', label, reason: 'asked', slower: [] },
        train: async (job, hooks): Promise<TrainResult> => {
          trained += 1;
          onTrain?.(trained);
          if (hooks.signal?.aborted) throw new LabError('aborted', 'stopped', 'again');
          const accuracy = (job.graph.layers.length + job.options.seed) / 100;
          const epochs = Array.from({ length: job.options.epochs }, (_, i) => ({
            epoch: i + 1,
            trainLoss: 1,
            trainAccuracy: accuracy,
            validLoss: 1,
            validAccuracy: accuracy,
            trainMs: 2 * (job.trainImages ?? 100),
          }));
          return {
            epochs,
            validAccuracy: accuracy,
            testAccuracy: accuracy,
            trainMs: 5,
            imagesPerSecond: 1,
            latencyMs: 1,
            backend: label,
          };
        },
        dispose: async () => {
          pool.disposed = true;
        },
      };
    },
    workersOf: () => 2,
    lock: async () => {
      await onLock?.();
      return locked ? null : { release: () => undefined };
    },
    now: () => 0,
    wall: () => Date.UTC(2026, 10, 21),
    machine: 'a test, 2 cores',
    version: '0.1.0',
  });
  return { desk, store, opened, trained: () => trained };
}

const quiet = (): AbortSignal => new AbortController().signal;
const file = (text: string): File => new File([text], 'mine.json');

describe('measuring a table in the page', () => {
  it('trains every child once, keeps each, tells of each, and writes the file that a reader of tables accepts', async () => {
    const { desk, store, opened } = makeDesk();
    const told: TableProgress[] = [];
    const entry = await desk.measure(JOB, quiet(), (at) => told.push(at));
    expect(entry).toMatchObject({ rows: 64, runs: 64, missing: 0, wanted: 64 });
    expect(told.map(({ done }) => done)).toEqual(Array.from({ length: 65 }, (_, i) => i));
    expect(told.at(-1)?.last).toHaveLength(6);
    expect(store.saves).toBe(65);
    expect(opened).toEqual([{ atMost: undefined, disposed: true }]);
    const { name, text } = await desk.file(entry.id);
    expect(name).toBe('a-small-digits-teach.json');
    const table = parseTable(JSON.parse(text), name);
    expect(table.rows).toHaveLength(64);
    expect(table.provenance).toEqual({
      data: 'invented',
      split: { train: 100, valid: 20, test: 50 },
      training: 'Adam 0.002, batch 64, 1 epochs, he-uniform weights, inputs (x - 0.1307) / 0.3081',
      backend: 'fake',
      machine: 'a test, 2 cores',
      command:
        'nas-lab table --space a-small --data digits --profile teach --train 100 --valid 20 --test 50 --epochs 1 --batch 64 --learning-rate 0.002 --backend wasm --seeds 1 --workers 2',
      date: '2026-11-21',
      version: '0.1.0',
    });
  });

  it('keeps what it has when it is stopped, and another visit trains the rest only', async () => {
    const stop = new AbortController();
    const first = makeDesk({ onTrain: (count) => count > 20 && stop.abort() });
    await expect(first.desk.measure(JOB, stop.signal, () => undefined)).rejects.toMatchObject({ kind: 'aborted' });
    expect(first.opened.every(({ disposed }) => disposed)).toBe(true);
    const [half] = (await first.desk.list()).entries;
    expect(half).toMatchObject({ runs: 20, missing: 44 });
    const later = makeDesk({ store: first.store });
    const entry = await later.desk.measure(half?.job ?? JOB, quiet(), () => undefined);
    expect(later.trained()).toBe(44);
    expect(entry).toMatchObject({ id: half?.id, runs: 64, missing: 0 });
    const more = await later.desk.measure({ ...JOB, seeds: 2 }, quiet(), () => undefined);
    expect(more).toMatchObject({ id: half?.id, runs: 128, missing: 0, wanted: 128 });
    expect(later.trained()).toBe(44 + 64);
  });

  it('never mixes other images or another backend into a table', async () => {
    const first = makeDesk();
    await first.desk.measure(JOB, quiet(), () => undefined);
    for (const other of [
      { store: first.store, pixel: 1 },
      { store: first.store, label: 'another' },
    ]) {
      const desk = makeDesk(other);
      const entry = await desk.desk.measure(JOB, quiet(), () => undefined);
      expect(desk.trained()).toBe(64);
      expect(entry.runs).toBe(64);
    }
    expect((await first.desk.list()).entries).toHaveLength(3);
  });

  it('goes on in memory when the browser has no more room, says so, and still gives the file', async () => {
    const store = new FakeStore();
    store.fullAfter = 10;
    const { desk } = makeDesk({ store });
    const told: TableProgress[] = [];
    const entry = await desk.measure(JOB, quiet(), (at) => told.push(at));
    expect(told.at(-1)?.warning).toEqual({ kind: 'storage', message: 'no room', remedy: 'Download it.' });
    expect(JSON.parse((await desk.file(entry.id)).text).rows).toHaveLength(64);
    expect(await desk.list()).toMatchObject({ unkept: [entry.id], entries: [{ runs: 64 }] });
  });

  it('refuses a table that another tab measures, and a second one beside the first', async () => {
    await expect(makeDesk({ locked: true }).desk.measure(JOB, quiet(), () => undefined)).rejects.toThrow(/another tab/);
    const { desk } = makeDesk();
    const first = desk.measure(JOB, quiet(), () => undefined);
    await expect(desk.measure(JOB, quiet(), () => undefined)).rejects.toThrow(/measured already/);
    await first;
  });

  it('trains nothing that another tab has measured while this one waited for it', async () => {
    const store = new FakeStore();
    const other = makeDesk({ store });
    const own = makeDesk({ store, onLock: async () => void (await other.desk.measure(JOB, quiet(), () => undefined)) });
    expect(await own.desk.measure(JOB, quiet(), () => undefined)).toMatchObject({ runs: 64, missing: 0 });
    expect(own.trained()).toBe(0);
  });

  it('keeps a name that is given while a child is saved', async () => {
    const store = new FakeStore();
    const naming: Promise<string>[] = [];
    const { desk } = makeDesk({ store });
    const entry = await desk.measure(JOB, quiet(), ({ entry: id, done }) => {
      if (done > 0 && done < 64) naming.push(desk.name(id));
    });
    const names = new Set(await Promise.all(naming));
    expect(names.size).toBeGreaterThan(1);
    expect(new Set(store.tables.get(entry.id)?.entry.names)).toEqual(names);
    expect(store.tables.get(entry.id)?.table.rows).toHaveLength(64);
    expect((await desk.list()).entries[0]?.runs).toBe(64);
  });

  it('says what the whole will take from a trial of four children on one worker', async () => {
    const { desk, opened, trained } = makeDesk();
    const cost = await desk.cost({ ...JOB, seeds: 2 }, quiet());
    expect(trained()).toBe(4);
    expect(opened).toEqual([{ atMost: 1, disposed: true }]);
    // 2 ms an image, whatever the child: (100 + 20/3 + 50/3) images a training.
    expect(cost.msPerChild).toBeCloseTo(2 * (100 + 70 / 3), 6);
    expect(cost).toMatchObject({ missing: 128, total: 128, workers: 2, backend: 'fake' });
    expect(cost.msAll).toBeCloseTo((1.1 * 128 * cost.msPerChild) / 2, 6);
  });
});

describe('tables for runs, and from files', () => {
  it('names a table by its content, for as long as it is not deleted', async () => {
    const { desk, store } = makeDesk();
    const entry = await desk.measure(JOB, quiet(), () => undefined);
    const name = await desk.name(entry.id);
    expect(name).toBe(localTableName(store.tables.get(entry.id)?.table ?? parseTable(null, 'none')));
    expect(store.names.has(name)).toBe(true);
    // Measured further, the run's table stays what it was.
    await desk.measure({ ...JOB, seeds: 2 }, quiet(), () => undefined);
    expect(store.names.get(name)?.table.rows[0]?.runs).toHaveLength(1);
    expect(await desk.name(entry.id)).not.toBe(name);
    await desk.delete(entry.id);
    expect(store.names.size).toBe(0);
  });

  it('reads its own file back under the same name', async () => {
    const first = makeDesk();
    const entry = await first.desk.measure(JOB, quiet(), () => undefined);
    const { text } = await first.desk.file(entry.id);
    const other = makeDesk();
    const imported = await other.desk.import(file(text));
    expect(imported).toMatchObject({ job: null, rows: 64, missing: 0, title: 'Digits, profile teach' });
    expect(imported.names).toEqual([await first.desk.name(entry.id)]);
    expect((await other.desk.import(file(text))).id).toBe(imported.id);
    // In the browser that measured it, it is the table that is there.
    expect((await first.desk.import(file(text))).id).toBe(entry.id);
  });

  it('names the fault of a file that is no table', async () => {
    const { desk, store } = makeDesk();
    const entry = await desk.measure(JOB, quiet(), () => undefined);
    const { text } = await desk.file(entry.id);
    const table = JSON.parse(text);
    const [row] = table.rows;
    const cases: readonly [string, RegExp][] = [
      [text.slice(0, 400), /mine\.json is not JSON/],
      ['{}', /table 'mine\.json': version/],
      [JSON.stringify({ ...table, rows: [] }), /has no rows/],
      [JSON.stringify({ ...table, space: 'nowhere' }), /nowhere/],
      [JSON.stringify({ ...table, rows: [{ ...row, arch: 'conv9,max' }] }), /conv9/],
      [JSON.stringify({ ...table, rows: [{ ...row, arch: ' conv3, max' }] }), /conv3/],
      [JSON.stringify({ ...table, rows: [row, row] }), /has two rows/],
      [
        JSON.stringify({ ...table, rows: [{ ...row, runs: [{ ...row.runs[0], testAccuracy: 2 }] }] }),
        /rows\.0\.runs\.0\.testAccuracy/,
      ],
    ];
    for (const [bad, message] of cases) {
      const failure = await desk.import(file(bad)).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      expect(failure).toBeInstanceOf(LabError);
      expect(String(failure)).toMatch(message);
    }
    expect(store.tables.size).toBe(1);
  });
});
