import { describe, expect, it } from 'vitest';
import { bootstrapInterval, mean, meanInterval } from '../../../src/engine/analysis/bootstrap';
import { buckets } from '../../../src/engine/analysis/buckets';
import { paretoFront } from '../../../src/engine/analysis/pareto';
import { quantile, quantileBand } from '../../../src/engine/analysis/quantiles';
import { bestSoFarQuantile, expectedBestSoFar, randomBaseline } from '../../../src/engine/analysis/randomBaseline';
import { kendall, ranks, spearman } from '../../../src/engine/analysis/rankCorrelation';
import { rolling, rollingMean } from '../../../src/engine/analysis/rolling';
import { Rng } from '../../../src/engine/core/rng';

const noise = (n: number, seed: number): Float64Array => {
  const rng = Rng.fromSeed(seed, 'analysis test');
  return Float64Array.from({ length: n }, () => 100 * rng.uniform() - 50);
};

describe('rolling window', () => {
  it('is the plain definition at every point, for windows 1, 3, 20 and longer than the series, seed 1', () => {
    const values = noise(137, 1);
    for (const window of [1, 3, 20, 500]) {
      const series = rolling(values, window);
      for (let i = 0; i < values.length; i += 1) {
        const part = values.slice(Math.max(0, i - window + 1), i + 1);
        const average = part.reduce((sum, x) => sum + x, 0) / part.length;
        expect(series.mean[i]).toBeCloseTo(average, 10);
        expect(series.min[i]).toBe(Math.min(...part));
        expect(series.max[i]).toBe(Math.max(...part));
        expect(series.std[i]).toBeCloseTo(Math.sqrt(part.reduce((sum, x) => sum + (x - average) ** 2, 0) / part.length), 10);
      }
    }
  });

  it('does not pile up rounding: 100,000 values after one of 1e15', () => {
    const values = new Float64Array(100_000).fill(0.1);
    values[0] = 1e15;
    expect(rollingMean(values, 20).at(-1)).toBeCloseTo(0.1, 12);
  });

  it('is empty for an empty series and refuses windows below 1', () => {
    expect(rolling([], 20).mean.length).toBe(0);
    expect(() => rollingMean([1], 0)).toThrow(RangeError);
    expect(() => rollingMean([1], 2.5)).toThrow(RangeError);
  });
});

describe('buckets', () => {
  it('cover the series once, in order, and keep its extremes', () => {
    const values = noise(1003, 2);
    const parts = buckets(values, 400);
    expect(parts.length).toBe(400);
    expect(parts[0]?.from).toBe(0);
    expect(parts.at(-1)?.to).toBe(1003);
    for (const [i, part] of parts.entries()) if (i > 0) expect(part.from).toBe(parts[i - 1]?.to);
    expect(Math.max(...parts.map((part) => part.max))).toBe(Math.max(...values));
    expect(Math.min(...parts.map((part) => part.min))).toBe(Math.min(...values));
    const total = parts.reduce((sum, part) => sum + part.mean * (part.to - part.from), 0);
    expect(total).toBeCloseTo(
      values.reduce((sum, x) => sum + x, 0),
      8,
    );
  });

  it('are the values themselves where there is room', () => {
    expect(buckets([3, 1], 400)).toEqual([
      { from: 0, to: 1, min: 3, mean: 3, max: 3 },
      { from: 1, to: 2, min: 1, mean: 1, max: 1 },
    ]);
    expect(buckets([], 400)).toEqual([]);
  });
});

describe('Pareto front', () => {
  it('is what no other point dominates, by the definition over all pairs, seed 3', () => {
    const cost = noise(200, 3);
    const value = noise(200, 4);
    const points = Array.from({ length: 200 }, (_, i) => ({
      id: i,
      cost: Math.round(cost[i] ?? 0),
      value: Math.round(value[i] ?? 0),
    }));
    const front = new Set(paretoFront(points).map(({ id }) => id));
    for (const p of points) {
      const dominated = points.some((q) => q.cost <= p.cost && q.value >= p.value && (q.cost < p.cost || q.value > p.value));
      expect(front.has(p.id)).toBe(!dominated);
    }
  });

  it('keeps points that are equal, and rises', () => {
    const points = [
      { cost: 2, value: 5 },
      { cost: 1, value: 3 },
      { cost: 2, value: 5 },
      { cost: 3, value: 5 },
    ];
    expect(paretoFront(points)).toEqual([points[1], points[0], points[2]]);
  });
});

