import { describe, expect, it } from 'vitest';
import { advantagesOf, type BaselineConfig } from '../../../src/engine/controller/advantages';

const ema = (start: BaselineConfig['start'], includeCurrent: boolean): BaselineConfig => ({
  kind: 'ema',
  alpha: 0.05,
  start,
  includeCurrent,
});

/** The baseline after n episodes of mean 98 each. */
function baselineAfter(n: number, config: BaselineConfig): number {
  let moving: number | null = null;
  let used = Number.NaN;
  for (let i = 0; i < n; i += 1) {
    const step = advantagesOf([97, 99], config, moving);
    moving = step.next;
    used = step.used ?? Number.NaN;
  }
  return used;
}

describe('moving average', () => {
  it('as published stands at 39 after 10 episodes near 98 and at 97 after 90 (golden.md, fault 5)', () => {
    expect(baselineAfter(10, ema('zero', true))).toBeCloseTo(98 * (1 - 0.95 ** 10), 10);
    expect(Math.round(baselineAfter(10, ema('zero', true)))).toBe(39);
    expect(Math.round(baselineAfter(90, ema('zero', true)))).toBe(97);
  });

  it('started at the first batch stands at its mean from the first episode on', () => {
    expect(baselineAfter(1, ema('first-batch', false))).toBe(98);
    expect(baselineAfter(10, ema('first-batch', false))).toBeCloseTo(98, 12);
  });

  it('leaves the current episode out unless told otherwise', () => {
    expect(advantagesOf([10], ema('zero', false), 20)).toMatchObject({ used: 20, next: 0.05 * 10 + 0.95 * 20 });
    expect(advantagesOf([10], ema('zero', true), 20).used).toBe(0.05 * 10 + 0.95 * 20);
    expect([...advantagesOf([10, 30], ema('zero', false), 20).advantages]).toEqual([-10, 10]);
  });
});

describe('other baselines', () => {
  it('none leaves the rewards as they are', () => {
    const none = advantagesOf([1, -2], { ...ema('zero', true), kind: 'none' }, null);
    expect([...none.advantages]).toEqual([1, -2]);
    expect(none).toMatchObject({ used: null, next: null });
  });

  it('batch-normalised gives mean 0 and standard deviation 1, and zeros where all rewards are equal', () => {
    const config: BaselineConfig = { ...ema('zero', true), kind: 'batch-normalised' };
    const { advantages, used } = advantagesOf([2, 4, 4, 4, 5, 5, 7, 9], config, null);
    expect(used).toBe(5);
    expect(advantages[0]).toBeCloseTo(-1.5, 7); // (2 - 5) / 2
    expect(advantages.reduce((sum, a) => sum + a, 0)).toBeCloseTo(0, 7);
    expect([...advantagesOf([3, 3, 3], config, null).advantages]).toEqual([0, 0, 0]);
  });
});
