import { LabError, throwIfAborted } from '../engine/core/errors';
import { splitDataset, splitIdentity } from '../engine/data/split';
import type { DataSplit, Dataset } from '../engine/data/types';
import type { ChildTrainer } from '../engine/estimate/childTrainer';
import { measureTable, missingRuns } from '../engine/estimate/measureTable';
import type { TableFile } from '../engine/estimate/tableFile';
import {
  emptyTable,
  experimentHash,
  goOnFrom,
  jobOptions,
  jobSizes,
  localTableName,
  MOST_CELLS,
  type TableJob,
} from '../engine/estimate/tableJob';
import { tableText } from '../engine/estimate/tableText';
import { countGraph } from '../engine/graph';
import { enumerate, profileById, type SearchSpace, spaceById } from '../engine/space';
import type { BackendInfo, BackendWish } from '../engine/tensor';
import type { PoolNotice } from './childPool';
import type { TabLock } from './tabLock';
import { imagesOfTraining, trialSplit, triedGraphs, trySpeed, wallMs } from './tableCost';
import { type ReadableTable, tableOfFile } from './tableOfFile';
import type { MeasuredChild, TableCost, TableListed, TableProgress } from './tableProtocol';
import { TableShelf } from './tableShelf';
import type { KeptTables, LoadedTable, TableEntry } from './tableStore';
import { withPool } from './withPool';

/** Who trains a table's children: a pool of workers. */
export type TablePool = ChildTrainer & { readonly info: BackendInfo };

/** What measuring needs from the place it runs in. */
export interface DeskPlace {
  readonly openStore: () => Promise<KeptTables>;
  readonly loadDataset: (id: string) => Promise<Dataset>;
  readonly openPool: (options: {
    readonly backend: BackendWish;
    readonly split: DataSplit;
    readonly onNotice: (notice: PoolNotice) => void;
    readonly atMost?: number;
  }) => Promise<TablePool>;
  /** Children trained at once on a backend. */
  readonly workersOf: (info: BackendInfo) => number;
  /** Null where another tab holds the name. */
  readonly lock: (name: string) => Promise<TabLock | null>;
  readonly now: () => number;
  readonly wall: () => number;
  readonly machine: string;
  readonly version: string;
}

const LAST_CHILDREN = 6;

/** A job with what it trains on. */
interface Ground {
  readonly space: SearchSpace;
  readonly dataset: Dataset;
  readonly split: DataSplit;
  readonly images: string;
}

/** The table worker's logic, free of the worker itself. Its methods reject with LabErrors. */
export class TableDesk {
  private readonly shelf: TableShelf;
  /** The entry that is being measured. */
  private measuring: string | null = null;
  /** What reads an entry and then writes it does so one after another, or one of two would undo the other. */
  private writing: Promise<unknown> = Promise.resolve();

  constructor(private readonly place: DeskPlace) {
    this.shelf = new TableShelf(place.openStore);
  }

  async list(): Promise<TableListed> {
    const entries = await this.shelf.list();
    const unkept = entries.flatMap(({ id }) => (this.shelf.isKept(id) ? [] : [id]));
    return { entries, unkept, fault: this.shelf.fault };
  }

  /** Tries a few children for a moment on one worker, and scales by MACs, images and workers. */
  async cost(job: TableJob, signal: AbortSignal): Promise<TableCost> {
    const ground = await this.groundOf(job, signal);
    const { space, split, dataset } = ground;
    const trial = trialSplit(split);
    return this.withPool(
      job,
      trial,
      signal,
      () => undefined,
      1,
      async (pool) => {
        const { start } = await this.startOf(job, ground, pool);
        const build = { profile: job.training.profile, input: split.train.shape, classes: dataset.train.classes };
        const cells = [...enumerate(space)].map((genotype) => space.build(genotype, build));
        const options = jobOptions(job.training, profileById(job.training.profile), dataset.id);
        const points = await trySpeed(triedGraphs(cells), pool, options, trial.train.count, signal);
        const missing = missingRuns(space, start, job.seeds).map(({ genotype }) => countGraph(space.build(genotype, build)).macs);
        const images = imagesOfTraining(job.training);
        const all = cells.map((graph) => countGraph(graph).macs);
        const workers = this.place.workersOf(pool.info);
        return {
          missing: missing.length,
          total: all.length * job.seeds,
          msPerChild: wallMs(points, all, images, 1) / all.length,
          workers,
          msAll: wallMs(points, missing, images, workers),
          backend: pool.info.label,
          reason: pool.info.reason,
        };
      },
    );
  }

