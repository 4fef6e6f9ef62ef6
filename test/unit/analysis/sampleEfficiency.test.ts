import { describe, expect, it } from 'vitest';
import {
  drawsQuantile,
  effortOf,
  expectedDraws,
  expectedUnique,
  firstFound,
  firstSettled,
  goalReward,
  medianInterval,
  medianOf,
  seedRun,
  uniqueQuantile,
} from '../../../src/engine/analysis/sampleEfficiency';
import { Rng } from '../../../src/engine/core/rng';

const part = (
  names: readonly string[],
  episodes: readonly (readonly (readonly [number, number])[])[],
  before = 0,
  uniqueBefore: readonly number[] = [],
) => {
  let children = before;
  const counts = episodes.map((episode) => {
    children += episode.length;
    return children;
  });
  return {
    series: {
      mean: Float64Array.from(episodes, (episode) => episode.reduce((sum, [, reward]) => sum + reward, 0) / episode.length),
      children: Float64Array.from(counts),
      uniqueChildren: Float64Array.from(uniqueBefore),
    },
    trials: {
      names,
      archs: Float64Array.from(episodes.flat(), ([arch]) => arch),
      rewards: Float64Array.from(episodes.flat(), ([, reward]) => reward),
    },
  };
};

describe('what a run took', () => {
  // Two chunks whose indices mean different cells: a, b, a | c, b, c.
  const run = seedRun([
    part(
      ['a', 'b'],
      [
        [
          [0, 90],
          [1, 95],
        ],
        [
          [0, 90],
          [0, 90],
        ],
      ],
      0,
      [2, 2],
    ),
    part(
      ['c', 'b'],
      [
        [
          [0, 100],
          [1, 95],
        ],
        [
          [0, 100],
          [0, 100],
        ],
      ],
      4,
      [3, 3],
    ),
  ]);

  it('counts children and distinct children to the first that reaches the goal, across chunks', () => {
    expect(firstFound(run, 95)).toEqual({ children: 2, unique: 2 });
    expect(firstFound(run, 99.9)).toEqual({ children: 5, unique: 3 });
    expect(firstFound(run, 100.1)).toBeNull();
  });

  it('settles where the last 20 children reach the goal on average, by whole episodes', () => {
    const of = (size: number, means: readonly number[]) =>
      seedRun([
        part(
          ['a'],
          means.map((reward) => Array.from({ length: size }, (): readonly [number, number] => [0, reward])),
          0,
          means.map((_, i) => i + 1),
        ),
      ]);
    expect(firstSettled(of(20, [90, 97, 98]), 97)).toEqual({ episode: 2, children: 40, unique: 2 });
    // One child an episode: 19 of 98 and one of 90 are not there; the next window of 20 is.
    expect(firstSettled(of(1, [90, ...Array.from({ length: 25 }, () => 98)]), 98)).toEqual({
      episode: 21,
      children: 21,
      unique: 21,
    });
    // Three episodes of 8 make 24 children: the fourth is the first whose window lacks the bad one.
    expect(firstSettled(of(8, [90, 98, 98, 98]), 98)).toEqual({ episode: 4, children: 32, unique: 4 });
    expect(firstSettled(of(8, [98, 98]), 98)).toBeNull();
    expect(firstSettled(run, 100.1)).toBeNull();
  });

  it('puts the goal 0.1 % below the best, also where rewards are negative', () => {
    expect(goalReward([50, 98, 97])).toBeCloseTo(97.902, 10);
    expect(goalReward([-50, -200])).toBeCloseTo(-50.05, 10);
    expect(() => goalReward([])).toThrow(RangeError);
  });
});

/** Draws with replacement until a cell below `good` comes; draws and distinct cells, seeds named by the test. */
function simulate(cells: number, good: number, runs: number, rng: Rng) {
  return Array.from({ length: runs }, () => {
    const seen = new Set<number>();
    for (let draws = 1; ; draws += 1) {
      const cell = rng.int(cells);
      seen.add(cell);
      if (cell < good) return { draws, unique: seen.size };
    }
  });
}

