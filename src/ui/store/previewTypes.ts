import type { PlainError } from '../../engine/core/errors';
import type { RunConfig } from '../../engine/run/config';
import type { BestChild } from '../../engine/run/events';
import type { PreviewSeries, SeriesView } from './previewSeries';
import type { Truth } from './types';

/** Settings that were moved to. */
export interface Proposal {
  readonly config: RunConfig;
  /** What was moved last, in words: 'learning rate 1e-3'. */
  readonly change: string;
  /** What was moved last, as a path: movements of one knob in a row are undone together. */
  readonly path: string;
}

/** A run that is computed at once with proposed settings, as far as it has come. */
export interface Preview {
  readonly proposal: Proposal;
  /** Mutated in place; read again when the store's `version` changes. */
  readonly series: PreviewSeries;
  /** Null until every child of the table has its reward. */
  readonly truth: Truth | null;
  /** The reward is the person's code and looks at the course of the run. */
  readonly readsContext: boolean;
  readonly best: BestChild | null;
  readonly progress: 'computing' | 'done';
  /** What the run stands at after its last whole episode; null: nothing. */
  readonly error: PlainError | null;
  /** From the movement to what is here. */
  readonly elapsedMs: number;
}

/** The last settings' curve, kept for comparison. */
export interface Ghost {
  readonly title: string;
  readonly series: SeriesView;
}

export const BAND_SIZES = [1, 8, 16, 32] as const;
export type BandSize = (typeof BAND_SIZES)[number];

/** Median and quartiles over seeds of the mean reward of each episode, from the seeds that are done. */
export interface SeedBand {
  readonly size: BandSize;
  readonly done: number;
  readonly low: Float64Array;
  readonly median: Float64Array;
  readonly high: Float64Array;
  /** Medians of what was spent by the end of each episode. */
  readonly spent: Readonly<Record<'children' | 'epochs', Float64Array>>;
  readonly isComputing: boolean;
  readonly elapsedMs: number;
}
