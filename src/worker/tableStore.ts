import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { LabError } from '../engine/core/errors';
import type { TableFile } from '../engine/estimate/tableFile';
import type { TableJob } from '../engine/estimate/tableJob';
import { inStorage } from './storageError';

/** What is told of a table without reading its rows. */
export interface TableEntry {
  /** Of a measured table its experiment's hash, of an imported one its name. */
  readonly id: string;
  readonly title: string;
  readonly space: string;
  readonly profile: string;
  /** What is asked of a table measured here, so that it can go on; null where it came from a file. */
  readonly job: TableJob | null;
  readonly rows: number;
  /** Trainings: a row has one for each of its seeds. */
  readonly runs: number;
  /** Networks of the space. */
  readonly cells: number;
  /** Trainings of the whole space with all seeds asked for, and how many of them are not there; of a file one seed counts. */
  readonly wanted: number;
  readonly missing: number;
  readonly provenance: TableFile['provenance'];
  /** Names under which runs use it or an earlier state of it (see localTableName), the newest last. */
  readonly names: readonly string[];
  /** Wall-clock time, ms since 1970, shown to the person and used for nothing else. */
  readonly updatedAt: number;
}

/** A table that a run uses: it never changes. */
interface NamedTable {
  readonly entry: string;
  readonly table: TableFile;
}

interface TableDb extends DBSchema {
  entries: { key: string; value: TableEntry };
  tables: { key: string; value: TableFile };
  named: { key: string; value: NamedTable };
}

export interface LoadedTable {
  readonly entry: TableEntry;
  readonly table: TableFile;
}

/** What the measuring needs of a place that keeps tables. */
export interface KeptTables {
  list(): Promise<readonly TableEntry[]>;
  load(id: string): Promise<LoadedTable | null>;
  /** All or nothing. */
  save(loaded: LoadedTable): Promise<void>;
  /** Keeps the table as it is now under a name that runs may use, and the entry that says so. */
  name(name: string, loaded: LoadedTable): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Measured and imported tables in the browser's IndexedDB. Every method rejects with LabError 'storage' where it refuses. */
export class TableStore implements KeptTables {
  private constructor(private readonly db: IDBPDatabase<TableDb>) {}

  static open(): Promise<TableStore> {
    return inStorage('table', async () => {
      // A browser that forbids storage may throw where it is only named.
      if (typeof indexedDB === 'undefined') throw new Error('IndexedDB is missing');
      const db = await openDB<TableDb>('nas-lab-tables', 1, {
        upgrade(database) {
          database.createObjectStore('entries', { keyPath: 'id' });
          database.createObjectStore('tables');
          database.createObjectStore('named');
        },
      });
      return new TableStore(db);
    });
  }

  close(): void {
    this.db.close();
  }

  /** Newest first. */
  list(): Promise<TableEntry[]> {
    return inStorage('table', async () => (await this.db.getAll('entries')).sort((a, b) => b.updatedAt - a.updatedAt));
  }

  load(id: string): Promise<LoadedTable | null> {
    return inStorage('table', async () => {
      const tx = this.db.transaction(['entries', 'tables'], 'readonly');
      const [entry, table] = await Promise.all([tx.objectStore('entries').get(id), tx.objectStore('tables').get(id), tx.done]);
      return entry === undefined || table === undefined ? null : { entry, table };
    });
  }

  save({ entry, table }: LoadedTable): Promise<void> {
    return inStorage('table', async () => {
      const tx = this.db.transaction(['entries', 'tables'], 'readwrite');
      // tx.done among them: a transaction that is aborted rejects all, and none of them may go unheard.
      await Promise.all([tx.done, tx.objectStore('entries').put(entry), tx.objectStore('tables').put(table, entry.id)]);
    });
  }

  name(name: string, { entry, table }: LoadedTable): Promise<void> {
    return inStorage('table', async () => {
      const tx = this.db.transaction(['entries', 'named'], 'readwrite');
      const named: NamedTable = { entry: entry.id, table };
      await Promise.all([tx.done, tx.objectStore('entries').put(entry), tx.objectStore('named').put(named, name)]);
    });
  }

  named(name: string): Promise<TableFile | null> {
    return inStorage('table', async () => (await this.db.get('named', name))?.table ?? null);
  }

  delete(id: string): Promise<void> {
    return inStorage('table', async () => {
      const tx = this.db.transaction(['entries', 'tables', 'named'], 'readwrite');
      const names = (await tx.objectStore('entries').get(id))?.names ?? [];
      await Promise.all([
        tx.done,
        tx.objectStore('entries').delete(id),
        tx.objectStore('tables').delete(id),
        ...names.map((name) => tx.objectStore('named').delete(name)),
      ]);
    });
  }
}

/** The table of a run's config by its local name. LabError 'data' where this browser does not have it, else 'storage'. */
export async function loadLocalTable(name: string): Promise<TableFile> {
  const store = await TableStore.open();
  try {
    const table = await store.named(name);
    if (table !== null) return table;
  } finally {
    store.close();
  }
  throw new LabError(
    'data',
    `This run's rewards come from a table that is not in this browser (${name}).`,
    'Import its file under "Tables", or choose another table in the settings.',
  );
}
