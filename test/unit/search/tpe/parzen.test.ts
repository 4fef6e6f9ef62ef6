import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { axisOf } from '../../../../src/engine/search/tpe/axis';
import { bandwidths, type Child, Mixture, ownOf, recencyWeights } from '../../../../src/engine/search/tpe/parzen';
import { optionAt, optionCount } from '../../../../src/engine/space/genotype';
import type { Decision } from '../../../../src/engine/space/types';

const RATE: Decision = { kind: 'float', name: 'rate', min: 1e-4, max: 1e-1, scale: 'log' };
const DROPOUT: Decision = { kind: 'float', name: 'dropout', min: 0, max: 0.5, scale: 'linear', step: 0.1 };
const WIDTH: Decision = { kind: 'int', name: 'width', min: 2, max: 9, step: 3 };
const OP: Decision = { kind: 'categorical', name: 'op', options: ['a', 'b', 'c'] };

const mixtureOf = (decision: Decision, choices: readonly (number | null)[]): Mixture =>
  new Mixture(
    choices.map((choice): Child => new Map(choice === null ? [] : [['key', ownOf(decision, choice)]])),
    1,
    'equal',
  );
const step = (decision: Decision, choice: number) => [{ key: 'key', decision, choice }];

describe('Parzen densities', () => {
  it('of a continuous number integrate to 1 over its scale', () => {
    const mixture = mixtureOf(RATE, [1e-4, 2e-3, 2.1e-3, 0.1, null]);
    const axis = axisOf(RATE);
    const places = 20_000;
    let sum = 0;
    for (let i = 0; i < places; i += 1) sum += mixture.density(step(RATE, axis.choice((i + 0.5) / places))) / places;
    expect(sum).toBeCloseTo(1, 6);
  });

  it.each([
    [DROPOUT, [0, 0.2, 0.2, 0.5, null]],
    [WIDTH, [2, 8, 8, null]],
    [OP, [0, 2, 2, null]],
  ] as const)('of countable options sum to 1: %o', (decision, choices) => {
    const mixture = mixtureOf(decision, choices);
    const count = optionCount(decision) ?? 0;
    let sum = 0;
    for (let i = 0; i < count; i += 1) sum += mixture.density(step(decision, optionAt(decision, i))) / count;
    expect(sum).toBeCloseTo(1, 12);
  });

  it.each([
    [RATE, [1e-3, 1.2e-3, 5e-2]],
    [DROPOUT, [0.1, 0.4]],
    [OP, [1, 1, 0]],
  ] as const)('are those that draws have, seed 3: %o', (decision, choices) => {
    const mixture = mixtureOf(decision, choices);
    const column = mixture.column('key', decision);
    const rng = Rng.fromSeed(3, 'parzen');
    const draws = 20_000;
    const cells = optionCount(decision) ?? 8;
    const cellOf = (choice: number): number => {
      if (decision.kind === 'categorical') return choice;
      const axis = axisOf(decision);
      return Math.min(cells - 1, Math.floor(axis.place(choice) * cells));
    };
    const met = new Array<number>(cells).fill(0);
    for (let i = 0; i < draws; i += 1) {
      const cell = cellOf(column.draw(rng.categorical(mixture.weights), rng));
      met[cell] = (met[cell] ?? 0) + 1 / draws;
    }
    for (let cell = 0; cell < cells; cell += 1) {
      let expected = 0;
      if (optionCount(decision) !== null) expected = mixture.density(step(decision, optionAt(decision, cell))) / cells;
      else if (decision.kind !== 'categorical') {
        const axis = axisOf(decision);
        for (let i = 0; i < 200; i += 1) {
          expected += mixture.density(step(decision, axis.choice((cell + (i + 0.5) / 200) / cells))) / (200 * cells);
        }
      }
      expect(Math.abs((met[cell] ?? 0) - expected)).toBeLessThan(0.015);
    }
  });

  it('of a child that lacks the decision are uniform, or nearly: the prior alone', () => {
    const mixture = mixtureOf(OP, [null, null]);
    for (const option of [0, 1, 2]) expect(mixture.density(step(OP, option))).toBeCloseTo(1, 12);
  });

  it('of a category follow the counts: (count + w / n share) with three children', () => {
    // n = 4 kernels, w / n = 1/4, C = 3: own (1 + 1/4) / (7/4) = 5/7, other 1/7; prior 1/3; weights 1/4 each.
    const mixture = mixtureOf(OP, [0, 0, 1]);
    expect(mixture.density(step(OP, 0)) / 3).toBeCloseTo((5 / 7 + 5 / 7 + 1 / 7 + 1 / 3) / 4, 12);
    expect(mixture.density(step(OP, 2)) / 3).toBeCloseTo((3 / 7 + 1 / 3) / 4, 12);
  });

  it('have bandwidths by the larger gap, within bounds; the ends look inward', () => {
    // n = 3: least 1/5. Sorted .1 .15 .9: .05 -> .2; max(.05, .75); .75.
    expect(Array.from(bandwidths([0.9, 0.1, 0.15]))).toEqual([0.75, 0.2, 0.75].map((value) => expect.closeTo(value, 12)));
    expect(Array.from(bandwidths([0.3]))).toEqual([expect.closeTo(0.7, 12)]);
  });

  it('weigh children by their age: the last 25 whole, before them a ramp from 1 / n', () => {
    expect(Array.from(recencyWeights(25, 'recent'))).toEqual(new Array(25).fill(1));
    const weights = recencyWeights(30, 'recent');
    expect(weights[0]).toBeCloseTo(1 / 30, 12);
    expect(weights[2]).toBeCloseTo((1 / 30 + 1) / 2, 12);
    expect(Array.from(weights.slice(4))).toEqual(new Array(26).fill(1));
    expect(Array.from(recencyWeights(30, 'equal'))).toEqual(new Array(30).fill(1));
  });

  it('give numbers with steps back exactly', () => {
    for (const decision of [DROPOUT, WIDTH] as const) {
      const axis = axisOf(decision);
      for (let i = 0; i < (axis.steps ?? 0); i += 1)
        expect(axis.choice(axis.place(optionAt(decision, i)))).toBe(optionAt(decision, i));
    }
  });
});
