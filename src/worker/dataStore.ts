import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { Dataset } from '../engine/data/types';
import { storageError } from './runStore';

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

  /** Rejects with LabError 'storage' where the browser keeps nothing. */
  static async open(): Promise<DataStore> {
    try {
      // A browser that forbids storage may throw where it is only named.
      if (typeof indexedDB === 'undefined') throw new Error('IndexedDB is missing');
      const db = await openDB<DataDb>('nas-lab-data', 1, {
        upgrade(database) {
          database.createObjectStore('list', { keyPath: 'id' });
          database.createObjectStore('datasets', { keyPath: 'id' });
        },
      });
      return new DataStore(db);
    } catch (cause) {
      throw storageError(cause);
    }
  }

  list(): Promise<StoredDataset[]> {
    return this.db.getAll('list');
  }

  async load(id: string): Promise<Dataset | null> {
    return (await this.db.get('datasets', id)) ?? null;
  }

  /** Rejects with LabError 'storage' when there is no room. */
  async save(dataset: Dataset): Promise<StoredDataset> {
    const { id, title, provenance, train, test } = dataset;
    const bytes = train.images.length + train.labels.length + test.images.length + test.labels.length;
    const entry: StoredDataset = { id, title, provenance, trainCount: train.count, testCount: test.count, bytes };
    try {
      const tx = this.db.transaction(['list', 'datasets'], 'readwrite');
      await Promise.all([tx.objectStore('list').put(entry), tx.objectStore('datasets').put(dataset), tx.done]);
    } catch (cause) {
      throw storageError(cause);
    }
    return entry;
  }

  async delete(id: string): Promise<void> {
    const tx = this.db.transaction(['list', 'datasets'], 'readwrite');
    await Promise.all([tx.objectStore('list').delete(id), tx.objectStore('datasets').delete(id), tx.done]);
  }

  close(): void {
    this.db.close();
  }
}
