import { describe, expect, it } from 'vitest';
import { niceAxis, niceStep, spentExtent, spentTicks, spreadLabels } from '../../../../src/ui/features/chart/axes';

describe('niceStep', () => {
  it.each([
    [10, 5, 2],
    [7, 5, 2],
    [0.03, 4, 0.01],
    [230, 4, 100],
  ])('cuts %d into about %d parts by %d', (span, parts, step) => {
    expect(niceStep(span, parts)).toBeCloseTo(step, 12);
  });
});

describe('niceAxis', () => {
  it('holds the values with ticks inside its ends', () => {
    const axis = niceAxis(93.2, 98.85, 6);
    expect(axis.low).toBeLessThan(93.2);
    expect(axis.high).toBeGreaterThan(98.85);
    expect(axis.ticks).toEqual([93, 94, 95, 96, 97, 98, 99]);
  });

  it('gives a single value room', () => {
    const axis = niceAxis(50, 50, 4);
    expect(axis.high - axis.low).toBeGreaterThan(0.5);
    expect(axis.ticks.length).toBeGreaterThan(1);
  });

  it('survives having nothing to show', () => {
    expect(niceAxis(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 4)).toEqual({ low: 0, high: 1, ticks: [0, 0.5, 1] });
  });

  it('ends where the widest numbers are, whose difference is none', () => {
    const axis = niceAxis(-Number.MAX_VALUE, Number.MAX_VALUE, 6);
    expect(axis.ticks.length).toBeLessThan(10);
    expect(Number.isFinite(axis.high - axis.low)).toBe(true);
    expect(niceAxis(0, 1e299, 6).ticks.length).toBeLessThan(20);
  });
});

describe('spentExtent', () => {
  it.each([
    [0, 1000, 20],
    [21, 1000, 50],
    [300, 1000, 500],
    [999, 1000, 1000],
    [1000, 1000, 1000],
    [30, 45, 45],
    [60, 45, 60],
  ])('%d episodes of %d end at %d', (episodes, limit, extent) => {
    expect(spentExtent(episodes, limit)).toBe(extent);
  });

  it('has whole ticks from 0', () => {
    expect(spentTicks(20, 4)).toEqual([0, 5, 10, 15, 20]);
    expect(spentTicks(3, 10)).toEqual([0, 1, 2, 3]);
  });
});

describe('spreadLabels', () => {
  const heights = [15, 24, 15];
  const apart = (places: readonly number[]): boolean => {
    const order = places.map((y, i) => ({ y, height: heights[i] ?? 0 })).sort((a, b) => a.y - b.y);
    return order.every((label, i) => {
      const before = order[i - 1];
      return before === undefined || label.y - before.y >= (label.height + before.height) / 2 - 1e-9;
    });
  };

  it.each([[[50, 50, 50]], [[0, 5, 190]], [[200, 199, 198]]])('keeps %j apart and inside', (wanted) => {
    const places = spreadLabels(
      wanted.map((y, i) => ({ y, height: heights[i] ?? 0 })),
      0,
      200,
    );
    expect(apart(places)).toBe(true);
    expect(Math.min(...places)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...places)).toBeLessThanOrEqual(200);
  });

  it('leaves alone what does not collide', () => {
    const places = spreadLabels(
      [40, 100, 160].map((y) => ({ y, height: 15 })),
      0,
      200,
    );
    expect(places).toEqual([40, 100, 160]);
  });
});
