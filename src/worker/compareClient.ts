import type { PlainError } from '../engine/core/errors';
import type { RunConfig } from '../engine/run/config';
import type {
  CompareAnswer,
  CompareBudget,
  CompareCommand,
  CompareMetric,
  CompareProgress,
  CompareStatistics,
  KeptOutcome,
  PlayedContender,
} from './compareProtocol';
import { type RequestHooks, WorkerRequests } from './requests';

type Request = Exclude<CompareCommand, { type: 'cancel' }>;

/** The page's end of one compare worker. Every promise rejects with a LabError: 'aborted' on the signal, or 'worker'. */
export class CompareClient {
  private readonly requests = new WorkerRequests<Request, CompareAnswer, CompareProgress>(
    () => new Worker(new URL('./compare.worker.ts', import.meta.url), { type: 'module', name: 'compare' }),
    'compare',
    'The comparison',
  );

  /** baseUrl: where tables/ lies. */
  constructor(private readonly baseUrl: string) {}

  /** A whole run, from its config's seed. */
  async run(config: RunConfig, hooks: RequestHooks<CompareProgress>): Promise<KeptOutcome> {
    const answer = await this.requests.ask((id) => ({ type: 'run', id, config, baseUrl: this.baseUrl }), hooks);
    if (answer.type !== 'ran') throw this.requests.mismatch(answer);
    return answer.outcome;
  }

  async check(configs: readonly RunConfig[], signal: AbortSignal): Promise<readonly (PlainError | null)[]> {
    const answer = await this.requests.ask((id) => ({ type: 'check', id, configs, baseUrl: this.baseUrl }), { signal });
    if (answer.type !== 'checked') throw this.requests.mismatch(answer);
    return answer.reasons;
  }

  async optimum(config: RunConfig): Promise<number | null> {
    const answer = await this.requests.ask((id) => ({ type: 'optimum', id, config, baseUrl: this.baseUrl }));
    if (answer.type !== 'optimum') throw this.requests.mismatch(answer);
    return answer.reward;
  }

  async statistics(played: readonly PlayedContender[], metric: CompareMetric, budget: CompareBudget): Promise<CompareStatistics> {
    const answer = await this.requests.ask((id) => ({ type: 'statistics', id, played, metric, budget }));
    if (answer.type !== 'statistics') throw this.requests.mismatch(answer);
    return answer.statistics;
  }

  dispose(): void {
    this.requests.dispose();
  }
}
