import type { TableJob } from '../engine/estimate/tableJob';
import { askToPersist } from './askToPersist';
import { type FailedMessage, type ProgressMessage, type RequestHooks, WorkerRequests } from './requests';
import type { TableCommand, TableCost, TableListed, TableMessage, TableProgress } from './tableProtocol';
import type { TableEntry } from './tableStore';

type Answer = Exclude<TableMessage, ProgressMessage<TableProgress> | FailedMessage>;
type Request = Exclude<TableCommand, { type: 'cancel' }>;

/** The page's end of the table worker. Every promise rejects with a LabError. */
export class TableClient {
  private readonly requests = new WorkerRequests<Request, Answer, TableProgress>(
    () => new Worker(new URL('./table.worker.ts', import.meta.url), { type: 'module', name: 'tables' }),
    'table',
    'Measuring the table',
  );

  async list(): Promise<TableListed> {
    const answer = await this.requests.ask((id) => ({ type: 'list', id }));
    if (answer.type !== 'listed') throw this.requests.mismatch(answer);
    return answer.listed;
  }

  async cost(job: TableJob, signal: AbortSignal): Promise<TableCost> {
    const answer = await this.requests.ask((id) => ({ type: 'cost', id, job }), { signal });
    if (answer.type !== 'cost') throw this.requests.mismatch(answer);
    return answer.cost;
  }

  /** Rejects with 'aborted' when the signal fires; what has been measured by then is kept. */
  async measure(job: TableJob, hooks: RequestHooks<TableProgress>): Promise<TableEntry> {
    void askToPersist();
    const answer = await this.requests.ask((id) => ({ type: 'measure', id, job }), hooks);
    if (answer.type !== 'measured') throw this.requests.mismatch(answer);
    return answer.entry;
  }

  async file(entry: string): Promise<{ readonly name: string; readonly text: string }> {
    const answer = await this.requests.ask((id) => ({ type: 'file', id, entry }));
    if (answer.type !== 'file') throw this.requests.mismatch(answer);
    return answer;
  }

  /** What estimator.table says of it in a run's config. */
  async name(entry: string): Promise<string> {
    const answer = await this.requests.ask((id) => ({ type: 'name', id, entry }));
    if (answer.type !== 'named') throw this.requests.mismatch(answer);
    return answer.name;
  }

  async import(file: File): Promise<TableEntry> {
    void askToPersist();
    const answer = await this.requests.ask((id) => ({ type: 'import', id, file }));
    if (answer.type !== 'imported') throw this.requests.mismatch(answer);
    return answer.entry;
  }

  async delete(entry: string): Promise<void> {
    await this.requests.ask((id) => ({ type: 'delete', id, entry }));
  }

  dispose(): void {
    this.requests.dispose();
  }
}
