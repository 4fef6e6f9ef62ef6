import type { PlainError } from '../engine/core/errors';
import type { TrainProgress } from '../engine/core/measurement';
import type { MetricsJob } from '../engine/estimate/childMetrics';
import type { KeptMetrics } from './metricsStore';
import type { CancelCommand, FailedMessage, ProgressMessage } from './requests';

/** Typed messages between the page and the metrics worker, which trains children to measure and try them, as `nas-lab metrics` does. */
export type MetricsCommand =
  /** What is kept of a space's children. */
  | { readonly type: 'list'; readonly id: number; readonly space: string }
  /** Trains a few of the children a little, to say what all will take. */
  | { readonly type: 'cost'; readonly id: number; readonly job: MetricsJob }
  /** Measures the children that are not kept; one job at a time. Ended by 'cancel' it keeps what it has. */
  | { readonly type: 'measure'; readonly id: number; readonly job: MetricsJob }
  | { readonly type: 'delete'; readonly id: number; readonly keys: readonly string[] }
  | CancelCommand;

export interface MetricsListed {
  readonly kept: readonly KeptMetrics[];
  /** Why they end with the visit; null where they are kept. */
  readonly fault: PlainError | null;
}

/** What measuring will take on this machine, by a short trial. */
export interface MetricsCost {
  /** Children that have to be trained, and those asked for. */
  readonly missing: number;
  readonly total: number;
  readonly msPerChild: number;
  readonly msAll: number;
  /** What it computes on, and why: see BackendInfo. */
  readonly backend: string;
  readonly reason: string;
}

export interface MetricsProgress {
  readonly done: number;
  readonly total: number;
  /** The child that is being trained, and how far it is; null before it has said so. */
  readonly arch: string;
  readonly at: TrainProgress | null;
  readonly backend: string;
  /** From the children of this job; null before the first. */
  readonly leftMs: number | null;
  /** Of a child that was measured just now. */
  readonly measured: KeptMetrics | null;
  /** What went wrong and was mended. */
  readonly warning: { readonly message: string; readonly remedy: string } | null;
}

/** A child whose training came to nothing; the others went on. */
export interface FailedChild {
  readonly arch: string;
  readonly error: PlainError;
}

export interface MetricsOutcome {
  /** Children measured by this job. */
  readonly measured: number;
  readonly failed: readonly FailedChild[];
}

export type MetricsMessage =
  | { readonly type: 'listed'; readonly id: number; readonly listed: MetricsListed }
  | { readonly type: 'cost'; readonly id: number; readonly cost: MetricsCost }
  | { readonly type: 'measured'; readonly id: number; readonly outcome: MetricsOutcome }
  | { readonly type: 'deleted'; readonly id: number }
  | ProgressMessage<MetricsProgress>
  | FailedMessage;
