import { abortedError, fromPlainError, LabError } from '../engine/core/errors';
import type { DataCommand, DataMessage, DataProgress, ImportOutcome, Preview } from './dataProtocol';
import type { StoredDataset } from './dataStore';
import { workerFault } from './workerFault';

export interface DataHooks {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: DataProgress) => void;
}

type Answer = Exclude<DataMessage, { type: 'progress' | 'failed' }>;

interface Waiting {
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: LabError) => void;
  readonly hooks: DataHooks;
}

/** The page's end of the data worker. Every promise rejects with a LabError: 'data', 'storage', 'worker' or 'aborted'. */
export class DataClient {
  private readonly worker = new Worker(new URL('./data.worker.ts', import.meta.url), { type: 'module', name: 'data' });
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;

  constructor() {
    this.worker.addEventListener('message', (event: MessageEvent<DataMessage>) => this.receive(event.data));
    this.worker.addEventListener('error', (event) => {
      this.rejectAll(new LabError('worker', `The data worker failed: ${workerFault(event)}`, 'Reload the page and try again.'));
    });
  }

  async list(): Promise<readonly StoredDataset[]> {
    const answer = await this.ask((id) => ({ type: 'list', id }));
    return answer.type === 'listed' ? answer.datasets : [];
  }

  async importFiles(files: readonly File[], hooks: DataHooks): Promise<ImportOutcome> {
    void askToPersist();
    return outcomeOf(await this.ask((id) => ({ type: 'import', id, files }), hooks));
  }

  async fetch(dataset: string, hooks: DataHooks): Promise<ImportOutcome> {
    void askToPersist();
    return outcomeOf(await this.ask((id) => ({ type: 'fetch', id, dataset }), hooks));
  }

  async delete(dataset: string): Promise<void> {
    await this.ask((id) => ({ type: 'delete', id, dataset }));
  }

  async preview(dataset: string, count: number): Promise<Preview> {
    const answer = await this.ask((id) => ({ type: 'preview', id, dataset, count }));
    if (answer.type !== 'previewed') throw mismatch(answer);
    return answer.preview;
  }

  dispose(): void {
    this.worker.terminate();
    this.rejectAll(abortedError('Reading the data set'));
  }

  private rejectAll(error: LabError): void {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }

  private ask(request: (id: number) => DataCommand, hooks: DataHooks = {}): Promise<Answer> {
    if (hooks.signal?.aborted) return Promise.reject(abortedError('Reading the data set'));
    const id = this.nextId;
    this.nextId += 1;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject, hooks });
      hooks.signal?.addEventListener('abort', () => this.send({ type: 'cancel', id }), { once: true });
      this.send(request(id));
    });
  }

  private send(command: DataCommand): void {
    this.worker.postMessage(command);
  }

  private receive(message: DataMessage): void {
    const waiting = this.waiting.get(message.id);
    if (waiting === undefined) return;
    if (message.type === 'progress') {
      waiting.hooks.onProgress?.(message.progress);
      return;
    }
    this.waiting.delete(message.id);
    if (message.type === 'failed') waiting.reject(fromPlainError(message.error));
    else waiting.resolve(message);
  }
}

/**
 * Without this a browser short of room may throw the images away again; it may also say no, and then they are kept as long
 * as it likes. Only a page may ask, not its workers; nothing waits for the answer, which may be the person's.
 */
async function askToPersist(): Promise<boolean> {
  try {
    return (await navigator.storage?.persist?.()) ?? false;
  } catch {
    // A page without an origin of its own may not even ask.
    return false;
  }
}

const mismatch = (answer: Answer): LabError =>
  new LabError('internal', `The data worker answered '${answer.type}'.`, 'Please report this with what you did.');

function outcomeOf(answer: Answer): ImportOutcome {
  if (answer.type !== 'imported') throw mismatch(answer);
  return answer.outcome;
}
