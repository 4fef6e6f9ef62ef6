import { rollingMean } from '../../../engine/analysis';
import type { SeedBand } from '../../store/preview';
import { type Buckets, bucketise } from './buckets';
import { finite } from './numbers';
import type { PlotBand, PlotLine } from './plotTypes';
import { type ChartUnit, courseOfSpent, type Source } from './unit';

/** The band over seeds, smoothed and made small as the run's own curve is. */
export interface BandBuckets {
  readonly low: Buckets;
  readonly median: Buckets;
  readonly high: Buckets;
}

/** Null while no seed is done. */
export function bandBuckets(band: SeedBand | null, window: number, size: number): BandBuckets | null {
  if (band === null || band.median.length === 0) return null;
  const small = (values: Float64Array): Buckets => bucketise(rollingMean(values, window), size);
  return { low: small(band.low), median: small(band.median), high: small(band.high) };
}

/** What it adds to the rows of the plot. */
export function bandSource({ spent }: SeedBand, { low, median, high }: BandBuckets, unit: ChartUnit): Source {
  return {
    episode: median.episode,
    course: courseOfSpent(spent, unit),
    values: (i) => {
      const bottom = low.mean[i] ?? Number.NaN;
      const top = high.mean[i] ?? Number.NaN;
      return {
        quartiles: Number.isFinite(bottom) && Number.isFinite(top) ? [bottom, top] : null,
        median: finite(median.mean[i] ?? Number.NaN),
      };
    },
  };
}

export const QUARTILES: PlotBand = { key: 'quartiles', color: 'var(--policy)', opacity: 0.16, stroke: 'var(--policy-2)' };

/** The median over the seeds that are done, named where it ends. x: its end on the axis. */
export function medianLine({ done }: SeedBand, x: number, buckets: BandBuckets): PlotLine {
  const value = buckets.median.mean.at(-1) ?? Number.NaN;
  return {
    key: 'median',
    label: `median of ${done} seeds`,
    color: 'var(--policy)',
    width: 1.4,
    dash: '5 3',
    end: { x, value, text: done === 1 ? '1 seed' : `median of ${done}` },
  };
}
