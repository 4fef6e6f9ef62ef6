import type { Rng } from '../core/rng';
import { quantileSorted } from './quantiles';

/** What random search does on a table of rewards: the line every strategy has to beat, and its band. */
export interface RandomBaseline {
  /** Expected mean reward of an episode: the mean of the table. */
  readonly mean: number;
  /** Band of an episode's mean reward. */
  readonly meanLow: number;
  readonly meanHigh: number;
  /** Standard deviation of an episode's mean: std(table) / sqrt(children), drawn with replacement. */
  readonly meanStd: number;
}

/**
 * Mean reward of an episode of `children` cells drawn uniformly with replacement: its expectation mean(R) and standard
 * deviation std(R) / sqrt(children) exactly, its band by `draws` simulated episodes (the mean of a few draws from a skewed
 * table is not normal). rewards: every cell's, at least one. coverage: e.g. 0.8 for the quantiles 0.1 and 0.9.
 */
export function randomBaseline(
  rewards: ArrayLike<number>,
  options: { readonly children: number; readonly coverage: number; readonly draws: number; readonly rng: Rng },
): RandomBaseline {
  const n = rewards.length;
  if (n === 0) throw new RangeError('randomBaseline: no rewards');
  const { children, coverage, draws, rng } = options;
  let sum = 0;
  for (let i = 0; i < n; i += 1) sum += rewards[i] ?? 0;
  const mean = sum / n;
  let squares = 0;
  for (let i = 0; i < n; i += 1) squares += ((rewards[i] ?? 0) - mean) ** 2;
  const means = Float64Array.from({ length: draws }, () => {
    let drawn = 0;
    for (let c = 0; c < children; c += 1) drawn += rewards[rng.int(n)] ?? 0;
    return drawn / children;
  }).sort();
  return {
    mean,
    meanLow: quantileSorted(means, (1 - coverage) / 2),
    meanHigh: quantileSorted(means, (1 + coverage) / 2),
    meanStd: Math.sqrt(squares / n / children),
  };
}

/**
 * Best reward so far of random search after each number of children, exactly. With the cells' rewards sorted ascending,
 * r_1 <= ... <= r_n, k draws with replacement have  P(best <= r_i) = (i / n)^k  and
 *   E[best] = sum_i r_i ((i / n)^k - ((i - 1) / n)^k).
 * rewards: every cell's, at least one. counts: numbers of children, each a positive integer.
 */
export function expectedBestSoFar(rewards: ArrayLike<number>, counts: readonly number[]): Float64Array {
  const sorted = Float64Array.from(rewards).sort();
  return Float64Array.from(counts, (k) => {
    let expected = 0;
    let below = 0;
    for (const [i, reward] of sorted.entries()) {
      const upTo = power((i + 1) / sorted.length, k);
      expected += reward * (upTo - below);
      below = upTo;
    }
    return expected;
  });
}

/** The q-quantile of the best reward after k draws: the least r_i with (i / n)^k >= q. */
export function bestSoFarQuantile(rewards: ArrayLike<number>, k: number, q: number): number {
  if (rewards.length === 0) throw new RangeError('bestSoFarQuantile: no rewards');
  const sorted = Float64Array.from(rewards).sort();
  const index = sorted.findIndex((_, i) => power((i + 1) / sorted.length, k) >= q);
  return sorted[index < 0 ? sorted.length - 1 : index] ?? 0;
}

/** base^k for a positive integer k, by squaring: only multiplications, so the same on every engine. */
function power(base: number, k: number): number {
  if (!Number.isInteger(k) || k < 1) throw new RangeError(`random baseline: a positive number of children, got ${k}`);
  let result = 1;
  let square = base;
  for (let rest = k; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