  /** Trains what the job's table lacks; each child is kept as soon as it is there. Rejects with 'aborted' on the signal. */
  async measure(job: TableJob, signal: AbortSignal, progress: (at: TableProgress) => void): Promise<TableEntry> {
    if (this.measuring !== null) {
      throw new LabError('worker', 'A table is being measured already.', 'Wait for it, or stop it first.');
    }
    this.measuring = '';
    try {
      const ground = await this.groundOf(job, signal);
      let warning: TableProgress['warning'] = null;
      const warn = (notice: PoolNotice): void => {
        warning = notice;
      };
      return await this.withPool(job, ground.split, signal, warn, undefined, (pool) =>
        this.train(job, ground, pool, signal, () => warning, progress),
      );
    } finally {
      this.measuring = null;
    }
  }

  async file(id: string): Promise<{ readonly name: string; readonly text: string }> {
    const { table } = await this.loaded(id);
    return { name: `${table.id}.json`, text: tableText(table) };
  }

  /** Keeps the table as it is now under the name that a run's config says. */
  name(id: string): Promise<string> {
    return this.inTurn(async () => {
      const { entry, table } = await this.loaded(id);
      const name = localTableName(table);
      if (table.rows.length === 0) {
        throw new LabError('data', `${entry.title}: no child is measured yet.`, 'Wait for the first one.');
      }
      if (!entry.names.includes(name)) await this.shelf.name(name, { entry: { ...entry, names: [...entry.names, name] }, table });
      return name;
    });
  }

  /** A table from a file, checked against its schema and its space. */
  async import(file: ReadableTable): Promise<TableEntry> {
    const table = await tableOfFile(file);
    const name = localTableName(table);
    const known = (await this.shelf.list()).find(({ names }) => names.includes(name));
    if (known !== undefined) return known;
    const entry = { ...this.entryOf(name, null, table), names: [name] };
    await this.shelf.name(name, { entry, table });
    await this.shelf.save({ entry, table });
    return entry;
  }

  async delete(id: string): Promise<void> {
    if (id === this.measuring) {
      throw new LabError('worker', 'This table is being measured.', 'Stop the measuring first.');
    }
    await this.shelf.delete(id);
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.writing.then(work);
    this.writing = done.catch(() => undefined);
    return done;
  }

  private async train(
    job: TableJob,
    ground: Ground,
    pool: TablePool,
    signal: AbortSignal,
    warning: () => TableProgress['warning'],
    progress: (at: TableProgress) => void,
  ): Promise<TableEntry> {
    const { id } = await this.startOf(job, ground, pool);
    const lock = await this.place.lock(`nas-lab table ${id}`);
    if (lock === null) {
      throw new LabError('storage', 'This table is being measured in another tab.', 'Wait for it there, or close that tab.');
    }
    this.measuring = id;
    const asked: TableJob = { ...job, training: { ...job.training, backend: pool.info.kind } };
    const began = this.place.now();
    const last: MeasuredChild[] = [];
    let trained = 0;
    const tell = (done: number, total: number): void => {
      const leftMs = trained === 0 ? null : ((this.place.now() - began) / trained) * (total - done);
      const said = this.shelf.fault ?? warning() ?? lock.warning ?? null;
      progress({ entry: id, done, total, workers: pool.size, backend: pool.info.label, leftMs, last: [...last], warning: said });
    };
    try {
      // Only now: another tab may have measured more until it gave the lock back.
      const { start, names } = await this.startOf(job, ground, pool);
      let entry = this.entryOf(id, asked, start, names);
      await this.inTurn(() => this.shelf.save({ entry, table: start }));
      tell(entry.wanted - entry.missing, entry.wanted);
      await measureTable(start, job.seeds, {
        space: ground.space,
        profile: profileById(job.training.profile),
        input: ground.split.train.shape,
        classes: ground.dataset.train.classes,
        options: jobOptions(job.training, profileById(job.training.profile), ground.dataset.id),
        trainer: pool,
        signal,
        save: (table) =>
          this.inTurn(async () => {
            // Names may have been given while the child was trained.
            const held = await this.shelf.load(id);
            entry = this.entryOf(id, asked, table, held?.entry.names ?? names);
            await this.shelf.save({ entry, table });
          }),
        onChild: ({ arch, seed }, { validAccuracy, trainMs }, done, total) => {
          trained += 1;
          last.unshift({ arch, seed, validAccuracy, trainMs: trainMs ?? 0 });
          last.length = Math.min(last.length, LAST_CHILDREN);
          tell(done, total);
        },
      });
      return entry;
    } finally {
      lock.release();
    }
  }

