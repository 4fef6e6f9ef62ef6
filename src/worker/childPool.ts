import { abortedError, type ErrorKind, fromPlainError, LabError } from '../engine/core/errors';
import type { DataSplit } from '../engine/data/types';
import type { BackendInfo, BackendWish } from '../engine/tensor';
import type { TrainHooks, TrainJob, TrainResult } from '../engine/train';
import type { WorkerPort } from './childProtocol';
import { ChildSlot } from './childSlot';
import type { BackendReport } from './protocol';

/** A worker that ended by itself; the pool has replaced it. */
export interface PoolNotice {
  readonly message: string;
  readonly remedy: string;
}

export interface PoolOptions {
  readonly spawn: () => WorkerPort;
  readonly backend: BackendWish;
  /** Number of workers, once the backend is known: cores for wasm, few for a GPU that they share. */
  readonly workers: (info: BackendInfo) => number;
  readonly split: DataSplit;
  /** A worker was lost. The child it was training is trained once more on a fresh worker. */
  readonly onNotice?: (notice: PoolNotice) => void;
  /** What computes has changed: the GPU did not come back, and the pool goes on on WASM. */
  readonly onBackend?: (report: BackendReport) => void;
}

/** How often a child is begun before its loss becomes its error; on a GPU that was lost as often, once more on WASM. */
const ATTEMPTS = 2;

/**
 * Failures after which a worker is not to be trusted: a lost GPU, or a fault in the middle of a computation that may have
 * left memory half-written. It is replaced as if it had crashed.
 */
const DAMAGING: ReadonlySet<ErrorKind> = new Set(['backend', 'internal']);

interface Task {
  readonly job: TrainJob;
  readonly hooks: TrainHooks;
  readonly resolve: (result: TrainResult) => void;
  readonly reject: (error: LabError) => void;
  attempts: number;
  /** Epochs already reported: a second attempt repeats them. */
  epochs: number;
}

/**
 * Trains children on workers, one child per worker at a time, in the order they came. A child's result does not depend on
 * which worker trains it, nor on how many there are. dispose() ends the workers.
 */
export class ChildPool {
  private readonly slots = new Set<ChildSlot>();
  private readonly queue: Task[] = [];
  private disposed = false;
  /** Set when the last worker could not be replaced: nobody is left to train. */
  private broken: LabError | null = null;

  /** What a fresh worker is asked for. */
  private wish: BackendWish;

  private constructor(
    private readonly options: PoolOptions,
    private backend: BackendInfo,
    private wanted: number,
  ) {
    this.wish = options.backend;
  }

  /** Starts the workers. Fails with the error of the backend (LabError 'backend') or of the worker ('worker'). */
  static async open(options: PoolOptions): Promise<ChildPool> {
    const first = new ChildSlot(options.spawn());
    try {
      const info = await first.open(options.backend, options.split);
      const size = Math.max(1, Math.floor(options.workers(info)));
      const pool = new ChildPool(options, info, size);
      pool.adopt(first);
      const opening = Array.from({ length: size - 1 }, () => pool.addSlot());
      const outcomes = await Promise.allSettled(opening);
      const failure = outcomes.find((outcome) => outcome.status === 'rejected');
      if (failure !== undefined) {
        await pool.dispose();
        throw failure.reason;
      }
      return pool;
    } catch (thrown) {
      first.terminate();
      throw thrown;
    }
  }

  /** What computes; another one once the GPU was lost for good. */
  get info(): BackendInfo {
    return this.backend;
  }

  /** Children that are trained at once. */
  get size(): number {
    return this.wanted;
  }

  /** What computes and why, as the page shows it. */
  get report(): BackendReport {
    const { label, reason, slower } = this.backend;
    return { label: `${label} × ${this.wanted}`, reason, ...(slower.length === 0 ? {} : { slower }) };
  }

  /**
   * Trains one child. Rejects with 'aborted' as soon as the signal fires, with the child's own error, or with 'worker'
   * when its worker was lost twice.
   */
  train(job: TrainJob, hooks: TrainHooks = {}): Promise<TrainResult> {
    if (this.disposed) return Promise.reject(abortedError('Training'));
    if (hooks.signal?.aborted) return Promise.reject(abortedError('Training'));
    if (this.broken !== null) return Promise.reject(this.broken);
    return new Promise((resolve, reject) => {
      const task: Task = { job, hooks, resolve: settle(resolve), reject: settle(reject), attempts: 0, epochs: 0 };
      const { signal } = hooks;
      const abort = (): void => this.cancel(task);
      signal?.addEventListener('abort', abort, { once: true });
      function settle<T>(then: (value: T) => void): (value: T) => void {
        return (value) => {
          signal?.removeEventListener('abort', abort);
          then(value);
        };
      }
      this.queue.push(task);
      this.assign();
    });
  }

  /** Ends every worker; children under way are rejected with 'aborted'. */
  async dispose(): Promise<void> {
    this.disposed = true;
    for (const task of this.queue.splice(0)) task.reject(abortedError('Training'));
    for (const slot of this.slots) slot.terminate();
    this.slots.clear();
  }

