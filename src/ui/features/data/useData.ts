import { useEffect, useMemo, useRef, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import { DataClient, type DataHooks } from '../../../worker/dataClient';
import type { DataProgress, ImportOutcome, Preview } from '../../../worker/dataProtocol';
import type { StoredDataset } from '../../../worker/dataStore';

/** What the data panel shows: what is kept, what is under way, and how the last thing ended. */
export interface DataState {
  readonly datasets: readonly StoredDataset[] | null;
  readonly progress: DataProgress | null;
  readonly outcome: ImportOutcome | null;
  readonly error: PlainError | null;
  readonly previews: ReadonlyMap<string, Preview>;
  readonly importFiles: (files: readonly File[]) => void;
  readonly fetchSet: (id: string) => void;
  readonly remove: (id: string) => void;
  readonly preview: (id: string) => void;
  readonly cancel: () => void;
}

const PREVIEW_IMAGES = 40;

/** Owns the data worker for as long as the panel is open. */
export function useData(): DataState {
  const client = useRef<DataClient | null>(null);
  const stop = useRef<AbortController | null>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const [datasets, setDatasets] = useState<readonly StoredDataset[] | null>(null);
  const [progress, setProgress] = useState<DataProgress | null>(null);
  const [outcome, setOutcome] = useState<ImportOutcome | null>(null);
  const [error, setError] = useState<PlainError | null>(null);
  const [previews, setPreviews] = useState<ReadonlyMap<string, Preview>>(new Map());

  useEffect(() => {
    const opened = new DataClient();
    client.current = opened;
    opened.list().then(setDatasets, (thrown: unknown) => {
      const plain = toPlainError(thrown);
      // The panel was closed before the answer came.
      if (plain.kind === 'aborted') return;
      setDatasets([]);
      setError(plain);
    });
    return () => {
      stop.current?.abort();
      opened.dispose();
      client.current = null;
    };
  }, []);

  return useMemo(() => {
    /** Carries one thing out, then shows what is kept now. */
    const carryOut = async (work: (data: DataClient, hooks: DataHooks) => Promise<ImportOutcome | null>): Promise<void> => {
      const data = client.current;
      if (data === null) return;
      const controller = new AbortController();
      stop.current = controller;
      setError(null);
      setOutcome(null);
      try {
        setOutcome(await work(data, { signal: controller.signal, onProgress: setProgress }));
        setDatasets(await data.list());
      } catch (thrown) {
        const plain = toPlainError(thrown);
        if (plain.kind !== 'aborted') setError(plain);
      } finally {
        setProgress(null);
        stop.current = null;
      }
    };
    /** One after another: an answer that comes late must not stand over what was asked after it. */
    const attempt = (work: Parameters<typeof carryOut>[0]): void => {
      queue.current = queue.current.then(() => carryOut(work));
    };
    return {
      datasets,
      progress,
      outcome,
      error,
      previews,
      importFiles: (files) => attempt((data, hooks) => data.importFiles(files, hooks)),
      fetchSet: (id) => attempt((data, hooks) => data.fetch(id, hooks)),
      remove: (id) =>
        attempt(async (data) => {
          await data.delete(id);
          return null;
        }),
      preview: (id) =>
        attempt(async (data) => {
          const images = await data.preview(id, PREVIEW_IMAGES);
          setPreviews((before) => new Map(before).set(id, images));
          return null;
        }),
      cancel: () => stop.current?.abort(),
    };
  }, [datasets, progress, outcome, error, previews]);
}