  private async groundOf(job: TableJob, signal: AbortSignal): Promise<Ground> {
    const space = spaceById(job.space);
    if (space.size === null || space.size > BigInt(MOST_CELLS)) {
      throw new LabError(
        'config',
        `${space.id} has ${space.size ?? 'endlessly many'} networks; a page measures spaces of up to ${MOST_CELLS}.`,
        'Choose a smaller space.',
      );
    }
    const dataset = await this.place.loadDataset(job.training.data);
    throwIfAborted(signal, 'Measuring the table');
    const split = splitDataset(dataset, jobSizes(job.training));
    return { space, dataset, split, images: splitIdentity(split) };
  }

  private withPool<T>(
    job: TableJob,
    split: DataSplit,
    signal: AbortSignal,
    onNotice: (notice: PoolNotice) => void,
    atMost: number | undefined,
    work: (pool: TablePool) => Promise<T>,
  ): Promise<T> {
    const { backend } = job.training;
    const opening = this.place.openPool({ backend, split, onNotice, ...(atMost === undefined ? {} : { atMost }) });
    return withPool(opening, signal, 'Measuring the table', work);
  }

  /** The job's table as far as this browser has it. */
  private async startOf(
    job: TableJob,
    { space, dataset, images }: Ground,
    pool: TablePool,
  ): Promise<{ readonly id: string; readonly start: TableFile; readonly names: readonly string[] }> {
    const fresh = emptyTable(job, {
      id: `${space.id}-${dataset.id}-${job.training.profile}`,
      dataset,
      classes: dataset.train.classes,
      backend: pool.info,
      machine: this.place.machine,
      workers: pool.size,
      date: new Date(this.place.wall()).toISOString().slice(0, 10),
      version: this.place.version,
    });
    const id = experimentHash(fresh, images);
    const found = await this.shelf.load(id);
    if (found === null) return { id, start: fresh, names: [] };
    const start = goOnFrom(found.table, fresh, found.entry.title, 'Delete the older table.');
    return { id, start, names: found.entry.names };
  }

  private entryOf(id: string, job: TableJob | null, table: TableFile, names: readonly string[] = []): TableEntry {
    const space = spaceById(table.space);
    const seeds = job?.seeds ?? 1;
    const cells = Number(space.size ?? table.rows.length);
    return {
      id,
      title: table.title,
      space: table.space,
      profile: table.profile,
      job,
      rows: table.rows.length,
      runs: table.rows.reduce((sum, row) => sum + row.runs.length, 0),
      cells,
      wanted: cells * seeds,
      missing: job === null ? cells - table.rows.length : missingRuns(space, table, seeds).length,
      provenance: table.provenance,
      names,
      updatedAt: this.place.wall(),
    };
  }

  private async loaded(id: string): Promise<LoadedTable> {
    const loaded = await this.shelf.load(id);
    if (loaded !== null) return loaded;
    throw this.shelf.fault === null
      ? new LabError('data', 'This table is no longer in this browser.', 'Measure it again, or import its file.')
      : new LabError('storage', this.shelf.fault.message, this.shelf.fault.remedy);
  }
}
