import type { ReplayProgress } from '../engine/run/replayTypes';
import type { EpisodeTrace } from '../engine/run/traceTypes';
import { type RequestHooks, WorkerRequests } from './requests';
import type { TraceCommand, TraceMessage } from './traceProtocol';

type Request = Extract<TraceCommand, { type: 'trace' }>;
type Answer = Extract<TraceMessage, { type: 'traced' }>;

/** The page's end of the trace worker. */
export class TraceClient {
  private readonly requests = new WorkerRequests<Request, Answer, ReplayProgress>(
    () => new Worker(new URL('./trace.worker.ts', import.meta.url), { type: 'module', name: 'trace' }),
    'trace',
    'Replaying the run',
  );

  /** Rejects with a LabError: 'aborted' when the signal fires, else as EpisodeTracer.trace says, or 'worker'. */
  async trace(order: Omit<Request, 'type' | 'id'>, hooks: RequestHooks<ReplayProgress>): Promise<EpisodeTrace> {
    return (await this.requests.ask((id) => ({ type: 'trace', id, ...order }), hooks)).trace;
  }

  dispose(): void {
    this.requests.dispose();
  }
}
