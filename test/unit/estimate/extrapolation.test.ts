import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { countingNoise, extrapolate } from '../../../src/engine/estimate/extrapolation';

const curveOf = (epochs: number, y: (t: number) => number): number[] => Array.from({ length: epochs }, (_, i) => y(i + 1));

describe('a continued curve', () => {
  it.each([
    ['a power law', (t: number) => 0.97 - 0.3 * t ** -1.2],
    ['an exponential', (t: number) => 0.93 - 0.4 * Math.exp(-0.35 * t)],
    ['a log power', (t: number) => 0.95 / (1 + (t / 0.4) ** -1.1)],
  ])('meets %s at three times the epochs, within its interval', (_name, y) => {
    const { accuracy, low, high } = extrapolate(curveOf(8, y), 24, 0.002);
    expect(Math.abs(accuracy - y(24))).toBeLessThan(0.012);
    expect(low).toBeLessThan(y(24));
    expect(high).toBeGreaterThan(y(24));
  });

  it('is surer the more of the curve is known, and of a flat one', () => {
    const y = (t: number): number => 0.97 - 0.3 * t ** -1;
    const widths = [3, 6, 12].map((epochs) => {
      const { low, high } = extrapolate(curveOf(epochs, y), 30, 0.003);
      return high - low;
    });
    expect(widths[1]).toBeLessThan(widths[0] ?? 0);
    expect(widths[2]).toBeLessThan(widths[1] ?? 0);
    expect(extrapolate([0.9, 0.9, 0.9, 0.9], 30, 0.003).accuracy).toBeCloseTo(0.9, 2);
  });

  it('holds the true end in its interval in most of 200 noisy curves, seed 8, and is never below what was measured', () => {
    const rng = Rng.fromSeed(8, 'curves');
    const bell = (): number => Array.from({ length: 12 }, () => rng.uniform()).reduce((sum, u) => sum + u, -6);
    let inside = 0;
    for (let i = 0; i < 200; i += 1) {
      const [top, drop, rate] = [0.8 + 0.19 * rng.uniform(), 0.1 + 0.4 * rng.uniform(), 0.3 + rng.uniform()];
      const y = (t: number): number => top - drop * t ** -rate;
      const curve = curveOf(5, (t) => y(t) + 0.004 * bell());
      const { accuracy, low, high } = extrapolate(curve, 20, 0.004);
      if (low <= y(20) && y(20) <= high) inside += 1;
      expect(accuracy).toBeGreaterThanOrEqual(Math.max(...curve));
      expect(low).toBeLessThanOrEqual(accuracy);
      expect(high).toBeGreaterThanOrEqual(accuracy);
      expect(high).toBeLessThanOrEqual(1);
    }
    expect(inside).toBeGreaterThanOrEqual(170);
  });

  it('is the same for the same curve, and orders children by where they go rather than by where they are', () => {
    const slow = curveOf(5, (t) => 0.99 - 0.5 * t ** -0.7);
    const quick = curveOf(5, (t) => 0.9 - 0.2 * t ** -3);
    expect(slow[4]).toBeLessThan(quick[4] ?? 0);
    const at = (curve: readonly number[]) => extrapolate(curve, 60, 0.003).accuracy;
    expect(at(slow)).toBeGreaterThan(at(quick));
    expect(at(slow)).toBe(at(slow));
  });

  it('is refused for one epoch, or for an epoch that is known', () => {
    expect(() => extrapolate([0.5], 10, 0.01)).toThrow('1 epochs are known');
    expect(() => extrapolate([0.5, 0.6, 0.7], 2, 0.01)).toThrow('asked for at epoch 2');
  });

  it('knows how sure a count is: sqrt(p (1 - p) / n), and not sure at all costs nothing', () => {
    expect(countingNoise(0.5, 100)).toBeCloseTo(0.05, 12);
    expect(countingNoise(1, 100)).toBeCloseTo(Math.sqrt((0.995 * 0.005) / 100), 12);
  });
});
