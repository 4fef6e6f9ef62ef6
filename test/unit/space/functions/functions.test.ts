import { describe, expect, it } from 'vitest';
import { LabError } from '../../../../src/engine/core/errors';
import { Rng } from '../../../../src/engine/core/rng';
import { braninSpace } from '../../../../src/engine/space/functions/branin';
import { hartmann6Space } from '../../../../src/engine/space/functions/hartmann6';
import { trainingResponseSpace } from '../../../../src/engine/space/functions/trainingResponse';
import { sample, validateGenotype } from '../../../../src/engine/space/genotype';
import type { SearchSpace } from '../../../../src/engine/space/types';

const SPACES = [braninSpace, hartmann6Space, trainingResponseSpace];
const at = (space: SearchSpace, choices: readonly number[]): number =>
  space.value?.at({ space: space.id, choices }) ?? Number.NaN;

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (thrown) {
    if (thrown instanceof LabError) return `${thrown.kind}: ${thrown.message} ${thrown.remedy}`;
    throw thrown;
  }
  return 'accepted';
}

describe('test functions', () => {
  it('have the published values: Branin at its three minima, Hartmann-6 at its least', () => {
    for (const point of [
      [-Math.PI, 12.275],
      [Math.PI, 2.275],
      [9.42478, 2.475],
    ]) {
      expect(at(braninSpace, point)).toBeCloseTo(0.397887, 5);
    }
    expect(at(braninSpace, [0, 0])).toBeCloseTo(55.602113, 6);
    expect(at(hartmann6Space, [0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.657301])).toBeCloseTo(-3.32237, 5);
    // The second deepest basin.
    expect(at(hartmann6Space, [0.40465, 0.88244, 0.8461, 0.57399, 0.13893, 0.0385])).toBeCloseTo(-3.20316, 4);
    expect(at(trainingResponseSpace, [10 ** -2.4, 0.35])).toBeCloseTo(0.05, 12);
  });

  it.each(SPACES)('$id stays between its minimum and its maximum at 5,000 points and all corners, seed 3', (space) => {
    const { minimum, maximum } = space.value ?? { minimum: Number.NaN, maximum: Number.NaN };
    const rng = Rng.fromSeed(3, 'functions');
    for (let i = 0; i < 5000; i += 1) {
      const value = at(space, sample(space, rng).choices);
      expect(value >= minimum && value <= maximum).toBe(true);
    }
    const axes: (readonly [number, number])[] = [];
    for (let choices: number[] = []; ; ) {
      const decision = space.next(choices);
      if (decision?.kind !== 'float') break;
      axes.push([decision.min, decision.max]);
      choices = [...choices, decision.min];
    }
    const corners = Array.from({ length: 2 ** axes.length }, (_, mask) => axes.map((axis, j) => axis[(mask >> j) & 1] ?? 0));
    const values = corners.map((corner) => at(space, corner));
    expect(Math.max(...values)).toBe(maximum);
    expect(Math.min(...values)).toBeGreaterThanOrEqual(minimum);
  });

  it('has an interaction: the best rate at dropout 0.8 is ten to the 0.8 times that without dropout', () => {
    const best = (dropout: number): number => {
      const rates = Array.from({ length: 3001 }, (_, i) => Math.min(0.1, Math.max(1e-4, 10 ** (-4 + i / 1000))));
      return rates.reduce((a, b) => (at(trainingResponseSpace, [b, dropout]) < at(trainingResponseSpace, [a, dropout]) ? b : a));
    };
    expect(Math.log10(best(0.8) / best(0))).toBeCloseTo(0.8, 2);
  });

  it.each(SPACES)('$id writes points that read back as the same doubles, seed 5', (space) => {
    const rng = Rng.fromSeed(5, 'text');
    for (let i = 0; i < 500; i += 1) {
      const genotype = sample(space, rng);
      validateGenotype(space, genotype);
      expect(space.parse(space.format(genotype))).toEqual(genotype);
    }
  });

  it('reads spaces around tokens and exponents', () => {
    expect(braninSpace.parse(' x1 = 3.125 , x2=2.275e0').choices).toEqual([3.125, 2.275]);
    expect(braninSpace.format({ space: 'branin', choices: [3.125, 2.275] })).toBe('x1=3.125,x2=2.275');
  });

  it('names what is wrong with a text, where, and what to write', () => {
    expect(refusal(() => braninSpace.parse('x1=1'))).toMatch(/must give 2 coordinates, got 1\. Write x1=2\.5,x2=7\.5/);
    expect(refusal(() => braninSpace.parse('x1=1,y=2'))).toMatch(
      /coordinate 'y=2' \(at character 6\) must be 'x2=' and a number/,
    );
    expect(refusal(() => braninSpace.parse('x1=11,x2=2'))).toMatch(/'x1=11' \(at character 1\) must be a number from -5 to 10/);
    for (const text of ['x1=,x2=2', 'x1=abc,x2=2', 'x1=Infinity,x2=2', 'x1=0x2,x2=2', '']) {
      expect(refusal(() => braninSpace.parse(text))).toMatch(/^space: branin/);
    }
  });

  it('refuses other spaces, points of other lengths, places outside, and networks', () => {
    expect(refusal(() => at(braninSpace, [0]))).toMatch(/2 coordinates, got 1/);
    expect(refusal(() => at(braninSpace, [0, 16]))).toMatch(/x2 must be a number from 0 to 15, got 16/);
    expect(refusal(() => braninSpace.next([0, Number.NaN]))).toMatch(/x2 must be .* got NaN/);
    expect(refusal(() => braninSpace.value?.at({ space: 'a-small', choices: [0, 0] }))).toMatch(/belongs to the space 'a-small'/);
    const options = { profile: 'teach', input: [28, 28, 1], classes: 10 } as const;
    expect(refusal(() => braninSpace.build({ space: 'branin', choices: [0, 0] }, options))).toMatch(/not networks.*'synthetic'/);
  });
});
