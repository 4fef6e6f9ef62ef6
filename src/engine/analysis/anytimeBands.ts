import { Rng } from '../core/rng';
import { type AnytimeCurve, bestAt, commonCosts } from './anytime';
import { type Compared, meanRanks } from './comparison';
import { quantileSorted } from './quantiles';

/** The anytime curves of one kind: one a seed, the same seeds for all kinds. */
export interface AnytimeKind {
  readonly name: string;
  readonly curves: readonly AnytimeCurve[];
  /** What the seed that spent most has spent: the band ends there. */
  readonly spent: number;
}

/** Mean best reward so far over the seeds at each cost, with its 95 % bootstrap interval, and the mean rank among all kinds. */
export interface AnytimeBand {
  readonly name: string;
  readonly cost: readonly number[];
  readonly mean: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  /** 1 is best; null before every kind has a value. */
  readonly rank: readonly (number | null)[];
}

const COVERAGE = 0.95;
const RESAMPLES = 1_000;
const LINEAR_POINTS = 64;
const LOG_POINTS = 48;

/** Costs at which curves are read: evenly spread, and evenly spread on a logarithmic axis, so that either axis has enough. */
export function bandCosts(curves: readonly AnytimeCurve[], last: number): readonly number[] {
  const even = commonCosts(curves, last, LINEAR_POINTS);
  const first = even[0];
  if (first === undefined || first >= last || first <= 0) return even;
  const ratio = last / first;
  const geometric = Array.from({ length: LOG_POINTS }, (_, i) => first * ratio ** (i / (LOG_POINTS - 1)));
  const whole = [...even, ...geometric].map((cost) => Math.round(cost));
  return [...new Set([...whole, last])].filter((cost) => cost >= first && cost <= last).sort((a, b) => a - b);
}

/**
 * m(c) = mean over the seeds of the best reward once c was spent, its percentile bootstrap interval over seeds (one resampling of the
 * seeds serves all costs, so that a band is one of whole curves), and the mean rank at c. A seed that has ended keeps its last value.
 * last: the budget, at which bands end at the latest. The same kinds and seed give the same bands. Efron 1979.
 */
export function anytimeBands(kinds: readonly AnytimeKind[], last: number, seed = 0): readonly AnytimeBand[] {
  const all = kinds.flatMap(({ curves }) => curves);
  const common = commonCosts(all, last, 2)[0] ?? Number.POSITIVE_INFINITY;
  const ranksAt = new Map<number, readonly number[]>();
  const ranks = (cost: number): readonly number[] => {
    const known = ranksAt.get(cost);
    if (known !== undefined) return known;
    const compared = kinds.map(({ name, curves }): Compared => ({ name, values: curves.map((curve) => bestAt(curve, cost)) }));
    const made = meanRanks(compared);
    ranksAt.set(cost, made);
    return made;
  };
  return kinds.map(({ name, curves, spent }, k) => {
    const cost = bandCosts(curves, Math.min(last, spent));
    const values = cost.map((at) => curves.map((curve) => bestAt(curve, at)));
    return {
      name,
      cost,
      ...meanBand(values, Rng.fromSeed(seed, `anytime ${name}`)),
      rank: cost.map((at) => (at < common ? null : (ranks(at)[k] ?? null))),
    };
  });
}

/** values: [cost][seed]. */
function meanBand(values: readonly (readonly number[])[], rng: Rng): Pick<AnytimeBand, 'mean' | 'low' | 'high'> {
  const seeds = values[0]?.length ?? 0;
  const resampled = values.map(() => new Float64Array(RESAMPLES));
  const counts = new Float64Array(seeds);
  for (let r = 0; r < RESAMPLES; r += 1) {
    counts.fill(0);
    for (let i = 0; i < seeds; i += 1) {
      const drawn = rng.int(seeds);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    values.forEach((row, c) => {
      let sum = 0;
      for (let i = 0; i < seeds; i += 1) sum += (counts[i] ?? 0) * (row[i] ?? Number.NaN);
      const means = resampled[c];
      if (means !== undefined) means[r] = sum / seeds;
    });
  }
  for (const means of resampled) means.sort();
  return {
    mean: values.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length),
    low: resampled.map((means) => quantileSorted(means, (1 - COVERAGE) / 2)),
    high: resampled.map((means) => quantileSorted(means, (1 + COVERAGE) / 2)),
  };
}
