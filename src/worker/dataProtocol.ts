import type { Shape } from '../engine/core/shape';
import type { StoredDataset } from './dataStore';
import type { CancelCommand, FailedMessage, ProgressMessage } from './requests';

/** Typed messages between the page and the data worker, which reads, checks and keeps images off the main thread. */
export type DataCommand =
  | { readonly type: 'list'; readonly id: number }
  /** Dropped or chosen files, packed or not. */
  | { readonly type: 'import'; readonly id: number; readonly files: readonly File[] }
  /** A published set by its id, from the first mirror that answers. */
  | { readonly type: 'fetch'; readonly id: number; readonly dataset: string }
  | { readonly type: 'delete'; readonly id: number; readonly dataset: string }
  /** The first images of a set, to be looked at. */
  | { readonly type: 'preview'; readonly id: number; readonly dataset: string; readonly count: number }
  | CancelCommand;

export interface ImportOutcome {
  readonly stored: StoredDataset;
  /** Whether every file had the checksum of a published set. */
  readonly verified: boolean;
  /** Files that were left out, each with the reason. */
  readonly ignored: readonly { readonly name: string; readonly reason: string }[];
}

export interface Preview {
  /** [count, height, width, channels], 0..255 */
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly shape: Shape;
}

export interface DataProgress {
  readonly what: string;
  readonly doneBytes: number;
  /** Null where the server does not say. */
  readonly totalBytes: number | null;
}

export type DataMessage =
  | ProgressMessage<DataProgress>
  | { readonly type: 'listed'; readonly id: number; readonly datasets: readonly StoredDataset[] }
  | { readonly type: 'imported'; readonly id: number; readonly outcome: ImportOutcome }
  | { readonly type: 'deleted'; readonly id: number }
  | { readonly type: 'previewed'; readonly id: number; readonly preview: Preview }
  | FailedMessage;
