import { useCallback, useEffect, useRef, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { importRun } from '../../../worker/importRun';
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
  /** The new run, or null where the file was refused, `error` says why, or given up. */
  readonly importJson: (file: File) => Promise<StoredRun | null>;
  /** Gives up the file being read. */
  readonly cancelImport: () => void;
  readonly dismissError: () => void;
}

function freshId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** The runs that this browser keeps. Every failure ends in `error`; the panel stays usable. */
export function useRuns(): Runs {
  const store = useRef<Promise<RunStore> | null>(null);
  const importing = useRef<AbortController | null>(null);
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
      importing.current?.abort();
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
    importJson: async (file) => {
      importing.current?.abort();
      importing.current = new AbortController();
      const { signal } = importing.current;
      return change(async () => {
        try {
          return await importRun(file, freshId(), signal);
        } catch (thrown) {
          if (signal.aborted) return null;
          throw thrown;
        }
      });
    },
    cancelImport: () => importing.current?.abort(),
    dismissError: () => setError(null),
  };
}
