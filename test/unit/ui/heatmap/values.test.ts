import { describe, expect, it } from 'vitest';
import { cellPaint, shade } from '../../../../src/ui/features/heatmap/paint';
import { type HeatInputs, heatValues } from '../../../../src/ui/features/heatmap/values';
import { ChildTable } from '../../../../src/ui/store/children';
import { RunSeries } from '../../../../src/ui/store/series';
import { fakeTable } from '../../../support/page/fakeTable';
import { episodeOf } from '../store/episodes';

const COLORS = { policy: 'blue', truth: 'orange', ink: 'black', line: 'grey' };

function inputsWith(change: Partial<HeatInputs>): HeatInputs {
  const series = new RunSeries();
  series.record(episodeOf(1, { archs: ['a', 'b', 'b'], rewards: [1, 2, 2], policy: [0.7, 0.2, 0.1] }));
  return {
    mode: 'policy',
    delta: false,
    archs: ['a', 'b', 'c'],
    episode: 1,
    series,
    children: new ChildTable(),
    table: null,
    truth: null,
    ...change,
  };
}

describe('heatValues', () => {
  it('shows the policy from 0, and its change against even odds with one scale both ways', () => {
    const policy = heatValues(inputsWith({}));
    expect(policy.low).toBe(0);
    expect(policy.high).toBeCloseTo(0.7, 6);
    const change = heatValues(inputsWith({ delta: true }));
    expect(change.cells[0]).toBeCloseTo(0.7 - 1 / 3, 6);
    expect(change.low).toBeCloseTo(-change.high, 12);
  });

  it('counts what was tried', () => {
    expect([...heatValues(inputsWith({ mode: 'visits' })).cells]).toEqual([1, 2, 0]);
  });

  it('has no reward for a child that nobody has scored, and says so when there is none at all', () => {
    const rewards = new Map([['b', 5]]);
    const some = heatValues(inputsWith({ mode: 'reward', truth: { rewards, best: { arch: 'b', reward: 5 } } }));
    expect([...some.cells]).toEqual([Number.NaN, 5, Number.NaN]);
    expect(heatValues(inputsWith({ mode: 'reward' })).empty).toBe('No child has been scored yet.');
  });

  it('reads accuracy and cell parameters from the table', () => {
    const table = fakeTable();
    const archs = table.rows.map((row) => row.arch);
    const params = heatValues(inputsWith({ mode: 'params', archs, table }));
    const index = archs.indexOf('conv3,max');
    // Counted by hand: <conv3,max> in profile teach has 1,248 parameters in the cells.
    expect(params.cells[index]).toBe(1248);
    const accuracy = heatValues(inputsWith({ mode: 'accuracy', archs, table }));
    const runs = table.rows[index]?.runs ?? [];
    const mean = runs.reduce((sum, run) => sum + Math.max(...run.validAccuracy), 0) / runs.length;
    expect(accuracy.cells[index]).toBeCloseTo(mean, 12);
  });

  it('does not let the worst tenth of the cells flatten the scale', () => {
    const archs = Array.from({ length: 20 }, (_, i) => `x${i}`);
    const rewards = new Map(archs.map((arch, i) => [arch, i === 0 ? -1000 : 90 + i]));
    const values = heatValues(inputsWith({ mode: 'reward', archs, truth: { rewards, best: { arch: 'x19', reward: 109 } } }));
    expect(values.low).toBeGreaterThan(90);
    expect(shade(-1000, values.low, values.high)).toBe(0);
  });
});

describe('cellPaint', () => {
  it('is darker for more, in one hue', () => {
    const values = heatValues(inputsWith({}));
    const alphas = [...values.cells].map((value) => cellPaint(value, values, COLORS).alpha);
    expect(alphas[0]).toBeCloseTo(1, 9);
    expect(alphas[1]).toBeGreaterThan(alphas[2] ?? 1);
  });

  it('tells a fall from a rise without colour: other hue, and never as dark', () => {
    const values = heatValues(inputsWith({ delta: true }));
    expect(cellPaint(-values.high, values, COLORS)).toEqual({ color: 'black', alpha: 0.55 });
    expect(cellPaint(values.high, values, COLORS)).toEqual({ color: 'blue', alpha: 1 });
  });
});
