import type { PlainError } from '../engine/core/errors';
import type { EpochReport, TrainProgress } from '../engine/core/measurement';
import type { DataSplit } from '../engine/data/types';
import type { BackendInfo, BackendWish } from '../engine/tensor';
import type { TrainJob, TrainResult } from '../engine/train';

/**
 * Typed messages between a pool and its child workers. A worker trains one child at a time. Order: open, load, then any
 * number of train; each has exactly one answer (opened | openFailed, loaded, done | failed).
 */
export type ChildCommand =
  /** Starts the worker's backend; its files are known to the worker's entry. */
  | { readonly type: 'open'; readonly backend: BackendWish }
  /** Hands over the images of all children to come. */
  | { readonly type: 'load'; readonly split: DataSplit }
  | { readonly type: 'train'; readonly id: number; readonly job: TrainJob }
  /** Ends the child `id` with an 'aborted' failure; without effect where it is not being trained. */
  | { readonly type: 'cancel'; readonly id: number };

export type ChildMessage =
  | { readonly type: 'opened'; readonly info: BackendInfo }
  | { readonly type: 'openFailed'; readonly error: PlainError }
  | { readonly type: 'loaded' }
  | { readonly type: 'progress'; readonly id: number; readonly progress: TrainProgress }
  | { readonly type: 'epoch'; readonly id: number; readonly report: EpochReport }
  | { readonly type: 'done'; readonly id: number; readonly result: TrainResult }
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError };

/** The worker's end: a browser's DedicatedWorkerGlobalScope or Node's parentPort, reduced to what is used. */
export interface ServerPort {
  /** transfer: buffers of the message that are handed over instead of copied. */
  readonly post: (message: ChildMessage, transfer?: ArrayBuffer[]) => void;
  readonly listen: (listener: (command: ChildCommand) => void) => void;
}

/** The pool's end of one worker. */
export interface WorkerPort {
  /** The command is copied: a job is sent again where its worker is lost, and others may go on from the same weights. */
  readonly post: (command: ChildCommand) => void;
  readonly listen: (listener: (message: ChildMessage) => void) => void;
  /** Called at most once, with what is known of why, when the worker ends without being asked to. */
  readonly onLost: (listener: (reason: string) => void) => void;
  /** Ends the worker at once, whatever it is doing. */
  readonly terminate: () => void;
}
