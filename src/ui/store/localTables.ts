import { create } from 'zustand';
import { type PlainError, toPlainError } from '../../engine/core/errors';
import type { TableJob } from '../../engine/estimate/tableJob';
import type { TableClient } from '../../worker/tableClient';
import type { TableCost, TableProgress } from '../../worker/tableProtocol';
import type { TableEntry } from '../../worker/tableStore';
import { download } from '../shared/download';
import { forgetVisit, readVisit, writeVisit } from './prefs';

/** A measurement under way; it goes on whatever panel is open. */
export interface Measuring {
  readonly job: TableJob;
  readonly title: string;
  /** Null until the images are read. */
  readonly progress: TableProgress | null;
  readonly isStopping: boolean;
}

interface LocalTables {
  /** Newest first; null until they have been read. */
  readonly entries: readonly TableEntry[] | null;
  /** Ids of those that end with the visit. */
  readonly unkept: readonly string[];
  readonly measuring: Measuring | null;
  readonly error: PlainError | null;
  /** How the last thing ended; '' where there is nothing to say. */
  readonly said: string;
  refresh: () => Promise<void>;
  /** Rejects with a LabError; 'aborted' on the signal. */
  cost: (job: TableJob, signal: AbortSignal) => Promise<TableCost>;
  measure: (job: TableJob, title: string) => Promise<void>;
  stop: () => void;
  /** Goes on with what this tab was measuring when it was left. */
  resume: () => Promise<void>;
  download: (id: string) => Promise<void>;
  /** What a run's config says of the table as it is now; null where it could not be named, `error` says why. */
  nameOf: (id: string) => Promise<string | null>;
  /** The table of a file; null where it was refused, `error` says why. */
  importFile: (file: File) => Promise<TableEntry | null>;
  remove: (id: string) => Promise<void>;
}

/** Under which a tab remembers what it measures, over a reload and over the browser's own restart of it. */
const UNDER_WAY = 'measuring';

/** The tables of this browser and the one that is being measured: the page's projection of the table worker. */
export const useLocalTables = create<LocalTables>()((set, get) => {
  let opened: Promise<TableClient> | null = null;
  let stop = new AbortController();

  /** Its code and its worker are loaded when they are first wanted. */
  const client = (): Promise<TableClient> => {
    opened ??= import('../../worker/tableClient').then((module) => new module.TableClient());
    return opened;
  };

  /** What the work gives; null where it fails, and then `error` says why. */
  const attempt = async <T>(work: (tables: TableClient) => Promise<T>): Promise<T | null> => {
    set({ error: null, said: '' });
    try {
      return await work(await client());
    } catch (thrown) {
      const error = toPlainError(thrown);
      if (error.kind !== 'aborted') set({ error });
      return null;
    }
  };

  const list = async (): Promise<void> => {
    const { entries, unkept, fault } = await (await client()).list();
    set((held) => ({ entries, unkept, error: held.error ?? fault }));
  };

  const refresh = async (): Promise<void> => {
    try {
      await list();
    } catch (thrown) {
      set((held) => ({ entries: held.entries ?? [], error: toPlainError(thrown) }));
    }
  };

  const onProgress = (progress: TableProgress): void => {
    const { measuring, entries } = get();
    if (measuring === null) return;
    set({ measuring: { ...measuring, progress } });
    // The list is read again for a new table, and now and then for its counts.
    if (entries === null || progress.done % 8 === 0 || measuring.progress === null) void refresh();
  };

  return {
    entries: null,
    unkept: [],
    measuring: null,
    error: null,
    said: '',
    refresh,
    cost: async (job, signal) => (await client()).cost(job, signal),
    measure: async (job, title) => {
      if (get().measuring !== null) return;
      stop = new AbortController();
      const { signal } = stop;
      set({ measuring: { job, title, progress: null, isStopping: false } });
      writeVisit(UNDER_WAY, JSON.stringify({ job, title }));
      const entry = await attempt((tables) => tables.measure(job, { signal, onProgress }));
      forgetVisit(UNDER_WAY);
      const { progress } = get().measuring ?? { progress: null };
      set({ measuring: null });
      if (entry !== null) set({ said: `${entry.title} is measured: ${entry.rows} networks, ${entry.runs} trainings.` });
      else if (signal.aborted)
        set({ said: `Stopped at ${progress?.done ?? 0} of ${progress?.total ?? '?'}; what was measured is kept.` });
      await refresh();
    },
    stop: () => {
      const { measuring } = get();
      if (measuring !== null) set({ measuring: { ...measuring, isStopping: true } });
      stop.abort();
    },
    resume: async () => {
      const text = readVisit(UNDER_WAY);
      if (text === null) return;
      const { tableJobSchema } = await import('../../engine/estimate/tableJob');
      const saved = underWay(text);
      const job = tableJobSchema.safeParse(saved?.job);
      if (job.success) await get().measure(job.data, saved?.title ?? '');
      else forgetVisit(UNDER_WAY);
    },
    download: async (id) => {
      const file = await attempt((tables) => tables.file(id));
      if (file !== null) download(file.name, file.text, 'application/json');
    },
    nameOf: async (id) => {
      const name = await attempt((tables) => tables.name(id));
      await refresh();
      return name;
    },
    importFile: async (file) => {
      const entry = await attempt((tables) => tables.import(file));
      await refresh();
      if (entry !== null) set({ said: `${entry.title} is here: ${entry.rows} networks, ${entry.runs} trainings.` });
      return entry;
    },
    remove: async (id) => {
      await attempt((tables) => tables.delete(id));
      await refresh();
    },
  };
});

function underWay(text: string): { readonly job: unknown; readonly title: string } | null {
  try {
    const saved: unknown = JSON.parse(text);
    if (typeof saved !== 'object' || saved === null || !('job' in saved) || !('title' in saved)) return null;
    return { job: saved.job, title: String(saved.title) };
  } catch {
    // Not what this page writes: as if there were nothing.
    return null;
  }
}
