import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { crowdingDistances, dominates, nonDominatedRanks } from '../../../../src/engine/search/evolution/dominance';

describe('dominance', () => {
  it('needs no objective worse and one better', () => {
    expect(dominates([1, 2], [1, 3])).toBe(true);
    expect(dominates([1, 2], [1, 2])).toBe(false);
    expect(dominates([0, 3], [1, 2])).toBe(false);
  });

  it('ranks 300 random points of 3 objectives as peeling off fronts by hand does, seed 5', () => {
    const rng = Rng.fromSeed(5, 'points');
    // Whole numbers, so that some are equal.
    const points = Array.from({ length: 300 }, () => Array.from({ length: 3 }, () => rng.int(8)));
    const expected = new Array<number>(points.length).fill(-1);
    for (let rank = 0; expected.includes(-1); rank += 1) {
      const waiting = points.flatMap((_, i) => (expected[i] === -1 ? [i] : []));
      for (const i of waiting) {
        const isFront = waiting.every((j) => {
          const [a = [], b = []] = [points[j], points[i]];
          return !(a.every((value, m) => value <= (b[m] ?? 0)) && a.some((value, m) => value < (b[m] ?? 0)));
        });
        if (isFront) expected[i] = rank + 1000;
      }
      for (const i of waiting) if ((expected[i] ?? 0) >= 1000) expected[i] = rank;
    }
    expect(nonDominatedRanks(points)).toEqual(expected);
  });

  it('gives infinite distance to the ends of a front, the sum of relative gaps to the others', () => {
    // By hand: (2, 6): (4 - 0) / 10 + (10 - 4) / 10; (4, 4): (10 - 2) / 10 + (6 - 0) / 10.
    const front = [
      [10, 0],
      [0, 10],
      [4, 4],
      [2, 6],
    ];
    const [first, second, third, fourth] = crowdingDistances(front);
    expect([first, second]).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY]);
    expect(third).toBeCloseTo(1.4, 12);
    expect(fourth).toBeCloseTo(1.0, 12);
  });

  it('does not divide by an objective that is the same for all', () => {
    expect(
      crowdingDistances([
        [1, 5],
        [1, 6],
        [1, 7],
      ]).every((distance) => !Number.isNaN(distance)),
    ).toBe(true);
  });
});
