import { abortedError, LabError } from '../engine/core/errors';
import type { SpaceReport } from '../engine/space/validateSpace';
import { WorkerRequests } from './requests';
import type { DrawnSample, ReadText, SpaceAnswer, SpaceCommand, ValidateProgress } from './spaceProtocol';

type Order = Exclude<SpaceCommand, { readonly type: 'cancel' }>;
type OrderOf<T extends Order['type']> = Omit<Extract<Order, { readonly type: T }>, 'type' | 'id'>;

/** A space whose reading takes longer is given up. */
const READ_DEADLINE_MS = 10_000;

/**
 * The page's end of a space worker. What a worker does is one long task: to cancel it, it is ended, and the next order finds a new one.
 */
export class SpaceClient {
  private requests: WorkerRequests<Order, SpaceAnswer, ValidateProgress> | null = null;

  /** Rejects with LabError 'space' after ten seconds, or as WorkerRequests.ask. */
  async read(text: string): Promise<ReadText> {
    const answer = await this.inTime((id) => ({ type: 'read', id, text }), 'Reading this space');
    if (answer.type !== 'read') throw this.open().mismatch(answer);
    return answer.read;
  }

  /** Rejects as read. */
  async draw(order: OrderOf<'draw'>): Promise<DrawnSample> {
    const answer = await this.inTime((id) => ({ type: 'draw', id, ...order }), 'Drawing a sample of this space');
    if (answer.type !== 'drawn') throw this.open().mismatch(answer);
    return answer.sample;
  }

  /** Rejects with LabError 'aborted' when the signal fires. */
  async validate(
    order: OrderOf<'validate'>,
    signal: AbortSignal,
    onProgress: (at: ValidateProgress) => void,
  ): Promise<SpaceReport> {
    if (signal.aborted) throw abortedError('Validating this space');
    const end = (): void => this.end();
    signal.addEventListener('abort', end, { once: true });
    try {
      const answer = await this.open().ask((id) => ({ type: 'validate', id, ...order }), { onProgress });
      if (answer.type !== 'validated') throw this.open().mismatch(answer);
      return answer.report;
    } finally {
      signal.removeEventListener('abort', end);
    }
  }

  /** Ends what is under way: it rejects with LabError 'aborted'. */
  end(): void {
    this.requests?.dispose();
    this.requests = null;
  }

  private open(): WorkerRequests<Order, SpaceAnswer, ValidateProgress> {
    this.requests ??= new WorkerRequests<Order, SpaceAnswer, ValidateProgress>(
      () => new Worker(new URL('./space.worker.ts', import.meta.url), { type: 'module', name: 'space' }),
      'space',
      'Looking at this space',
    );
    return this.requests;
  }

  private async inTime(request: (id: number) => Order, doing: string): Promise<SpaceAnswer> {
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      this.end();
    }, READ_DEADLINE_MS);
    try {
      return await this.open().ask(request);
    } catch (thrown) {
      if (!late) throw thrown;
      throw new LabError(
        'space',
        `${doing} took more than ${READ_DEADLINE_MS / 1000} seconds and was given up.`,
        'Make the space smaller: fewer repeats, fewer options that depend on each other.',
      );
    } finally {
      clearTimeout(timer);
    }
  }
}
