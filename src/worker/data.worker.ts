/// <reference lib="webworker" />
import { abortedError, LabError } from '../engine/core/errors';
import { type AssembledDataset, datasetFromFiles } from '../engine/data/assemble';
import { fetchDataset } from '../engine/data/fetch';
import { readFiles } from './dataFiles';
import type { DataCommand, DataMessage, DataProgress, ImportOutcome, Preview } from './dataProtocol';
import { DataStore } from './dataStore';
import { serveRequests } from './requests';

declare const self: DedicatedWorkerGlobalScope;

async function withStore<T>(work: (store: DataStore) => Promise<T>): Promise<T> {
  const store = await DataStore.open();
  try {
    return await work(store);
  } finally {
    store.close();
  }
}

async function keep({ dataset, verified, ignored }: AssembledDataset): Promise<ImportOutcome> {
  const stored = await withStore((store) => store.save(dataset));
  return { stored, verified, ignored };
}

async function importFiles(
  files: readonly File[],
  signal: AbortSignal,
  progress: (at: DataProgress) => void,
): Promise<ImportOutcome> {
  const assembled = await datasetFromFiles(await readFiles(files, signal, progress));
  if (signal.aborted) throw abortedError('Reading the files');
  return keep(assembled);
}

async function preview(dataset: string, count: number): Promise<Preview> {
  const found = await withStore((store) => store.load(dataset));
  if (found === null)
    throw new LabError('data', `The data set '${dataset}' is not in this browser.`, 'Fetch it or drop its files.');
  const { train } = found;
  const size = train.shape.reduce((product, n) => product * n, 1);
  const n = Math.min(count, train.count);
  return { images: train.images.slice(0, n * size), labels: train.labels.slice(0, n), shape: train.shape };
}

async function answer(
  command: Exclude<DataCommand, { type: 'cancel' }>,
  signal: AbortSignal,
  progress: (at: DataProgress) => void,
): Promise<DataMessage> {
  const { id } = command;
  switch (command.type) {
    case 'list':
      return { type: 'listed', id, datasets: await withStore((store) => store.list()) };
    case 'import':
      return { type: 'imported', id, outcome: await importFiles(command.files, signal, progress) };
    case 'fetch': {
      const assembled = await fetchDataset(command.dataset, {
        fetch: self.fetch.bind(self),
        signal,
        onProgress: ({ file, doneBytes, totalBytes }) => progress({ what: `Fetching ${file}`, doneBytes, totalBytes }),
      });
      return { type: 'imported', id, outcome: await keep(assembled) };
    }
    case 'delete':
      await withStore((store) => store.delete(command.dataset));
      return { type: 'deleted', id };
    case 'preview':
      return { type: 'previewed', id, preview: await preview(command.dataset, command.count) };
    default:
      return command satisfies never;
  }
}

serveRequests(self, answer);
