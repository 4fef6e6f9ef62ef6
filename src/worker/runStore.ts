import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { LabError } from '../engine/core/errors';
import type { Measurement } from '../engine/core/measurement';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';
import { exportedText, parseExportedRun } from '../engine/run/exported';
import type { Checkpoint } from '../engine/run/types';
import { inStorage } from './storageError';

/**
 * Runs in the browser's IndexedDB: what was asked, the last checkpoint, and the thinned log of events up to exactly
 * that checkpoint. Each write is one transaction, so that a crash leaves the state of an earlier episode, never half of one.
 */

export interface StoredRun {
  readonly id: string;
  readonly title: string;
  readonly config: RunConfig;
  /** Wall-clock times, ms since 1970, shown to the person and used for nothing else. */
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly episodes: number;
  readonly children: number;
  readonly bestArch: string | null;
  readonly bestReward: number | null;
  readonly done: boolean;
}

export interface LoadedRun {
  readonly run: StoredRun;
  readonly checkpoint: Checkpoint | null;
  readonly events: readonly RunEvent[];
}

interface LabDb extends DBSchema {
  runs: { key: string; value: StoredRun };
  checkpoints: { key: string; value: Checkpoint };
  /** Log pieces, in order, under [run id, first episode's running number]. */
  events: { key: [string, number]; value: readonly RunEvent[] };
  /** Trained children by estimator key, of all runs. */
  measurements: { key: string; value: Measurement };
}

const DB_NAME = 'nas-lab';
const DB_VERSION = 1;

/** Small log pieces are merged into one record once there are so many, so that loading stays quick. */
const MERGE_PIECES = 64;

export class RunStore {
  private constructor(private readonly db: IDBPDatabase<LabDb>) {}

  /** Rejects with LabError 'storage' where the browser keeps nothing. */
  static open(): Promise<RunStore> {
    return inStorage('run', async () => {
      // A browser that forbids storage may throw where it is only named.
      if (typeof indexedDB === 'undefined') throw new Error('IndexedDB is missing');
      const db = await openDB<LabDb>(DB_NAME, DB_VERSION, {
        upgrade(database) {
          database.createObjectStore('runs', { keyPath: 'id' });
          database.createObjectStore('checkpoints');
          database.createObjectStore('events');
          database.createObjectStore('measurements');
        },
        // Another tab wants to change the layout: let it; this tab opens the store anew on its next load.
        blocking(_current, _blocked, event) {
          (event.target as IDBDatabase).close();
        },
      });
      return new RunStore(db);
    });
  }

  close(): void {
    this.db.close();
  }

  /** Newest first. */
  list(): Promise<StoredRun[]> {
    return inStorage('run', async () => (await this.db.getAll('runs')).sort((a, b) => b.updatedAt - a.updatedAt));
  }

  load(id: string): Promise<LoadedRun | null> {
    return inStorage('run', async () => {
      const tx = this.db.transaction(['runs', 'checkpoints', 'events'], 'readonly');
      const [run, checkpoint, pieces] = await Promise.all([
        tx.objectStore('runs').get(id),
        tx.objectStore('checkpoints').get(id),
        tx.objectStore('events').getAll(pieceRange(id)),
        tx.done,
      ]);
      return run === undefined ? null : { run, checkpoint: checkpoint ?? null, events: pieces.flat() };
    });
  }

  /**
   * Appends events and replaces run and checkpoint, all or nothing.
   * Rejects with LabError 'storage' (quota, closed database); nothing is changed then.
   */
  save(run: StoredRun, checkpoint: Checkpoint | null, events: readonly RunEvent[]): Promise<void> {
    return inStorage('run', async () => {
      const tx = this.db.transaction(['runs', 'checkpoints', 'events'], 'readwrite');
      const log = tx.objectStore('events');
      const keys = await log.getAllKeys(pieceRange(run.id));
      const last = keys.at(-1)?.[1] ?? -1;
      // A title that the person gave meanwhile is kept.
      const title = (await tx.objectStore('runs').get(run.id))?.title ?? run.title;
      // tx.done among them: a transaction that is aborted rejects both, and none of them may go unheard.
      const writes: Promise<unknown>[] = [tx.done, tx.objectStore('runs').put({ ...run, title })];
      if (checkpoint !== null) writes.push(tx.objectStore('checkpoints').put(checkpoint, run.id));
      if (keys.length >= MERGE_PIECES) {
        const pieces = await log.getAll(pieceRange(run.id));
        writes.push(log.delete(pieceRange(run.id)), log.put([...pieces.flat(), ...events], [run.id, last + 1]));
      } else if (events.length > 0) {
        writes.push(log.put(events, [run.id, last + 1]));
      }
      await Promise.all(writes);
    });
  }

  measurement(key: string): Promise<Measurement | null> {
    return inStorage('run', async () => (await this.db.get('measurements', key)) ?? null);
  }

  /** Rejects with LabError 'storage' when there is no room. */
  keepMeasurement(key: string, measurement: Measurement): Promise<void> {
    return inStorage('run', async () => void (await this.db.put('measurements', measurement, key)));
  }

  rename(id: string, title: string): Promise<void> {
    return inStorage('run', async () => {
      const tx = this.db.transaction('runs', 'readwrite');
      const run = await tx.store.get(id);
      await Promise.all([run === undefined ? undefined : tx.store.put({ ...run, title }), tx.done]);
    });
  }

  delete(id: string): Promise<void> {
    return inStorage('run', async () => {
      const tx = this.db.transaction(['runs', 'checkpoints', 'events'], 'readwrite');
      await Promise.all([
        tx.objectStore('runs').delete(id),
        tx.objectStore('checkpoints').delete(id),
        tx.objectStore('events').delete(pieceRange(id)),
        tx.done,
      ]);
    });
  }

  /** The run as one JSON text that importRun reads again, checkpoint included. */
  async export(id: string): Promise<string> {
    const loaded = await this.load(id);
    if (loaded === null) throw new LabError('storage', `Run ${id} is not kept in this browser.`, 'Choose a run of the list.');
    const { run, checkpoint, events } = loaded;
    return exportedText({ title: run.title, config: run.config, done: run.done, checkpoint, events });
  }

  /**
   * Keeps an exported run under a new id; wall: ms since 1970. Rejects with LabError 'config' or 'checkpoint' on files
   * that are foreign, damaged or from a newer lab.
   */
  async import(text: string, newId: string, wall: number): Promise<StoredRun> {
    const { title, config, done, checkpoint, events } = parseExportedRun(text);
    const run: StoredRun = {
      id: newId,
      title,
      config,
      createdAt: wall,
      updatedAt: wall,
      episodes: checkpoint?.episode ?? 0,
      children: checkpoint?.children ?? 0,
      bestArch: checkpoint?.best?.arch ?? null,
      bestReward: checkpoint?.best?.reward ?? null,
      done,
    };
    await this.save(run, checkpoint, events);
    return run;
  }
}

function pieceRange(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id, Number.NEGATIVE_INFINITY], [id, Number.POSITIVE_INFINITY]);
}
