import { useCallback, useEffect, useRef, useState } from 'react';
import { LabError, type PlainError, toPlainError } from '../../../engine/core/errors';
import { type LoadedRun, RunStore, type StoredRun } from '../../../worker/runStore';

/** The list is read again this often: the open run grows meanwhile, perhaps in another tab. */
const REFRESH_MS = 3000;

export interface Runs {
  /** Newest first; null until the list has been read. */
  readonly runs: readonly StoredRun[] | null;
  readonly error: PlainError | null;
  /** The run deleted last; undo puts it back. */
  readonly deleted: LoadedRun | null;
  readonly rename: (id: string, title: string) => Promise<void>;
  readonly remove: (id: string) => Promise<void>;
  readonly undo: () => Promise<void>;
  readonly load: (id: string) => Promise<LoadedRun | null>;
  readonly exportJson: (id: string) => Promise<string | null>;
  /** The new run, or null where the file was refused; `error` says why. */
  readonly importJson: (file: Pick<File, 'name' | 'size' | 'text'>) => Promise<StoredRun | null>;
  readonly dismissError: () => void;
}

/** The longest runs that the lab exports have some 50 MB. */
const LARGEST_FILE = 200_000_000;

/** The text of an exported run's file. Rejects with LabError 'config' where it is too large to be one, or cannot be read. */
export async function runText(file: Pick<File, 'name' | 'size' | 'text'>): Promise<string> {
  const remedy = 'Choose a file that the lab exported.';
  if (file.size > LARGEST_FILE) {
    throw new LabError('config', `${file.name} has ${file.size} bytes; no exported run has more than ${LARGEST_FILE}.`, remedy);
  }
  try {
    return await file.text();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new LabError('config', `${file.name}: the browser cannot read it (${reason}).`, remedy, { cause });
  }
}

function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The runs that this browser keeps. Every failure ends in `error`; the panel stays usable. */
export function useRuns(): Runs {
  const store = useRef<Promise<RunStore> | null>(null);
  const [runs, setRuns] = useState<readonly StoredRun[] | null>(null);
  const [error, setError] = useState<PlainError | null>(null);
  const [deleted, setDeleted] = useState<LoadedRun | null>(null);

  const withStore = useCallback(async <T>(work: (opened: RunStore) => Promise<T>): Promise<T | null> => {
    try {
      store.current ??= RunStore.open();
      return await work(await store.current);
    } catch (thrown) {
      store.current = null;
      setError(toPlainError(thrown));
      return null;
    }
  }, []);

  const refresh = useCallback(async (): Promise<void> => {
    const list = await withStore((opened) => opened.list());
    setRuns((held) => list ?? held ?? []);
  }, [withStore]);

  useEffect(() => {
    void refresh();
    const timer = setInterval(() => void refresh(), REFRESH_MS);
    return () => {
      clearInterval(timer);
      const opened = store.current;
      store.current = null;
      // A store that never opened has been reported; there is nothing to close.
      void opened?.then(
        (held) => held.close(),
        () => undefined,
      );
    };
  }, [refresh]);

  const change = useCallback(
    async <T>(work: (opened: RunStore) => Promise<T>): Promise<T | null> => {
      setError(null);
      const result = await withStore(work);
      await refresh();
      return result;
    },
    [withStore, refresh],
  );

  const load = useCallback((id: string) => withStore((opened) => opened.load(id)), [withStore]);

  return {
    runs,
    error,
    deleted,
    rename: async (id, title) => void (await change((opened) => opened.rename(id, title))),
    remove: async (id) => {
      const copy = await change(async (opened) => {
        const loaded = await opened.load(id);
        await opened.delete(id);
        return loaded;
      });
      setDeleted(copy);
    },
    undo: async () => {
      if (deleted === null) return;
      await change((opened) => opened.save(deleted.run, deleted.checkpoint, deleted.events));
      setDeleted(null);
    },
    load,
    exportJson: (id) => withStore((opened) => opened.export(id)),
    importJson: (file) => change(async (opened) => opened.import(await runText(file), freshId(), Date.now())),
    dismissError: () => setError(null),
  };
}
