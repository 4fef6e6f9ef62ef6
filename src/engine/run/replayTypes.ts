import type { Measurement } from '../core/measurement';
import type { StrategyConfig } from '../search/config';
import type { ProposalOrigin } from '../search/origin';
import type { StrategyView } from '../search/views';
import type { RecordedTrials } from './traceTypes';

/** What a run has recorded of its children. */
export interface RecordedPast extends RecordedTrials {
  /** By index into names; only where the strategy is told more than rewards (needsMeasurements). */
  readonly measurements?: readonly (Measurement | null)[];
}

/** Episodes replayed, of those that lie before the one asked for. */
export interface ReplayProgress {
  readonly done: number;
  readonly total: number;
}

/** How a strategy thought after an episode. */
export interface ReplayedView {
  readonly episode: number;
  /** Null where the strategy had nothing to show yet. */
  readonly view: StrategyView | null;
  /** Children told by then. */
  readonly trials: number;
  /** Where the latest of them come from, in order; the last one's is that of trial `trials` - 1. */
  readonly origins: readonly (ProposalOrigin | null)[];
}

/** Whether the strategy learns from its children's measurements too, and not from their rewards alone. */
export function needsMeasurements(strategy: StrategyConfig): boolean {
  return strategy.id === 'nsga-2' && strategy.objectives.some(({ of }) => of !== 'reward');
}
