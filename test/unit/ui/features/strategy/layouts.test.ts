import { describe, expect, it } from 'vitest';
import { gridPlaces } from '../../../../../src/engine/search/local/grid';
import type { ClimbStep, ScheduleView, StageView } from '../../../../../src/engine/search/views';
import { spaceById } from '../../../../../src/engine/space';
import { climbsOf } from '../../../../../src/ui/features/strategy/climb/layout';
import { axesOf, BUDGETS, bestSoFar, contestConfig, problems } from '../../../../../src/ui/features/strategy/contest/contest';
import { frontOf, objectiveOf, stairs } from '../../../../../src/ui/features/strategy/pareto/front';
import { rangeOf, scaleOf, shortNumber } from '../../../../../src/ui/features/strategy/parts/scale';
import { forksOf, lineOf, parametersOf } from '../../../../../src/ui/features/strategy/schedules/layout';
import { stageColumns } from '../../../../../src/ui/features/strategy/stages/layout';
import { extremesOf, trueResponse, valueAt } from '../../../../../src/ui/features/strategy/surface/truth';
import { bestPlace } from '../../../../../src/ui/features/strategy/tables/Densities';

const step = (trial: number, what: ClimbStep['what']): ClimbStep => ({ trial, arch: 'a', reward: trial, what });

it('a climb is cut at restarts and leaves rejected neighbours out', () => {
  const steps = [step(0, 'start'), step(1, 'rejected'), step(2, 'better'), step(3, 'restart'), step(4, 'better')];
  expect(climbsOf(steps).map((climb) => climb.map(({ trial }) => trial))).toEqual([
    [0, 2],
    [3, 4],
  ]);
  expect(climbsOf([])).toEqual([]);
});

describe('stageColumns', () => {
  const kept = (...trials: readonly number[]) => trials.map((trial) => ({ trial, arch: `a${trial}`, reward: trial }));
  const stages: readonly StageView[] = [
    { stage: 2, title: '', trials: 5, best: null, kept: kept(6, 7) },
    { stage: 1, title: '', trials: 5, best: null, kept: kept(1, 3, 2) },
  ];
  const parents: ReadonlyMap<number, number> = new Map([
    [7, 3],
    [6, 0],
  ]);

  it('orders stages, puts the best on top and links children to the kept parents', () => {
    const { children, links, rows } = stageColumns(stages, (trial) => parents.get(trial) ?? null, 10);
    expect(children.map(({ trial, column, row }) => [trial, column, row])).toEqual([
      [3, 0, 0],
      [2, 0, 1],
      [1, 0, 2],
      [7, 1, 0],
      [6, 1, 1],
    ]);
    expect(links.map(({ from, to }) => [from.trial, to.trial])).toEqual([[3, 7]]);
    expect(rows).toBe(3);
  });

  it('cuts a beam that is longer than the room', () => {
    expect(stageColumns(stages, () => null, 1).children.map(({ trial }) => trial)).toEqual([3, 7]);
  });
});

describe('schedules', () => {
  const at = (epochs: number, copiedFrom: number | null, rate: number, optimiser = 'adam') => ({
    trial: 0,
    epochs,
    reward: 1,
    copiedFrom,
    values: { rate, optimiser },
  });
  const members: readonly ScheduleView[] = [
    { member: 0, steps: [at(3, null, 1), at(6, null, 1), at(9, 1, 2)] },
    { member: 1, steps: [at(3, null, 2), at(6, 2, 2, 'sgd'), at(9, null, 3)] },
    { member: 2, steps: [at(3, null, 4), at(6, null, 4), at(9, null, 4)] },
  ];

  it('a fork is where a member took over another one’s weights', () => {
    expect(forksOf(members)).toEqual([
      { member: 0, from: 1, epochs: 6, step: 2 },
      { member: 1, from: 2, epochs: 3, step: 1 },
    ]);
  });

  it('the line of weights leads through the copies back to the first stretch', () => {
    expect(lineOf(members, 0)).toEqual([
      { member: 0, until: 2 },
      { member: 1, until: 1 },
      { member: 2, until: 0 },
    ]);
    expect(lineOf(members, 2)).toEqual([{ member: 2, until: 2 }]);
  });

  it('numbers are told from names', () => {
    expect(parametersOf(members)).toEqual([
      { name: 'rate', names: null },
      { name: 'optimiser', names: ['adam', 'sgd'] },
    ]);
  });
});

