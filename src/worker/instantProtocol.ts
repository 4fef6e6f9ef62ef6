import type { PlainError } from '../engine/core/errors';
import type { RunConfig } from '../engine/run/config';
import type { SimulatedChunk } from '../engine/run/simulate';
import type { DryRunRow } from './protocol';

/**
 * What the page and an instant worker say to each other. An instant worker computes whole runs over a recorded table, in slices, so
 * that the page can draw what is there and drop what has become stale.
 */

/** 'now': what the person is moving; 'background': bands and comparisons, which wait while there is anything for 'now'. */
export type InstantPriority = 'now' | 'background';

export type InstantCommand =
  /** Answered by 'truth' where it is wanted, then by chunks up to the one that is the last, or by 'failed'. */
  | {
      readonly type: 'simulate';
      readonly id: number;
      /** With the seed to be computed. */
      readonly config: RunConfig;
      /** Where tables/ lies. */
      readonly baseUrl: string;
      readonly priority: InstantPriority;
      /** A snapshot of the policy after every so many episodes; 0: none. */
      readonly snapshotEvery: number;
      /** Whether the reward of every child of the table is wanted. */
      readonly withTruth: boolean;
    }
  /** Nothing more is said of that id. */
  | { readonly type: 'cancel'; readonly id: number };

export type InstantMessage =
  | { readonly type: 'truth'; readonly id: number; readonly rows: readonly DryRunRow[]; readonly readsContext: boolean }
  | { readonly type: 'chunk'; readonly id: number; readonly chunk: SimulatedChunk }
  /** It could not be begun: the table, the reward or the settings stand against it. */
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError };

/** Whether a chunk is its run's last one. */
export const isLast = ({ reason, error }: Pick<SimulatedChunk, 'reason' | 'error'>): boolean => reason !== null || error !== null;

/** The page's end of one instant worker. */
export interface InstantPort {
  post(command: InstantCommand): void;
  /** onDeath: called once, with why, when the worker has ended by itself. */
  listen(onMessage: (message: InstantMessage) => void, onDeath: (reason: string) => void): void;
  terminate(): void;
}
