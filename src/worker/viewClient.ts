import type { ReplayedView, ReplayProgress } from '../engine/run/replayTypes';
import { type RequestHooks, WorkerRequests } from './requests';
import type { ViewCommand, ViewMessage } from './viewProtocol';

type Request = Extract<ViewCommand, { type: 'view' }>;
type Answer = Extract<ViewMessage, { type: 'viewed' }>;

/** The page's end of the view worker. */
export class ViewClient {
  private readonly requests = new WorkerRequests<Request, Answer, ReplayProgress>(
    () => new Worker(new URL('./view.worker.ts', import.meta.url), { type: 'module', name: 'view' }),
    'view',
    'Replaying the run',
  );

  /** Rejects with a LabError: 'aborted' when the signal fires, else as ViewReplay says, or 'worker'. */
  async view(order: Omit<Request, 'type' | 'id'>, hooks: RequestHooks<ReplayProgress>): Promise<ReplayedView> {
    return (await this.requests.ask((id) => ({ type: 'view', id, ...order }), hooks)).replayed;
  }

  dispose(): void {
    this.requests.dispose();
  }
}
