import type { AnytimeBand, ComparedRow } from '../engine/analysis';
import { type AnytimeCurve, bestAt } from '../engine/analysis/anytime';
import type { PlainError } from '../engine/core/errors';
import type { RunConfig } from '../engine/run/config';
import type { RunOutcome } from '../engine/run/outcome';
import type { CancelCommand, FailedMessage, ProgressMessage } from './requests';

/**
 * What the page and a compare worker say to each other. A compare worker computes whole runs that train nothing, as the command
 * line's `compare` does, and the statistics of many.
 */

/** What a run is judged by; larger is better for all of them. */
export type CompareMetric = 'best' | 'final' | 'area';

/** What one run came to, without its children: see RunOutcome. */
export interface KeptOutcome {
  readonly arch: string;
  readonly best: number;
  readonly final: number;
  readonly area: number;
  readonly children: number;
  readonly epochs: number;
  readonly byChildren: AnytimeCurve;
  readonly byEpochs: AnytimeCurve;
}

export function keptOutcome({ best, ...rest }: RunOutcome): KeptOutcome {
  return { ...rest, arch: best.arch, best: best.reward };
}

/** A contender with the outcomes of its seeds 1..k, the same k for all. */
export interface PlayedContender {
  readonly name: string;
  readonly outcomes: readonly KeptOutcome[];
}

/** A budget of epochs cuts every run where it was spent. */
export interface CompareBudget {
  readonly unit: 'children' | 'epochs';
  readonly amount: number;
}

export interface CompareStatistics {
  /** The best rank first. */
  readonly rows: readonly ComparedRow[];
  readonly byChildren: readonly AnytimeBand[];
  readonly byEpochs: readonly AnytimeBand[];
}

export type CompareCommand =
  | { readonly type: 'run'; readonly id: number; readonly config: RunConfig; readonly baseUrl: string }
  /** Whether each config can be begun at all. */
  | { readonly type: 'check'; readonly id: number; readonly configs: readonly RunConfig[]; readonly baseUrl: string }
  /** The largest reward there is, without noise. */
  | { readonly type: 'optimum'; readonly id: number; readonly config: RunConfig; readonly baseUrl: string }
  | {
      readonly type: 'statistics';
      readonly id: number;
      readonly played: readonly PlayedContender[];
      readonly metric: CompareMetric;
      readonly budget: CompareBudget;
    }
  | CancelCommand;

export type CompareAnswer =
  | { readonly type: 'ran'; readonly id: number; readonly outcome: KeptOutcome }
  /** Of each config: why it cannot be begun; null where it can. */
  | { readonly type: 'checked'; readonly id: number; readonly reasons: readonly (PlainError | null)[] }
  /** Null: not known. */
  | { readonly type: 'optimum'; readonly id: number; readonly reward: number | null }
  | { readonly type: 'statistics'; readonly id: number; readonly statistics: CompareStatistics };

/** Episodes done. */
export interface CompareProgress {
  readonly episodes: number;
}

export type CompareMessage = CompareAnswer | ProgressMessage<CompareProgress> | FailedMessage;

/** The value a run is judged by; of a budget of epochs, the best reward when they were spent. NaN where there was none yet. */
export function judged(outcome: KeptOutcome, metric: CompareMetric, { unit, amount }: CompareBudget): number {
  return unit === 'epochs' ? bestAt(outcome.byEpochs, amount) : outcome[metric];
}
