import { Rng } from '../core/rng';
import { meanInterval } from './bootstrap';
import { type PairedTest, pairedTest } from './pairedTest';
import { quantile } from './quantiles';

/** What several runs of one kind came to, one value a seed; the same seeds for all kinds, larger is better. */
export interface Compared {
  readonly name: string;
  readonly values: readonly number[];
}

export interface ComparedRow extends Compared {
  readonly runs: number;
  readonly mean: number;
  /** With divisor n - 1; 0 for one run. */
  readonly std: number;
  readonly best: number;
  readonly worst: number;
  readonly median: number;
  /** Mean over the seeds of the place among all kinds, 1 is best; equals share the mean of their places. */
  readonly rank: number;
  /** 95 % bootstrap interval of the mean. */
  readonly low: number;
  readonly high: number;
  /** Against the kind of the best rank; null for that kind itself. */
  readonly versusBest: PairedTest | null;
}

const COVERAGE = 0.95;
const RESAMPLES = 10_000;

/** Mean rank over the seeds, 1 is best; equal values share the mean of their places. Friedman 1937. */
export function meanRanks(compared: readonly Compared[]): readonly number[] {
  const seeds = compared[0]?.values.length ?? 0;
  return compared.map(({ values }) => {
    let sum = 0;
    for (let s = 0; s < seeds; s += 1) {
      const own = values[s] ?? Number.NaN;
      const others = compared.map((one) => one.values[s] ?? Number.NaN);
      sum += 1 + others.filter((value) => value > own).length + (others.filter((value) => value === own).length - 1) / 2;
    }
    return sum / seeds;
  });
}

/** Every kind's statistics, the best rank first. The same values and seed give the same numbers. */
export function compareValues(compared: readonly Compared[], seed = 0): readonly ComparedRow[] {
  const ranks = meanRanks(compared);
  const order = compared.map((_, i) => i).sort((a, b) => (ranks[a] ?? 0) - (ranks[b] ?? 0) || a - b);
  const leader = order[0];
  return order.flatMap((i) => {
    const one = compared[i];
    if (one === undefined) return [];
    const { name, values } = one;
    const rngOf = (what: string): Rng => Rng.fromSeed(seed, `${what} ${name}`);
    const { estimate: mean, low, high } = meanInterval(values, COVERAGE, RESAMPLES, rngOf('compare'));
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const best = leader === undefined || leader === i ? null : (compared[leader]?.values ?? null);
    return {
      name,
      values,
      runs: values.length,
      mean,
      std: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0,
      best: Math.max(...values),
      worst: Math.min(...values),
      median: quantile(values, 0.5),
      rank: ranks[i] ?? Number.NaN,
      low,
      high,
      versusBest: best === null ? null : pairedTest(values, best, rngOf('paired')),
    };
  });
}
