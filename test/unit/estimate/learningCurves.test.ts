import { describe, expect, it } from 'vitest';
import { kendall, spearman } from '../../../src/engine/analysis/rankCorrelation';
import { countingNoise, extrapolate } from '../../../src/engine/estimate/extrapolation';
import { epochsSinceBest } from '../../../src/engine/train/trainer';
import recorded from '../../fixtures/learning_curves.json';

const VALID_IMAGES = 2000;
const best = (curve: readonly number[]): number => curve.reduce((most, accuracy) => Math.max(most, accuracy), 0);
const curves = recorded.children.map(({ validAccuracy }) => validAccuracy);
const full = curves.map(best);

/** The epochs that are trained under a patience. */
function untilStopped(curve: readonly number[], patience: number): readonly number[] {
  const end = curve.findIndex((_, i) => epochsSinceBest(curve.slice(0, i + 1), 0) >= patience);
  return end < 0 ? curve : curve.slice(0, end + 1);
}

const predicted = (curve: readonly number[], epochs: number): number => {
  const known = curve.slice(0, epochs);
  return extrapolate(known, curve.length, countingNoise(best(known), VALID_IMAGES)).accuracy;
};

type Curve = readonly number[];
const bestOf =
  (epochs: number) =>
  (curve: Curve): readonly [number, number] => [best(curve.slice(0, epochs)), epochs];
const patience =
  (epochs: number) =>
  (curve: Curve): readonly [number, number] => {
    const trained = untilStopped(curve, epochs);
    return [best(trained), trained.length];
  };
const continued =
  (epochs: number) =>
  (curve: Curve): readonly [number, number] => [predicted(curve, epochs), epochs];

// docs/estimators.md shows these numbers.
describe('24 children of A_small on MNIST, 15 epochs each', () => {
  it.each([
    ['best of 3 epochs', bestOf(3), 0.58, 0.72, 3],
    ['best of 5 epochs', bestOf(5), 0.64, 0.8, 5],
    ['best of 8 epochs', bestOf(8), 0.63, 0.79, 8],
    ['patience 1', patience(1), 0.62, 0.79, 5],
    ['patience 2', patience(2), 0.52, 0.65, 9.04],
    ['patience 3', patience(3), 0.57, 0.68, 11.33],
    ['patience 5', patience(5), 0.82, 0.88, 14.13],
    ['continued from 3 epochs', continued(3), 0.45, 0.58, 3],
    ['continued from 5 epochs', continued(5), 0.59, 0.74, 5],
    ['continued from 8 epochs', continued(8), 0.65, 0.81, 8],
  ])('%s: tau %d and rho %d with the best of all, %d epochs a child', (_name, estimate, tau, rho, epochs) => {
    const estimates = curves.map(estimate);
    const worth = estimates.map(([value]) => value);
    expect(kendall(worth, full)).toBeCloseTo(tau, 2);
    expect(spearman(worth, full)).toBeCloseTo(rho, 2);
    expect(estimates.reduce((sum, [, trained]) => sum + trained, 0) / curves.length).toBeCloseTo(epochs, 1);
  });

  it.each([
    [3, 21],
    [5, 23],
    [8, 23],
  ])('continued from %d epochs, end inside the interval in %d cases', (epochs, cases) => {
    const inside = curves.filter((curve, i) => {
      const known = curve.slice(0, epochs);
      const { low, high } = extrapolate(known, curve.length, countingNoise(best(known), VALID_IMAGES));
      return low <= (full[i] ?? 0) && (full[i] ?? 0) <= high;
    });
    expect(inside).toHaveLength(cases);
  });
});