  private async addSlot(): Promise<void> {
    const slot = new ChildSlot(this.options.spawn());
    let info: BackendInfo;
    try {
      info = await slot.open(this.wish, this.options.split);
    } catch (thrown) {
      slot.terminate();
      throw thrown;
    }
    if (this.disposed) {
      slot.terminate();
      return;
    }
    this.adopt(slot);
    if (info.label !== this.backend.label) await this.goOnWith(info);
  }

  /** A worker in a lost one's place: on WASM where the GPU that the pool computed on is there no more. */
  private async addAgain(): Promise<void> {
    try {
      await this.addSlot();
    } catch (thrown) {
      const gpuGone = this.backend.kind === 'webgpu' && this.wish !== 'wasm';
      if (!gpuGone || !(thrown instanceof LabError) || thrown.kind !== 'backend') throw thrown;
      this.wish = 'wasm';
      await this.addSlot();
    }
  }

  /** The fresh workers compute on something else than the pool did so far. */
  private async goOnWith(info: BackendInfo): Promise<void> {
    const before = this.backend.label;
    this.backend = info;
    this.wanted = Math.max(1, Math.floor(this.options.workers(info)));
    this.options.onNotice?.({
      message: `${before} did not come back: children are trained on ${info.label} from now on.`,
      remedy: 'Reload the page, or start the command again, to try the GPU; every child says on what it was trained.',
    });
    this.options.onBackend?.(this.report);
    const missing = Math.max(0, this.wanted - this.slots.size);
    await Promise.all(Array.from({ length: missing }, () => this.addSlot()));
  }

  private adopt(slot: ChildSlot): void {
    this.slots.add(slot);
    this.broken = null;
    slot.onIdleLoss((reason) => {
      this.slots.delete(slot);
      void this.replace(reason, null, null);
    });
    this.assign();
  }

  private assign(): void {
    for (const slot of this.slots) {
      if (slot.busy) continue;
      const task = this.queue.shift();
      if (task === undefined) return;
      void this.run(slot, task);
    }
  }

  private async run(slot: ChildSlot, task: Task): Promise<void> {
    task.attempts += 1;
    const hooks: TrainHooks = {
      ...task.hooks,
      onEpoch: (report) => {
        if (report.epoch <= task.epochs) return;
        task.epochs = report.epoch;
        task.hooks.onEpoch?.(report);
      },
    };
    const outcome = await slot.train(task.job, hooks, task);
    switch (outcome.kind) {
      case 'done':
        task.resolve(outcome.result);
        break;
      case 'failed': {
        const error = fromPlainError(outcome.error);
        if (DAMAGING.has(error.kind)) {
          this.slots.delete(slot);
          slot.terminate();
          await this.replace(error.message, task, error);
          return;
        }
        task.reject(error);
        break;
      }
      case 'lost':
        this.slots.delete(slot);
        await this.replace(outcome.reason, task, null);
        return;
      default:
        outcome satisfies never;
    }
    this.assign();
  }

  /**
   * Puts a fresh worker in a lost one's place, and its child back to the head of the queue, once. error: what the child
   * itself died of, if it could say.
   */
  private async replace(reason: string, task: Task | null, error: LabError | null): Promise<void> {
    if (this.disposed) {
      task?.reject(abortedError('Training'));
      return;
    }
    const onGpu = this.backend.kind === 'webgpu' && error?.kind === 'backend';
    if (onGpu && task !== null && task.attempts >= ATTEMPTS) this.wish = 'wasm';
    const mayTry = task !== null && (task.attempts < ATTEMPTS || onGpu);
    const again = mayTry && task.hooks.signal?.aborted !== true;
    const what = task === null ? 'while idle' : again ? 'and its child is trained again' : 'and its child is given up';
    this.options.onNotice?.({
      message: `A training worker was lost (${reason}), ${what}.`,
      remedy: 'A fresh worker takes its place; if this repeats, use fewer workers or smaller batches.',
    });
    if (task !== null && again) this.queue.unshift(task);
    if (task !== null && !again) {
      const message = `The worker training this child was lost ${task.attempts} times (${reason}).`;
      task.reject(error ?? new LabError('worker', message, 'Use fewer workers, a smaller batch or another backend.'));
    }
    try {
      await this.addAgain();
    } catch (thrown) {
      // With other workers left the pool goes on smaller; without any, nobody would ever answer the queue.
      const failure =
        thrown instanceof LabError
          ? thrown
          : new LabError('worker', `A worker did not start: ${String(thrown)}`, 'Start the run again.');
      if (this.slots.size > 0) {
        this.options.onNotice?.({ message: `A worker could not be replaced: ${failure.message}`, remedy: failure.remedy });
      } else {
        this.broken = failure;
        for (const waiting of this.queue.splice(0)) waiting.reject(failure);
      }
    }
    this.assign();
  }

  private cancel(task: Task): void {
    const at = this.queue.indexOf(task);
    if (at >= 0) this.queue.splice(at, 1);
    else for (const slot of this.slots) slot.cancel(task);
    task.reject(abortedError('Training'));
  }
}
