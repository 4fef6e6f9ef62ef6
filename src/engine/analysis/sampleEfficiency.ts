import type { Rng } from '../core/rng';
import type { Interval } from './bootstrap';

/** How near to the best counts as reaching it: 0.1 % of its reward. */
export const WITHIN_BEST = 0.001;

/** goal = best - share * |best|, best = max(rewards). rewards: every cell's, at least one. */
export function goalReward(rewards: ArrayLike<number>, share = WITHIN_BEST): number {
  if (rewards.length === 0) throw new RangeError('goalReward: no rewards');
  const best = Array.from(rewards).reduce((a, b) => Math.max(a, b));
  return best - share * Math.abs(best);
}

/** A stretch of a run: per episode the mean reward and what was counted so far; per child which it was and what it earned. */
export interface RunPart {
  readonly series: { readonly mean: Float64Array; readonly children: Float64Array; readonly uniqueChildren: Float64Array };
  readonly trials: { readonly names: readonly string[]; readonly archs: Float64Array; readonly rewards: Float64Array };
}

/** A child that earned more than every child before it. */
export interface RecordChild {
  /** Children sampled up to and including it, and how many of them differ. */
  readonly children: number;
  readonly unique: number;
  readonly reward: number;
}

/** What is kept of one seed's run: a number per episode, and the children that were better than all before. */
export interface SeedRun {
  readonly mean: Float64Array;
  readonly children: Float64Array;
  readonly unique: Float64Array;
  readonly records: readonly RecordChild[];
}

const joined = (parts: readonly Float64Array[]): Float64Array => Float64Array.from(parts.flatMap((part) => Array.from(part)));

/** A seed's run from its parts, in order. */
export function seedRun(parts: readonly RunPart[]): SeedRun {
  const seen = new Set<string>();
  const records: RecordChild[] = [];
  let children = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (const { names, archs, rewards } of parts.map((part) => part.trials)) {
    for (const [i, reward] of rewards.entries()) {
      children += 1;
      seen.add(names[archs[i] ?? -1] ?? '');
      if (reward <= best) continue;
      best = reward;
      records.push({ children, unique: seen.size, reward });
    }
  }
  return {
    mean: joined(parts.map(({ series }) => series.mean)),
    children: joined(parts.map(({ series }) => series.children)),
    unique: joined(parts.map(({ series }) => series.uniqueChildren)),
    records,
  };
}

/** What it took to reach a goal. */
export interface Hit {
  readonly children: number;
  readonly unique: number;
}

/** The first child whose reward reaches the goal; null where none did. What a search is for: knowing a best child. */
export function firstFound({ records }: SeedRun, goal: number): Hit | null {
  const found = records.find(({ reward }) => reward >= goal);
  return found === undefined ? null : { children: found.children, unique: found.unique };
}

/** Children that a policy is judged by: one good child may be luck. */
const SETTLED_CHILDREN = 20;

/**
 * First episode (from 1) up to which the last 20 or more children earned the goal on average, counted to its end; null where there was none. The
 * policy then proposes hardly anything else. The children of whole episodes are averaged: those of the last one where it has 20.
 */
export function firstSettled({ mean, children, unique }: SeedRun, goal: number): (Hit & { readonly episode: number }) | null {
  const before = (episode: number): number => children[episode - 1] ?? 0;
  let from = 0;
  let sum = 0;
  for (let i = 0; i < mean.length; i += 1) {
    const now = before(i + 1);
    sum += (mean[i] ?? 0) * (now - before(i));
    for (; now - before(from + 1) >= SETTLED_CHILDREN; from += 1) sum -= (mean[from] ?? 0) * (before(from + 1) - before(from));
    const counted = now - before(from);
    if (counted >= SETTLED_CHILDREN && sum / counted >= goal) return { episode: i + 1, children: now, unique: unique[i] ?? 0 };
  }
  return null;
}

