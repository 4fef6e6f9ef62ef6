import { askToPersist } from './askToPersist';
import type { DataCommand, DataMessage, DataProgress, ImportOutcome, Preview } from './dataProtocol';
import type { StoredDataset } from './dataStore';
import { type FailedMessage, type ProgressMessage, type RequestHooks, WorkerRequests } from './requests';

export type DataHooks = RequestHooks<DataProgress>;

type Answer = Exclude<DataMessage, ProgressMessage<DataProgress> | FailedMessage>;
type Request = Exclude<DataCommand, { type: 'cancel' }>;

/** The page's end of the data worker. Every promise rejects with a LabError: 'data', 'storage', 'worker' or 'aborted'. */
export class DataClient {
  private readonly requests = new WorkerRequests<Request, Answer, DataProgress>(
    () => new Worker(new URL('./data.worker.ts', import.meta.url), { type: 'module', name: 'data' }),
    'data',
    'Reading the data set',
  );

  async list(): Promise<readonly StoredDataset[]> {
    const answer = await this.requests.ask((id) => ({ type: 'list', id }));
    if (answer.type !== 'listed') throw this.requests.mismatch(answer);
    return answer.datasets;
  }

  async importFiles(files: readonly File[], hooks: DataHooks): Promise<ImportOutcome> {
    void askToPersist();
    return this.outcomeOf(await this.requests.ask((id) => ({ type: 'import', id, files }), hooks));
  }

  async fetch(dataset: string, hooks: DataHooks): Promise<ImportOutcome> {
    void askToPersist();
    return this.outcomeOf(await this.requests.ask((id) => ({ type: 'fetch', id, dataset }), hooks));
  }

  async delete(dataset: string): Promise<void> {
    await this.requests.ask((id) => ({ type: 'delete', id, dataset }));
  }

  async preview(dataset: string, count: number): Promise<Preview> {
    const answer = await this.requests.ask((id) => ({ type: 'preview', id, dataset, count }));
    if (answer.type !== 'previewed') throw this.requests.mismatch(answer);
    return answer.preview;
  }

  dispose(): void {
    this.requests.dispose();
  }

  private outcomeOf(answer: Answer): ImportOutcome {
    if (answer.type !== 'imported') throw this.requests.mismatch(answer);
    return answer.outcome;
  }
}