describe('rank correlation', () => {
  it('is 1 for a rising relation however bent, -1 for a falling one', () => {
    const x = [1, 2, 3, 4, 5];
    expect(spearman(x, x.map(Math.exp))).toBe(1);
    expect(kendall(x, x.map(Math.exp))).toBe(1);
    expect(spearman(x, [5, 4, 3, 2, 1])).toBe(-1);
    expect(kendall(x, [5, 4, 3, 2, 1])).toBe(-1);
  });

  it('follows the closed forms without ties: 1 - 6 sum d^2 / (n (n^2 - 1)), and (C - D) / pairs', () => {
    const x = [1, 2, 3, 4, 5, 6];
    const y = [2, 1, 4, 3, 6, 5];
    expect(spearman(x, y)).toBeCloseTo(1 - (6 * 6) / (6 * 35), 12);
    expect(kendall(x, y)).toBeCloseTo((12 - 3) / 15, 12);
  });

  it('shares ranks among ties: rho 2 / sqrt 5 and tau-b 4 / sqrt 24 by hand', () => {
    expect([...ranks([10, 20, 20, 30])]).toEqual([1, 2.5, 2.5, 4]);
    expect(spearman([1, 1, 2, 2], [1, 2, 3, 4])).toBeCloseTo(2 / Math.sqrt(5), 12);
    expect(kendall([1, 1, 2, 2], [1, 2, 3, 4])).toBeCloseTo(4 / Math.sqrt(24), 12);
  });

  it('has none where one side is constant, and refuses what are not pairs', () => {
    expect(spearman([1, 1], [1, 2])).toBeNull();
    expect(kendall([], [])).toBeNull();
    expect(() => spearman([1], [])).toThrow(RangeError);
  });
});

describe('quantiles', () => {
  it('interpolate as numpy does: quantiles of 1..4', () => {
    const values = [4, 1, 3, 2];
    expect([0, 0.25, 0.5, 0.9, 1].map((q) => quantile(values, q))).toEqual([1, 1.75, 2.5, 3.7, 4]);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => quantile([1], 1.5)).toThrow(RangeError);
  });

  it('band runs point by point, as far as the shortest reaches', () => {
    const band = quantileBand(
      [
        [1, 10],
        [2, 20, 99],
        [3, 30],
        [4, 40],
        [5, 50],
      ],
      0.5,
    );
    expect([...band.low]).toEqual([2, 20]);
    expect([...band.median]).toEqual([3, 30]);
    expect([...band.high]).toEqual([4, 40]);
  });
});

describe('bootstrap', () => {
  it('spans mean -+ 1.645 standard errors of the mean at 90 %, within a tenth, 400 values, seed 5', () => {
    const values = Array.from(noise(400, 5));
    const m = mean(values);
    const error = Math.sqrt(values.reduce((sum, x) => sum + (x - m) ** 2, 0) / 400 / 400);
    const { low, estimate, high } = meanInterval(values, 0.9, 4000, Rng.fromSeed(1, 'bootstrap'));
    expect(estimate).toBe(m);
    expect(Math.abs((m - low) / (1.645 * error) - 1)).toBeLessThan(0.1);
    expect(Math.abs((high - m) / (1.645 * error) - 1)).toBeLessThan(0.1);
  });

  it('is a point for equal values, and the same for the same seed', () => {
    const options = { coverage: 0.9, resamples: 50, rng: Rng.fromSeed(2) };
    expect(bootstrapInterval([7, 7, 7], mean, options)).toEqual({ low: 7, estimate: 7, high: 7 });
    const twice = [1, 2].map(() => meanInterval([1, 5, 9], 0.8, 100, Rng.fromSeed(3)));
    expect(twice[0]).toEqual(twice[1]);
  });
});

describe('random-search baseline', () => {
  it('has mean and standard error of a fair coin paying 0 or 100: 50 and 50 / sqrt(20)', () => {
    const baseline = randomBaseline([0, 100], { children: 20, coverage: 0.8, draws: 20_000, rng: Rng.fromSeed(1) });
    expect(baseline.mean).toBe(50);
    expect(baseline.meanStd).toBeCloseTo(50 / Math.sqrt(20), 12);
    expect(baseline.meanLow).toBe(35); // binomial(20, 1/2): quantiles 0.1 and 0.9 are 7 and 13
    expect(baseline.meanHigh).toBe(65);
  });

  it('expects the best of k dice to be 6 - sum_(i<6) (i/6)^k', () => {
    const dice = [3, 1, 6, 2, 5, 4];
    const closed = (k: number) => 6 - [1, 2, 3, 4, 5].reduce((sum, i) => sum + (i / 6) ** k, 0);
    const expected = expectedBestSoFar(dice, [1, 2, 3, 20]);
    for (const [i, k] of [1, 2, 3, 20].entries()) expect(expected[i]).toBeCloseTo(closed(k), 12);
    expect(expected[0]).toBeCloseTo(3.5, 12);
  });

  it('counts ties as the cells they are: two of four cells best', () => {
    expect(expectedBestSoFar([0, 1, 0, 1], [3])[0]).toBeCloseTo(1 - 1 / 8, 12);
  });

  it('median of the best of 2 dice is 5, of 1 die 3', () => {
    const dice = [1, 2, 3, 4, 5, 6];
    expect(bestSoFarQuantile(dice, 2, 0.5)).toBe(5); // (4/6)^2 = 0.44, (5/6)^2 = 0.69
    expect(bestSoFarQuantile(dice, 1, 0.5)).toBe(3);
    expect(() => bestSoFarQuantile(dice, 0, 0.5)).toThrow(RangeError);
  });
});
