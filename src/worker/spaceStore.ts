import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { LabError } from '../engine/core/errors';
import { inStorage } from './storageError';

/** A search space that a person wrote and named: its text as it was, faults included. */
export interface SavedSpace {
  readonly name: string;
  readonly text: string;
  /** Wall-clock time, ms since 1970, shown to the person and used for nothing else. */
  readonly updatedAt: number;
}

interface SpaceDb extends DBSchema {
  spaces: { key: string; value: SavedSpace };
}

/** Named search spaces in the browser's IndexedDB. Every method rejects with LabError 'storage' where it refuses. */
export class SpaceStore {
  private constructor(private readonly db: IDBPDatabase<SpaceDb>) {}

  static open(): Promise<SpaceStore> {
    return inStorage('space', async () => {
      // A browser that forbids storage may throw where it is only named.
      if (typeof indexedDB === 'undefined') throw new Error('IndexedDB is missing');
      const db = await openDB<SpaceDb>('nas-lab-spaces', 1, {
        upgrade(database) {
          database.createObjectStore('spaces', { keyPath: 'name' });
        },
      });
      return new SpaceStore(db);
    });
  }

  close(): void {
    this.db.close();
  }

  /** Newest first. */
  list(): Promise<SavedSpace[]> {
    return inStorage('space', async () => (await this.db.getAll('spaces')).sort((a, b) => b.updatedAt - a.updatedAt));
  }

  /** Replaces the space of that name. */
  save(space: SavedSpace): Promise<void> {
    return inStorage('space', async () => {
      await this.db.put('spaces', space);
    });
  }

  /** Rejects with LabError 'storage' where the new name is another space's, or the old one nobody's. */
  rename(from: string, to: string): Promise<void> {
    return inStorage('space', async () => {
      const tx = this.db.transaction('spaces', 'readwrite');
      const [space, other] = await Promise.all([tx.store.get(from), tx.store.get(to)]);
      if (space === undefined || other !== undefined) {
        await tx.done;
        if (space === undefined) throw new LabError('storage', `There is no space '${from}' any more.`, 'Save it again.');
        throw new LabError('storage', `There is another space named '${to}'.`, 'Choose another name, or delete that one.');
      }
      await Promise.all([tx.store.put({ ...space, name: to }), tx.store.delete(from), tx.done]);
    });
  }

  delete(name: string): Promise<void> {
    return inStorage('space', () => this.db.delete('spaces', name));
  }
}
