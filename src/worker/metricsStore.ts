import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { ChildMetrics, MetricsSettings } from '../engine/estimate/childMetrics';
import { inStorage } from './storageError';

/** What one child showed when it was trained and tried. */
export interface KeptMetrics {
  /** See metricsKey. */
  readonly key: string;
  /** Id of its space. */
  readonly space: string;
  readonly settings: MetricsSettings;
  /** Of the image set, in words. */
  readonly data: string;
  /** Stands for the images' content: see splitIdentity. */
  readonly images: string;
  readonly metrics: ChildMetrics;
  /** What it was trained and timed on, as 'wasm simd relaxed'. */
  readonly backend: string;
  /** Wall-clock time, ms since 1970, by which the oldest are dropped. */
  readonly measuredAt: number;
}

/** What measuring needs of a place that keeps metrics. */
export interface MetricsShelf {
  ofSpace(space: string): Promise<readonly KeptMetrics[]>;
  save(kept: KeptMetrics): Promise<void>;
  delete(keys: readonly string[]): Promise<void>;
}

interface MetricsDb extends DBSchema {
  children: { key: string; value: KeptMetrics; indexes: { space: string; measuredAt: number } };
}

/** About 1 KB each. */
const MOST_KEPT = 20_000;

/** Metrics of children in the browser's IndexedDB. Every method rejects with LabError 'storage' where it refuses. */
export class MetricsStore implements MetricsShelf {
  private constructor(private readonly db: IDBPDatabase<MetricsDb>) {}

  static open(): Promise<MetricsStore> {
    return inStorage('metrics', async () => {
      // A browser that forbids storage may throw where it is only named.
      if (typeof indexedDB === 'undefined') throw new Error('IndexedDB is missing');
      const db = await openDB<MetricsDb>('nas-lab-metrics', 1, {
        upgrade(database) {
          const children = database.createObjectStore('children', { keyPath: 'key' });
          children.createIndex('space', 'space');
          children.createIndex('measuredAt', 'measuredAt');
        },
      });
      return new MetricsStore(db);
    });
  }

  close(): void {
    this.db.close();
  }

  ofSpace(space: string): Promise<readonly KeptMetrics[]> {
    return inStorage('metrics', () => this.db.getAllFromIndex('children', 'space', space));
  }

  /** Beyond MOST_KEPT the oldest are dropped. */
  save(kept: KeptMetrics): Promise<void> {
    return inStorage('metrics', async () => {
      const tx = this.db.transaction('children', 'readwrite');
      const write = async (): Promise<void> => {
        await tx.store.put(kept);
        let left = (await tx.store.count()) - MOST_KEPT;
        for (let cursor = await tx.store.index('measuredAt').openCursor(); cursor !== null && left > 0; left -= 1) {
          await cursor.delete();
          cursor = await cursor.continue();
        }
      };
      // tx.done among them: a transaction that is aborted rejects all, and none of them may go unheard.
      await Promise.all([tx.done, write()]);
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    return inStorage('metrics', async () => {
      const tx = this.db.transaction('children', 'readwrite');
      await Promise.all([tx.done, ...keys.map((key) => tx.store.delete(key))]);
    });
  }
}
