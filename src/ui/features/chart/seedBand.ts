import { rollingMean } from '../../../engine/analysis';
import type { SeedBand } from '../../store/preview';
import { type Buckets, bucketise } from './buckets';
import { finite } from './numbers';
import type { PlotBand, PlotLine } from './plotTypes';

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

/** What a row of the plot holds of it. */
export function bandRow(
  band: BandBuckets | null,
  i: number,
): Readonly<Record<string, number | readonly [number, number] | null>> {
  const low = band?.low.mean[i] ?? Number.NaN;
  const high = band?.high.mean[i] ?? Number.NaN;
  return {
    quartiles: Number.isFinite(low) && Number.isFinite(high) ? [low, high] : null,
    median: finite(band?.median.mean[i] ?? Number.NaN),
  };
}

export const QUARTILES: PlotBand = { key: 'quartiles', color: 'var(--policy)', opacity: 0.16, stroke: 'var(--policy-2)' };

/** The median over the seeds that are done, named where it ends. */
export function medianLine({ done, median }: SeedBand, buckets: BandBuckets): PlotLine {
  const value = buckets.median.mean.at(-1) ?? Number.NaN;
  return {
    key: 'median',
    label: `median of ${done} seeds`,
    color: 'var(--policy)',
    width: 1.4,
    dash: '5 3',
    end: { x: median.length, value, text: done === 1 ? '1 seed' : `median of ${done}` },
  };
}
