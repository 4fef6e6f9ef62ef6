import { describe, expect, it } from 'vitest';
import { advantagesOf, type BaselineMemory, type BaselineSettings, NO_MEMORY } from '../../../src/engine/controller/advantages';

const ema = (start: BaselineSettings['start'], includeCurrent: boolean, initial = 0): BaselineSettings => ({
  kind: 'ema',
  alpha: 0.05,
  start,
  includeCurrent,
  window: 20,
  initial,
});

/** The baseline after n episodes of mean 98 each. */
function baselineAfter(n: number, config: BaselineSettings): number {
  let memory: BaselineMemory = NO_MEMORY;
  let used = Number.NaN;
  for (let i = 0; i < n; i += 1) {
    const step = advantagesOf([97, 99], config, memory);
    memory = step.next;
    used = step.used ?? Number.NaN;
  }
  return used;
}

describe('moving average', () => {
  it('as published stands at 39 after 10 episodes near 98 and at 97 after 90 (fault 5)', () => {
    expect(baselineAfter(10, ema('zero', true))).toBeCloseTo(98 * (1 - 0.95 ** 10), 10);
    expect(Math.round(baselineAfter(10, ema('zero', true)))).toBe(39);
    expect(Math.round(baselineAfter(90, ema('zero', true)))).toBe(97);
  });

  it('started at the first batch stands at its mean from the first episode on', () => {
    expect(baselineAfter(1, ema('first-batch', false))).toBe(98);
    expect(baselineAfter(10, ema('first-batch', false))).toBeCloseTo(98, 12);
  });

  it('started at a value of its own begins there', () => {
    expect(baselineAfter(1, ema('zero', false, 90))).toBe(90);
    expect(baselineAfter(2, ema('zero', false, 90))).toBeCloseTo(90.4, 12);
  });

  it('leaves the current episode out unless told otherwise', () => {
    const memory = { average: 20, window: null };
    const next = { average: 0.05 * 10 + 0.95 * 20, window: null };
    expect(advantagesOf([10], ema('zero', false), memory)).toMatchObject({ used: 20, next });
    expect(advantagesOf([10], ema('zero', true), memory).used).toBe(0.05 * 10 + 0.95 * 20);
    expect([...advantagesOf([10, 30], ema('zero', false), memory).advantages]).toEqual([-10, 10]);
  });
});

describe('rolling window', () => {
  const window = (changes: Partial<BaselineSettings> = {}): BaselineSettings => ({
    ...ema('zero', true, 0.1),
    kind: 'window',
    ...changes,
  });

  /** Seed 3's NAS project, the accuracies and rewards as its log prints them. */
  const ACCURACIES = [
    0.36010000109672546, 0.6660749912261963, 0.7217749953269958, 0.37724998593330383, 0.6311749815940857, 0.6892499923706055,
  ];
  const REWARDS = [
    0.13005000054836274, 0.29068332711855566, 0.2597874984145164, -0.06779000878334046, 0.1551124890645345, 0.18273214272090366,
  ];

  it('gives the rewards that the automation chapter prints, one child an episode and all six in one', () => {
    let memory = NO_MEMORY;
    const rewards = ACCURACIES.map((accuracy) => {
      const step = advantagesOf([accuracy], window(), memory);
      memory = step.next;
      return step.advantages[0];
    });
    for (const [i, reward] of REWARDS.entries()) expect(Math.abs((rewards[i] ?? 0) - reward)).toBeLessThan(1e-15);
    expect(Array.from(advantagesOf(ACCURACIES, window(), NO_MEMORY).advantages)).toEqual(rewards);
  });

  it('forgets what is older than the window', () => {
    const { next, used } = advantagesOf([1, 2, 3, 4, 5], window({ window: 3 }), NO_MEMORY);
    expect(next.window).toEqual([3, 4, 5]);
    expect(used).toBe(4);
  });

  it('leaves the current reward out where told to, and starts at the first mean', () => {
    const step = advantagesOf([2, 4], window({ start: 'first-batch', includeCurrent: false }), NO_MEMORY);
    expect([...step.advantages]).toEqual([-1, 1.5]);
  });
});

describe('other baselines', () => {
  it('none leaves the rewards as they are', () => {
    const none = advantagesOf([1, -2], { ...ema('zero', true), kind: 'none' }, NO_MEMORY);
    expect([...none.advantages]).toEqual([1, -2]);
    expect(none).toMatchObject({ used: null, next: NO_MEMORY });
  });

  it('batch-normalised gives mean 0 and standard deviation 1, and zeros where all rewards are equal', () => {
    const config: BaselineSettings = { ...ema('zero', true), kind: 'batch-normalised' };
    const { advantages, used } = advantagesOf([2, 4, 4, 4, 5, 5, 7, 9], config, NO_MEMORY);
    expect(used).toBe(5);
    expect(advantages[0]).toBeCloseTo(-1.5, 7); // (2 - 5) / 2
    expect(advantages.reduce((sum, a) => sum + a, 0)).toBeCloseTo(0, 7);
    expect([...advantagesOf([3, 3, 3], config, NO_MEMORY).advantages]).toEqual([0, 0, 0]);
  });
});