describe('the front', () => {
  const [params, reward] = [objectiveOf('params (min)'), objectiveOf('reward (max)')];
  const points = [
    { x: 10, y: 90 },
    { x: 20, y: 95 },
    { x: 15, y: 80 },
    { x: 30, y: 95 },
    { x: Number.NaN, y: 99 },
  ];

  it('reads directions', () => {
    expect([params, reward]).toEqual([
      { of: 'params', direction: 'min' },
      { of: 'reward', direction: 'max' },
    ]);
  });

  it('holds those that none betters, without equals and without what was not measured', () => {
    expect(frontOf(points, params, reward)).toEqual([points[0], points[1]]);
    expect(frontOf(points, { of: 'x', direction: 'max' }, reward)).toEqual([points[3]]);
    expect(frontOf([], params, reward)).toEqual([]);
  });

  it('is drawn as stairs', () => {
    expect(
      stairs([
        { x: 0, y: 9 },
        { x: 4, y: 2 },
      ]),
    ).toBe('M0.0 9.0H4.0V2.0');
  });
});

describe('scales', () => {
  it('a logarithmic one has its middle at the geometric mean, and goes both ways', () => {
    const scale = scaleOf({ min: 1e-4, max: 1e-2, scale: 'log' }, 0, 100);
    expect(scale.at(1e-3)).toBeCloseTo(50, 10);
    expect(scale.from(50)).toBeCloseTo(1e-3, 10);
    expect(scale.ticks(5)).toEqual([1e-4, 1e-3, 1e-2].map((value) => expect.closeTo(value, 12)));
  });

  it('has round values inside the range, and one for a single value', () => {
    expect(scaleOf({ min: 0.3, max: 10.2, scale: 'linear' }, 0, 1).ticks(5)).toEqual([2, 4, 6, 8, 10]);
    expect(scaleOf({ min: 3, max: 3, scale: 'linear' }, 0, 10).ticks(5)).toEqual([3]);
    expect(rangeOf([])).toEqual({ min: 0, max: 1, scale: 'linear' });
    const one = rangeOf([5]);
    expect(one.min).toBeLessThan(5);
    expect(one.max).toBeGreaterThan(5);
  });

  it('writes numbers short', () => {
    expect([0.00012, 94.2345, -3, 0, 250_000].map(shortNumber)).toEqual(['1.2e−4', '94.2', '−3', '0', '2.5e5']);
  });
});

describe('the true response', () => {
  it('of Branin is 100 at its minima, (pi, 2.275) among them, and within 0 .. 100', () => {
    const branin = spaceById('branin');
    const axes = axesOf(branin);
    if (axes === null) throw new Error('branin has two axes');
    const arch = branin.format({ space: 'branin', choices: [0, 0] });
    const grid = trueResponse(branin, axes[0], axes[1], arch, 151);
    if (grid === null) throw new Error('branin is a function');
    const { low, high } = extremesOf(grid);
    expect(low).toBeGreaterThanOrEqual(0);
    expect(high).toBeGreaterThan(99.9);
    expect(valueAt(grid, (Math.PI + 5) / 15, 2.275 / 15)).toBeGreaterThan(99.9);
  });

  it('is not known of networks', () => {
    const axis = { name: 'op1', min: 0, max: 1, scale: 'linear' } as const;
    expect(trueResponse(spaceById('a-small'), axis, axis, 'sep,max', 3)).toBeNull();
  });

  it('between places is bilinear', () => {
    const grid = { size: 2, values: [0, 1, 2, 3] };
    expect(valueAt(grid, 0.5, 0.5)).toBe(1.5);
    expect([valueAt(grid, 0, 0), valueAt(grid, 1, 0), valueAt(grid, 0, 1), valueAt(grid, 1, 1)]).toEqual([0, 1, 2, 3]);
  });
});

describe('side by side', () => {
  it('is over functions of exactly two numbers', () => {
    expect(problems().map(({ id }) => id)).toEqual(expect.arrayContaining(['branin', 'rate-dropout']));
    expect(axesOf(spaceById('hartmann-6'))).toBeNull();
    expect(axesOf(spaceById('a-small'))).toBeNull();
  });

  it('gives each the same number of children: a grid uses its budget up', () => {
    const [axis] = axesOf(spaceById('branin')) ?? [];
    if (axis === undefined) throw new Error('branin has axes');
    for (const budget of BUDGETS) {
      const { strategy, stop } = contestConfig('grid', 'branin', budget, 1);
      if (strategy.id !== 'grid') throw new Error('a grid was asked for');
      expect(gridPlaces({ kind: 'float', ...axis }, strategy.points).length ** 2).toBe(budget);
      expect(stop.children).toBe(budget);
    }
  });

  it('the best so far never falls', () => {
    expect(bestSoFar([3, 1, 5, 4])).toEqual([3, 3, 5, 5]);
  });
});

it('the largest ratio of densities, also over an empty place', () => {
  expect(bestPlace({ good: [0.2, 0.5, 0.3], rest: [0.1, 0.5, 0.4] })).toBe(0);
  expect(bestPlace({ good: [0.2, 0.5], rest: [0.1, 0] })).toBe(1);
  expect(bestPlace({ good: [], rest: [] })).toBe(-1);
});
