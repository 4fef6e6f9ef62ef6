import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { ChoiceAverages } from '../../../../src/engine/search/mcts/averages';
import { scaled } from '../../../../src/engine/search/mcts/scores';
import type { Decision } from '../../../../src/engine/space/types';

const OP: Decision = { kind: 'categorical', name: 'op', options: ['a', 'b', 'c'] };
const RATE: Decision = { kind: 'float', name: 'rate', min: 0, max: 10, scale: 'linear' };

describe('averages of choices', () => {
  it('of options: (1/2 + sum of scores) / (1 + n), by hand', () => {
    const averages = new ChoiceAverages();
    for (const choice of [0, 1, 1]) averages.add([{ key: 'op', decision: OP, choice }]);
    averages.rescale([0.2, 0.9, 1]);
    expect(averages.of(OP, 'op', 0).mean).toBeCloseTo(0.7 / 2, 12);
    expect(averages.of(OP, 'op', 1).mean).toBeCloseTo(2.4 / 3, 12);
    expect(averages.of(OP, 'op', 2)).toEqual({ mean: 0.5, walks: 0 });
    expect(averages.of(OP, 'another', 1)).toEqual({ mean: 0.5, walks: 0 });
    averages.rescale([1, 0, 0]);
    expect(averages.of(OP, 'op', 1).mean).toBeCloseTo(0.5 / 3, 12);
  });

  it('of numbers: walks weighted by their distance, h = 1 / (2 sqrt n), by hand', () => {
    const averages = new ChoiceAverages();
    for (const choice of [1, 4]) averages.add([{ key: 'rate', decision: RATE, choice }]);
    averages.rescale([0.25, 0.75]);
    const h = 1 / (2 * Math.sqrt(2));
    const weight = (place: number): number => Math.exp(-((place / h) ** 2) / 2);
    const [near, far] = [weight(0.1), weight(0.2)];
    const { mean, walks } = averages.of(RATE, 'rate', 2);
    expect(mean).toBeCloseTo((0.5 + 0.25 * near + 0.75 * far) / (1 + near + far), 12);
    expect(walks).toBeCloseTo(near + far, 12);
  });

  it('draw the choice of the largest average nearly always once it is well known, and the others before, seed 5', () => {
    const averages = new ChoiceAverages();
    const rng = Rng.fromSeed(5, 'averages');
    const drawn = (): number[] => {
      const met = [0, 0, 0];
      for (let i = 0; i < 1000; i += 1) {
        const choice = averages.draw(OP, 'op', null, rng);
        met[choice] = (met[choice] ?? 0) + 1;
      }
      return met;
    };
    for (const n of drawn()) expect(Math.abs(n - 1000 / 3)).toBeLessThan(80);
    for (let i = 0; i < 300; i += 1) averages.add([{ key: 'op', decision: OP, choice: i % 3 }]);
    averages.rescale(Array.from({ length: 300 }, (_, i) => [0.2, 0.8, 0.5][i % 3] ?? 0));
    expect(drawn()[1]).toBeGreaterThan(990);
    for (let i = 0; i < 100; i += 1) expect(averages.draw(OP, 'op', [0, 2], rng)).not.toBe(1);
  });
});

describe('scores', () => {
  it('are ranks, equal rewards sharing theirs, or places between the least and the largest, by hand', () => {
    expect(scaled([5, -100, 7, 5], 'ranks')).toEqual([0.5, 0.125, 0.875, 0.5]);
    expect(scaled([5, -1, 7, 5], 'range')).toEqual([0.75, 0, 1, 0.75]);
    expect(scaled([2, 2], 'range')).toEqual([0.5, 0.5]);
    expect(scaled([2, 2], 'ranks')).toEqual([0.5, 0.5]);
    expect(scaled([], 'ranks')).toEqual([]);
  });
});
