import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { KeptOutcome } from './compareProtocol';
import { inStorage } from './storageError';

/** The outcomes of one configuration, by seed. */
export interface KeptRuns {
  readonly key: string;
  readonly outcomes: ReadonlyMap<number, KeptOutcome>;
  /** Wall-clock time, ms since 1970, by which the oldest are dropped. */
  readonly updatedAt: number;
}

interface CompareDb extends DBSchema {
  runs: { key: string; value: KeptRuns; indexes: { updatedAt: number } };
}

/** Configurations whose runs are kept: with 50 seeds of 200 children each, about 5 MB. */
export const MOST_KEPT = 240;

/** Outcomes of compared runs in the browser's IndexedDB. Every method rejects with LabError 'storage' where it refuses. */
export class CompareStore {
  private constructor(private readonly db: IDBPDatabase<CompareDb>) {}

  static open(): Promise<CompareStore> {
    return inStorage('comparison', async () => {
      // A browser that forbids storage may throw where it is only named.
      if (typeof indexedDB === 'undefined') throw new Error('IndexedDB is missing');
      const db = await openDB<CompareDb>('nas-lab-comparisons', 1, {
        upgrade(database) {
          database.createObjectStore('runs', { keyPath: 'key' }).createIndex('updatedAt', 'updatedAt');
        },
      });
      return new CompareStore(db);
    });
  }

  /** Of each key what is kept; an empty map where nothing is. */
  load(keys: readonly string[]): Promise<readonly ReadonlyMap<number, KeptOutcome>[]> {
    return inStorage('comparison', async () => {
      const tx = this.db.transaction('runs', 'readonly');
      const [found] = await Promise.all([Promise.all(keys.map((key) => tx.store.get(key))), tx.done]);
      return found.map((runs) => runs?.outcomes ?? new Map<number, KeptOutcome>());
    });
  }

  /** Replaces what is kept under the keys; beyond MOST_KEPT the oldest are dropped. */
  save(runs: readonly KeptRuns[]): Promise<void> {
    return inStorage('comparison', async () => {
      const tx = this.db.transaction('runs', 'readwrite');
      const write = async (): Promise<void> => {
        await Promise.all(runs.map((one) => tx.store.put(one)));
        let left = (await tx.store.count()) - MOST_KEPT;
        for (let cursor = await tx.store.index('updatedAt').openCursor(); cursor !== null && left > 0; left -= 1) {
          await cursor.delete();
          cursor = await cursor.continue();
        }
      };
      // tx.done among them: a transaction that is aborted rejects all, and none of them may go unheard.
      await Promise.all([tx.done, write()]);
    });
  }
}
