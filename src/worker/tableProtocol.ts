import type { PlainError } from '../engine/core/errors';
import type { TableJob } from '../engine/estimate/tableJob';
import type { CancelCommand, FailedMessage, ProgressMessage } from './requests';
import type { TableEntry } from './tableStore';

/** Typed messages between the page and the table worker, which measures, keeps and reads reward tables. */
export type TableCommand =
  | { readonly type: 'list'; readonly id: number }
  /** Trains a few children a little, to say what the whole will take. */
  | { readonly type: 'cost'; readonly id: number; readonly job: TableJob }
  /** Measures what is missing of a job's table; one at a time. Ended by 'cancel' it keeps what it has. */
  | { readonly type: 'measure'; readonly id: number; readonly job: TableJob }
  /** The file of a table, as the command line writes it. */
  | { readonly type: 'file'; readonly id: number; readonly entry: string }
  /** A name for the table as it is now, for the config of a run. */
  | { readonly type: 'name'; readonly id: number; readonly entry: string }
  | { readonly type: 'import'; readonly id: number; readonly file: File }
  | { readonly type: 'delete'; readonly id: number; readonly entry: string }
  | CancelCommand;

/** What a measurement will take on this machine, by a short trial. */
export interface TableCost {
  /** Trainings that are missing, and those of the whole. */
  readonly missing: number;
  readonly total: number;
  readonly msPerChild: number;
  readonly workers: number;
  readonly msAll: number;
  /** What it computes on, and why: see BackendInfo. */
  readonly backend: string;
  readonly reason: string;
}

export interface MeasuredChild {
  readonly arch: string;
  readonly seed: number;
  readonly validAccuracy: number;
  readonly trainMs: number;
}

export interface TableProgress {
  /** The entry that is being measured. */
  readonly entry: string;
  readonly done: number;
  readonly total: number;
  /** Children under way at once. */
  readonly workers: number;
  readonly backend: string;
  /** From the children of this measurement; null before the first. */
  readonly leftMs: number | null;
  /** The children measured last, the newest first. */
  readonly last: readonly MeasuredChild[];
  /** What went wrong and was mended, or that nothing is kept. */
  readonly warning: { readonly message: string; readonly remedy: string } | null;
}

export interface TableListed {
  readonly entries: readonly TableEntry[];
  /** Entries that are only in memory: they end with the visit. */
  readonly unkept: readonly string[];
  readonly fault: PlainError | null;
}

export type TableMessage =
  | { readonly type: 'listed'; readonly id: number; readonly listed: TableListed }
  | { readonly type: 'cost'; readonly id: number; readonly cost: TableCost }
  | { readonly type: 'measured'; readonly id: number; readonly entry: TableEntry }
  | { readonly type: 'file'; readonly id: number; readonly name: string; readonly text: string }
  | { readonly type: 'named'; readonly id: number; readonly name: string }
  | { readonly type: 'imported'; readonly id: number; readonly entry: TableEntry }
  | { readonly type: 'deleted'; readonly id: number }
  | ProgressMessage<TableProgress>
  | FailedMessage;
