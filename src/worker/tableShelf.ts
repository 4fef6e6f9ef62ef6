import { type PlainError, toPlainError } from '../engine/core/errors';
import type { KeptTables, LoadedTable, TableEntry } from './tableStore';

/**
 * The browser's tables, and beside them in memory those that it could not keep: a measurement of minutes or hours must not end
 * because a disk is full or storage is forbidden. Such tables can be downloaded as long as the visit lasts.
 */
export class TableShelf implements KeptTables {
  private readonly rescued = new Map<string, LoadedTable>();
  private store: KeptTables | null = null;
  /** Why tables are not kept, once it is known that they are not. */
  fault: PlainError | null = null;

  constructor(private readonly open: () => Promise<KeptTables>) {}

  isKept(id: string): boolean {
    return !this.rescued.has(id);
  }

  async list(): Promise<readonly TableEntry[]> {
    const kept = (await this.attempt((store) => store.list())) ?? [];
    const held = [...this.rescued.values()].map(({ entry }) => entry);
    return [...held, ...kept.filter(({ id }) => !this.rescued.has(id))].sort((a, b) => b.updatedAt - a.updatedAt);
  }

  async load(id: string): Promise<LoadedTable | null> {
    return this.rescued.get(id) ?? (await this.attempt((store) => store.load(id))) ?? null;
  }

  async save(loaded: LoadedTable): Promise<void> {
    const saved = await this.attempt(async (store) => {
      await store.save(loaded);
      return true;
    });
    if (saved === true) this.rescued.delete(loaded.entry.id);
    else this.rescued.set(loaded.entry.id, loaded);
  }

  /** Rejects with the storage's error: a name that another worker cannot look up is none. */
  async name(name: string, loaded: LoadedTable): Promise<void> {
    this.store ??= await this.open();
    await this.store.name(name, loaded);
  }

  async delete(id: string): Promise<void> {
    this.rescued.delete(id);
    await this.attempt((store) => store.delete(id));
  }

  private async attempt<T>(work: (store: KeptTables) => Promise<T>): Promise<T | null> {
    try {
      this.store ??= await this.open();
      const result = await work(this.store);
      this.fault = null;
      return result;
    } catch (thrown) {
      this.fault = toPlainError(thrown);
      return null;
    }
  }
}
