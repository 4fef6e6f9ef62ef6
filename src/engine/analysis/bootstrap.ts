import type { Rng } from '../core/rng';
import { quantileSorted } from './quantiles';

export interface Interval {
  readonly low: number;
  readonly estimate: number;
  readonly high: number;
}

/**
 * Percentile bootstrap: the statistic of `resamples` samples drawn with replacement, its quantiles (1 - coverage) / 2 and
 * (1 + coverage) / 2 as the interval, the statistic of the values themselves as the estimate. values: at least one.
 * Efron 1979. The same rng gives the same interval.
 */
export function bootstrapInterval(
  values: readonly number[],
  statistic: (sample: readonly number[]) => number,
  options: { readonly coverage: number; readonly resamples: number; readonly rng: Rng },
): Interval {
  if (values.length === 0) throw new RangeError('bootstrapInterval: no values');
  const { coverage, resamples, rng } = options;
  const statistics = new Float64Array(resamples);
  const sample = new Array<number>(values.length).fill(0);
  for (let r = 0; r < resamples; r += 1) {
    for (let i = 0; i < sample.length; i += 1) sample[i] = values[rng.int(values.length)] ?? 0;
    statistics[r] = statistic(sample);
  }
  statistics.sort();
  return {
    low: quantileSorted(statistics, (1 - coverage) / 2),
    estimate: statistic(values),
    high: quantileSorted(statistics, (1 + coverage) / 2),
  };
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** mean with its bootstrap interval. */
export function meanInterval(values: readonly number[], coverage: number, resamples: number, rng: Rng): Interval {
  return bootstrapInterval(values, mean, { coverage, resamples, rng });
}
