import { z } from 'zod';
import type { Choice } from '../../space/types';
import type { Encoding } from './encoding';
import type { Hyperparameters } from './kernel';
import type { TrainingSet } from './likelihood';
import { normalQuantile } from './normal';

const choices = z.array(z.number());

export const memorySchema = z.strictObject({
  /** Choices of the initial design that were not told yet, in order. */
  design: z.array(choices),
  /** All rewards, by trial. */
  observations: z.array(z.tuple([choices, z.number()])),
  /** Of the last fit, logarithms; scales by the slot's key. */
  fitted: z
    .strictObject({
      points: z.number().int().min(0),
      scales: z.record(z.string(), z.number()),
      variance: z.number(),
      noise: z.number(),
    })
    .nullable(),
});

export type Fitted = NonNullable<z.infer<typeof memorySchema>['fitted']>;

export interface Rewarded {
  readonly choices: readonly Choice[];
  readonly reward: number;
}

/** Equal genotypes together. */
export interface Point {
  readonly choices: readonly Choice[];
  /** Mean of the rewards. */
  readonly reward: number;
  readonly count: number;
  /** Index of the latest of its rewards. */
  readonly latest: number;
}

export const choicesKey = (list: readonly Choice[]): string => list.join(',');

/** Rewards by genotype, in the order in which genotypes were first seen. */
export class Observed {
  readonly points: Point[] = [];
  private readonly index = new Map<string, number>();
  private rewards = 0;

  constructor(observations: readonly Rewarded[] = []) {
    for (const { choices: list, reward } of observations) this.add(list, reward);
  }

  has(list: readonly Choice[]): boolean {
    return this.index.has(choicesKey(list));
  }

  add(list: readonly Choice[], reward: number): void {
    const key = choicesKey(list);
    const at = this.index.get(key);
    const point = at === undefined ? undefined : this.points[at];
    const latest = this.rewards;
    this.rewards += 1;
    if (at === undefined || point === undefined) {
      this.index.set(key, this.points.length);
      this.points.push({ choices: list, reward, count: 1, latest });
    } else {
      const count = point.count + 1;
      this.points[at] = { choices: list, reward: point.reward + (reward - point.reward) / count, count, latest };
    }
  }
}

/**
 * At most `limit` points, in their order: the better half and, of the others, the latest. A Gaussian process costs n^3; far from the best places
 * an old point says little that its neighbours do not. (Subset of data; Rasmussen and Williams 2006, sec. 8.3.3.)
 */
export function subset(points: readonly Point[], limit: number): readonly Point[] {
  if (points.length <= limit) return points;
  const byReward = points.map((_, i) => i).sort((a, b) => (points[b]?.reward ?? 0) - (points[a]?.reward ?? 0) || a - b);
  const kept = new Set(byReward.slice(0, Math.ceil(limit / 2)));
  const rest = byReward.slice(kept.size).sort((a, b) => (points[b]?.latest ?? 0) - (points[a]?.latest ?? 0));
  for (const i of rest.slice(0, limit - kept.size)) kept.add(i);
  return points.filter((_, i) => kept.has(i));
}

/**
 * Rewards with the worse half drawn in: those below the median m become m + s Phi^-1(q), q their quantile (ties share the mean of theirs) and s the
 * root mean square of the better half's distance from m. Order is kept, and the better half as it is. Song et al. 2024, arXiv:2408.11527, sec. 3 (Vizier).
 */
export function drawIn(rewards: readonly number[]): number[] {
  const n = rewards.length;
  const sorted = [...rewards].sort((a, b) => a - b);
  const median = ((sorted[(n - 1) >> 1] ?? 0) + (sorted[n >> 1] ?? 0)) / 2;
  const better = rewards.filter((reward) => reward >= median);
  const spread = Math.sqrt(better.reduce((sum, reward) => sum + (reward - median) ** 2, 0) / better.length);
  const places = new Map<number, { first: number; count: number }>();
  for (const [i, reward] of sorted.entries()) {
    const place = places.get(reward);
    if (place === undefined) places.set(reward, { first: i, count: 1 });
    else place.count += 1;
  }
  return rewards.map((reward) => {
    if (reward >= median) return reward;
    const { first = 0, count = 1 } = places.get(reward) ?? {};
    return median + spread * normalQuantile((first + count / 2) / n);
  });
}

/** To mean 0 and standard deviation 1; all equal: deviation 1. */
export function standardise(rewards: readonly number[]): {
  readonly targets: Float64Array;
  readonly mean: number;
  readonly std: number;
} {
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / rewards.length;
  const std = Math.sqrt(rewards.reduce((sum, reward) => sum + (reward - mean) ** 2, 0) / rewards.length) || 1;
  return { targets: Float64Array.from(rewards, (reward) => (reward - mean) / std), mean, std };
}

/** Of the points, as a surrogate is told them. */
export const rewardsOf = (points: readonly Point[]): number[] => points.map(({ reward }) => reward);

/** vectors: of the points, in an encoding. */
export function trainingSet(
  points: readonly Point[],
  vectors: readonly Float64Array[],
  targets: ArrayLike<number>,
  encoding: Encoding,
): TrainingSet {
  return {
    vectors,
    targets,
    counts: Float64Array.from(points, ({ count }) => count),
    numeric: encoding.slots.map(({ numeric }) => numeric),
  };
}

/** A fit's settings for an encoding's slots; `fallback` where a slot is new. */
export function hyperparametersFor(encoding: Encoding, fitted: Fitted | null, fallback: Hyperparameters): Hyperparameters {
  if (fitted === null) return fallback;
  const { scales, variance, noise } = fitted;
  return { scales: encoding.slots.map(({ key }, k) => scales[key] ?? fallback.scales[k] ?? 0), variance, noise };
}