function checkCells(cells: number, good: number): void {
  if (!Number.isInteger(cells) || !Number.isInteger(good) || good < 1 || good > cells)
    throw new RangeError(`random search: of ${cells} cells ${good} reach the goal; it takes 1 to all of them`);
}

/**
 * Random search with replacement until one of `good` among `cells` equally likely ones is drawn: geometric with p = good / cells,
 *   E[draws] = cells / good.
 */
export function expectedDraws(cells: number, good: number): number {
  checkCells(cells, good);
  return cells / good;
}

/**
 * Distinct cells among those draws. New cells come in a uniformly random order whatever is drawn twice, and the first of `good` marked
 * places among `cells` lies on average at
 *   E[unique] = (cells + 1) / (good + 1),
 * which is also what exhaustive search in random order needs to come across one (without knowing that it is the best).
 */
export function expectedUnique(cells: number, good: number): number {
  checkCells(cells, good);
  return (cells + 1) / (good + 1);
}

/** The q-quantile of the draws: the least k with 1 - (1 - good / cells)^k >= q. q in [0, 1). */
export function drawsQuantile(cells: number, good: number, q: number): number {
  checkCells(cells, good);
  if (!(q >= 0 && q < 1)) throw new RangeError(`drawsQuantile: q lies in [0, 1), got ${q}`);
  let draws = 1;
  for (let missed = 1 - good / cells; 1 - missed < q; missed *= 1 - good / cells) draws += 1;
  return draws;
}

/** The q-quantile of the distinct cells: the least k with 1 - prod_{i < k} (cells - good - i) / (cells - i) >= q. q in [0, 1]. */
export function uniqueQuantile(cells: number, good: number, q: number): number {
  checkCells(cells, good);
  if (!(q >= 0 && q <= 1)) throw new RangeError(`uniqueQuantile: q lies in [0, 1], got ${q}`);
  let unique = 1;
  for (let missed = 1 - good / cells; 1 - missed < q && unique < cells; unique += 1) {
    missed *= (cells - good - unique) / (cells - unique);
  }
  return unique;
}

/** Median of values of which some may be infinite (never reached): the middle one, or the mean of the middle two. values: at least one. */
export function medianOf(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('medianOf: no values');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}

/**
 * Percentile bootstrap of the median, for values of which some may be infinite: bounds are order statistics of the resampled medians
 * (nearest rank), never mixtures of two. Efron 1979. values: at least one. The same rng gives the same interval.
 */
export function medianInterval(
  values: readonly number[],
  { coverage, resamples, rng }: { readonly coverage: number; readonly resamples: number; readonly rng: Rng },
): Interval {
  const estimate = medianOf(values);
  const medians = Array.from({ length: resamples }, () => medianOf(values.map(() => values[rng.int(values.length)] ?? 0)));
  medians.sort((a, b) => a - b);
  const rank = (q: number): number => medians[Math.min(resamples - 1, Math.max(0, Math.ceil(q * resamples) - 1))] ?? estimate;
  return { low: rank((1 - coverage) / 2), estimate, high: rank((1 + coverage) / 2) };
}

/** What reaching a goal took over several seeds. */
export interface Effort {
  readonly seeds: number;
  readonly reached: number;
  /** Medians with 95 % intervals; infinite where so many seeds did not reach it. */
  readonly children: Interval;
  readonly unique: Interval;
}

const RESAMPLES = 2000;

/** hits: one for each seed, at least one; null where the goal was not reached, which counts as infinitely many. */
export function effortOf(hits: readonly (Hit | null)[], rng: Rng): Effort {
  const interval = (key: keyof Hit): Interval =>
    medianInterval(
      hits.map((hit) => hit?.[key] ?? Number.POSITIVE_INFINITY),
      { coverage: 0.95, resamples: RESAMPLES, rng },
    );
  return {
    seeds: hits.length,
    reached: hits.filter((hit) => hit !== null).length,
    children: interval('children'),
    unique: interval('unique'),
  };
}
