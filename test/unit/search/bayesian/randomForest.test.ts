import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { ABSENT } from '../../../../src/engine/search/bayesian/encoding';
import { FOREST_DEFAULTS, RandomForest } from '../../../../src/engine/search/bayesian/randomForest';

const OPTIONS = { ...FOREST_DEFAULTS, trees: 30 };

describe('a random forest', () => {
  it('learns a step of a number and knows least about the gap, seed 1', () => {
    const vectors = Array.from({ length: 40 }, (_, i) => [i < 20 ? i / 50 : 0.6 + (i - 20) / 50]);
    const targets = vectors.map(([x = 0]) => (x < 0.5 ? -1 : 1));
    const forest = new RandomForest(
      { vectors, targets, counts: targets.map(() => 1), numeric: [true] },
      OPTIONS,
      Rng.fromSeed(1),
    );
    expect(forest.predict([0.1])).toEqual({ mean: -1, std: 0 });
    expect(forest.predict([0.9])).toEqual({ mean: 1, std: 0 });
    expect(forest.predict([0.49]).std).toBeGreaterThan(0.5);
    expect(forest.bestMean()).toBe(1);
  });

  it('separates any two sets of categories, absence among them, with one cut, seed 2', () => {
    const codes = [ABSENT, 0, 1, 2, 3];
    const vectors = Array.from({ length: 100 }, (_, i) => [codes[i % 5] ?? 0]);
    const good = new Set([ABSENT, 1, 3]);
    const targets = vectors.map(([code = 0]) => (good.has(code) ? 1 : 0));
    const data = { vectors, targets, counts: targets.map(() => 1), numeric: [false] };
    const forest = new RandomForest(data, OPTIONS, Rng.fromSeed(2));
    for (const code of codes) expect(forest.predict([code])).toEqual({ mean: good.has(code) ? 1 : 0, std: 0 });
  });

  it('gives the variance of one leaf where nothing can be split, seed 3', () => {
    const targets = [0, 0, 1, 1];
    const data = { vectors: targets.map(() => [0.5]), targets, counts: [1, 1, 1, 1], numeric: [true] };
    const { mean, std } = new RandomForest(data, { ...OPTIONS, trees: 4000 }, Rng.fromSeed(3)).predict([0.5]);
    // Bootstrap of four: variance of the mean 1/16, expected variance within (1 - 1/4) / 4.
    expect(mean).toBeCloseTo(0.5, 1);
    expect(std * std).toBeCloseTo(1 / 16 + 3 / 16, 2);
  });
});
