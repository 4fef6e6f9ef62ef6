import { fromPlainError, LabError, type PlainError } from '../engine/core/errors';
import type { DataSplit } from '../engine/data/types';
import type { BackendInfo, BackendWish } from '../engine/tensor';
import type { TrainHooks, TrainJob, TrainResult } from '../engine/train';
import type { ChildMessage, WorkerPort } from './childProtocol';

/** How one child ended on its worker. */
export type ChildOutcome =
  | { readonly kind: 'done'; readonly result: TrainResult }
  | { readonly kind: 'failed'; readonly error: PlainError }
  | { readonly kind: 'lost'; readonly reason: string };

interface Current {
  readonly id: number;
  /** Whose child it is, to be cancelled by. */
  readonly owner: object;
  readonly hooks: TrainHooks;
  readonly end: (outcome: ChildOutcome) => void;
}

/** One worker of a pool, seen from the pool: a conversation over its port. */
export class ChildSlot {
  private current: Current | null = null;
  private lost: string | null = null;
  private ids = 0;
  private idleLoss: ((reason: string) => void) | null = null;
  private opening: { readonly message: (message: ChildMessage) => void; readonly lost: (reason: string) => void } | null = null;

  constructor(private readonly port: WorkerPort) {
    port.listen((message) => this.receive(message));
    port.onLost((reason) => this.lose(reason));
  }

  get busy(): boolean {
    return this.current !== null;
  }

  /** Starts the backend and hands over the images. Fails with the backend's error, or 'worker' when the worker ends. */
  open(backend: BackendWish, split: DataSplit): Promise<BackendInfo> {
    return new Promise<BackendInfo>((resolve, reject) => {
      let info: BackendInfo | null = null;
      this.opening = {
        message: (message) => {
          if (message.type === 'opened') {
            info = message.info;
            this.port.post({ type: 'load', split });
          } else if (message.type === 'openFailed') {
            reject(fromPlainError(message.error));
          } else if (message.type === 'loaded' && info !== null) {
            this.opening = null;
            resolve(info);
          }
        },
        lost: (reason) =>
          reject(
            new LabError(
              'worker',
              `A training worker did not start: ${reason}.`,
              'Start again; if it repeats, use another backend.',
            ),
          ),
      };
      if (this.lost !== null) this.opening.lost(this.lost);
      else this.port.post({ type: 'open', backend });
    });
  }

  /** Called when the worker ends while it has nothing to do. */
  onIdleLoss(listener: (reason: string) => void): void {
    this.idleLoss = listener;
    if (this.lost !== null) listener(this.lost);
  }

  /** Trains one child; resolves whatever happens. owner: the key that cancel() takes. */
  train(job: TrainJob, hooks: TrainHooks, owner: object): Promise<ChildOutcome> {
    if (this.current !== null) throw new TypeError('ChildSlot.train: the worker is busy');
    const id = this.ids++;
    return new Promise((resolve) => {
      this.current = {
        id,
        owner,
        hooks,
        end: (outcome) => {
          this.current = null;
          resolve(outcome);
        },
      };
      if (this.lost !== null) this.current.end({ kind: 'lost', reason: this.lost });
      else this.port.post({ type: 'train', id, job });
    });
  }

  cancel(owner: object): void {
    if (this.current?.owner === owner) this.port.post({ type: 'cancel', id: this.current.id });
  }

  /** Ends the worker; a child under way is lost without a word to the pool. */
  terminate(): void {
    this.idleLoss = null;
    this.port.terminate();
    this.lose('ended by the pool');
  }

  private receive(message: ChildMessage): void {
    if (this.opening !== null) {
      this.opening.message(message);
      return;
    }
    const { current } = this;
    if (current === null || !('id' in message) || message.id !== current.id) return;
    switch (message.type) {
      case 'progress':
        if (!current.hooks.signal?.aborted) current.hooks.onProgress?.(message.progress);
        return;
      case 'epoch':
        if (!current.hooks.signal?.aborted) current.hooks.onEpoch?.(message.report);
        return;
      case 'done':
        current.end({ kind: 'done', result: message.result });
        return;
      case 'failed':
        current.end({ kind: 'failed', error: message.error });
        return;
      default:
        message satisfies never;
    }
  }

  private lose(reason: string): void {
    if (this.lost !== null) return;
    this.lost = reason;
    if (this.opening !== null) this.opening.lost(reason);
    else if (this.current !== null) this.current.end({ kind: 'lost', reason });
    else this.idleLoss?.(reason);
  }
}
