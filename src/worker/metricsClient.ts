import type { MetricsJob } from '../engine/estimate/childMetrics';
import { askToPersist } from './askToPersist';
import type {
  MetricsCommand,
  MetricsCost,
  MetricsListed,
  MetricsMessage,
  MetricsOutcome,
  MetricsProgress,
} from './metricsProtocol';
import { type FailedMessage, type ProgressMessage, type RequestHooks, WorkerRequests } from './requests';

type Answer = Exclude<MetricsMessage, ProgressMessage<MetricsProgress> | FailedMessage>;
type Request = Exclude<MetricsCommand, { type: 'cancel' }>;

/** The page's end of the metrics worker. Every promise rejects with a LabError. */
export class MetricsClient {
  private readonly requests = new WorkerRequests<Request, Answer, MetricsProgress>(
    () => new Worker(new URL('./metrics.worker.ts', import.meta.url), { type: 'module', name: 'metrics' }),
    'metrics',
    'Measuring children',
  );

  async list(space: string): Promise<MetricsListed> {
    const answer = await this.requests.ask((id) => ({ type: 'list', id, space }));
    if (answer.type !== 'listed') throw this.requests.mismatch(answer);
    return answer.listed;
  }

  async cost(job: MetricsJob, signal: AbortSignal): Promise<MetricsCost> {
    const answer = await this.requests.ask((id) => ({ type: 'cost', id, job }), { signal });
    if (answer.type !== 'cost') throw this.requests.mismatch(answer);
    return answer.cost;
  }

  /** Rejects with 'aborted' when the signal fires; the children measured by then are kept. */
  async measure(job: MetricsJob, hooks: RequestHooks<MetricsProgress>): Promise<MetricsOutcome> {
    void askToPersist();
    const answer = await this.requests.ask((id) => ({ type: 'measure', id, job }), hooks);
    if (answer.type !== 'measured') throw this.requests.mismatch(answer);
    return answer.outcome;
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.requests.ask((id) => ({ type: 'delete', id, keys }));
  }
}
