import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Dataset } from '../engine/data/types';
import { inStorage } from './storageError';

/**
 * Datasets in the browser's origin storage: read or dropped once, there ever after. Only bytes that a reader of
 * engine/data has accepted get in.
 */

export interface StoredDataset {
  readonly id: string;
  readonly title: string;
  readonly provenance: string;
  readonly trainCount: number;
  readonly testCount: number;
  readonly bytes: number;
}

interface DataDb extends DBSchema {
  list: { key: string; value: StoredDataset };
  datasets: { key: string; value: Dataset };
}

export class DataStore {
  private constructor(private readonly db: IDBPDatabase<DataDb>) {}

  /** Rejects, as all of its methods, with LabError 'storage' where the browser keeps nothing or has no room. */
  static open(): Promise<DataStore> {
    return inStorage('data', async () => {
      // A browser that forbids storage may throw where it is only named.
      if (typeof indexedDB === 'undefined') throw new Error('IndexedDB is missing');
      const db = await openDB<DataDb>('nas-lab-data', 1, {
        upgrade(database) {
          database.createObjectStore('list', { keyPath: 'id' });
          database.createObjectStore('datasets', { keyPath: 'id' });
        },
      });
      return new DataStore(db);
    });
  }

  list(): Promise<StoredDataset[]> {
    return inStorage('data', () => this.db.getAll('list'));
  }

  load(id: string): Promise<Dataset | null> {
    return inStorage('data', async () => (await this.db.get('datasets', id)) ?? null);
  }

  save(dataset: Dataset): Promise<StoredDataset> {
    const { id, title, provenance, train, test } = dataset;
    const bytes = train.images.length + train.labels.length + test.images.length + test.labels.length;
    const entry: StoredDataset = { id, title, provenance, trainCount: train.count, testCount: test.count, bytes };
    return inStorage('data', async () => {
      const tx = this.db.transaction(['list', 'datasets'], 'readwrite');
      await Promise.all([tx.objectStore('list').put(entry), tx.objectStore('datasets').put(dataset), tx.done]);
      return entry;
    });
  }

  delete(id: string): Promise<void> {
    return inStorage('data', async () => {
      const tx = this.db.transaction(['list', 'datasets'], 'readwrite');
      await Promise.all([tx.objectStore('list').delete(id), tx.objectStore('datasets').delete(id), tx.done]);
    });
  }

  close(): void {
    this.db.close();
  }
}