describe('random search', () => {
  it('is what the closed forms say: one of 64', () => {
    expect(expectedDraws(64, 1)).toBe(64);
    expect(expectedUnique(64, 1)).toBe(32.5);
    expect(uniqueQuantile(64, 1, 0.5)).toBe(32);
    expect(uniqueQuantile(64, 1, 1)).toBe(64);
    // ln 0.5 / ln(63 / 64) = 44.01.
    expect(drawsQuantile(64, 1, 0.5)).toBe(45);
    expect(drawsQuantile(2, 1, 0.5)).toBe(1);
    expect(drawsQuantile(2, 1, 0.51)).toBe(2);
    expect(drawsQuantile(5, 5, 0.99)).toBe(1);
  });

  it.each([
    [64, 1],
    [64, 3],
    [10, 4],
  ])('agrees with 20,000 simulated searches, seed 7: %i cells, %i good', (cells, good) => {
    const runs = simulate(cells, good, 20_000, Rng.fromSeed(7, `random ${cells} ${good}`));
    const meanOf = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    const draws = runs.map((run) => run.draws);
    const unique = runs.map((run) => run.unique);
    // Four standard errors: a geometric's deviation is below its mean, that of the order below cells / 3.
    expect(Math.abs(meanOf(draws) - expectedDraws(cells, good))).toBeLessThan((4 * (cells / good)) / Math.sqrt(20_000));
    expect(Math.abs(meanOf(unique) - expectedUnique(cells, good))).toBeLessThan((4 * cells) / 3 / Math.sqrt(20_000));
    for (const q of [0.25, 0.5, 0.9]) {
      const atMost = (values: readonly number[], k: number): number => values.filter((value) => value <= k).length / 20_000;
      const k = drawsQuantile(cells, good, q);
      expect(atMost(draws, k)).toBeGreaterThan(q - 0.015);
      expect(atMost(draws, k - 1)).toBeLessThan(q + 0.015);
      const u = uniqueQuantile(cells, good, q);
      expect(atMost(unique, u)).toBeGreaterThan(q - 0.015);
      expect(atMost(unique, u - 1)).toBeLessThan(q + 0.015);
    }
  });

  it('refuses what is no search', () => {
    expect(() => expectedDraws(64, 0)).toThrow(RangeError);
    expect(() => expectedUnique(3, 4)).toThrow(RangeError);
    expect(() => drawsQuantile(64, 1, 1)).toThrow(RangeError);
  });
});

describe('medians with seeds that never arrive', () => {
  it('are infinite from half of the seeds on', () => {
    const never = Number.POSITIVE_INFINITY;
    expect(medianOf([3, 1, 2])).toBe(2);
    expect(medianOf([4, 1, 2, 3])).toBe(2.5);
    expect(medianOf([1, never, 2])).toBe(2);
    expect(medianOf([1, never])).toBe(never);
    expect(medianOf([never, never])).toBe(never);
  });

  it('have an interval that holds the estimate and has no NaN, seed 3', () => {
    const values = [100, 120, 140, Number.POSITIVE_INFINITY, 90, 110, 130, Number.POSITIVE_INFINITY];
    const { low, estimate, high } = medianInterval(values, { coverage: 0.95, resamples: 500, rng: Rng.fromSeed(3, 'interval') });
    expect(estimate).toBe(125);
    expect(low).toBeGreaterThanOrEqual(90);
    expect(low).toBeLessThan(estimate);
    expect(high).toBe(Number.POSITIVE_INFINITY);
  });

  it('narrow with more seeds: about 1.25 standard errors of the mean for normal values, seed 4', () => {
    const rng = Rng.fromSeed(4, 'normal');
    const normal = (): number => Array.from({ length: 12 }, () => rng.uniform()).reduce((a, b) => a + b, -6);
    const { low, high } = medianInterval(Array.from({ length: 400 }, normal), { coverage: 0.95, resamples: 1000, rng });
    // 2 * 1.96 * sqrt(pi / 2) / sqrt(400) = 0.246.
    expect(high - low).toBeGreaterThan(0.15);
    expect(high - low).toBeLessThan(0.36);
  });

  it('count the seeds that arrived', () => {
    const effort = effortOf([{ children: 10, unique: 5 }, null, { children: 30, unique: 20 }], Rng.fromSeed(1, 'effort'));
    expect(effort).toMatchObject({ seeds: 3, reached: 2 });
    expect(effort.children.estimate).toBe(30);
    expect(effort.unique.estimate).toBe(20);
  });
});
