import { describe, expect, it } from 'vitest';
import { acquisitionScore, acquisitionValue } from '../../../../src/engine/search/bayesian/acquisition';
import {
  logImprovement,
  logNormalCdf,
  normalCdf,
  normalMass,
  normalQuantile,
} from '../../../../src/engine/search/bayesian/normal';

/** Relative difference. */
const off = (value: number, expected: number): number => Math.abs(value / expected - 1);

/** Expected values: mpmath with 40 digits; quantiles: SciPy's norm.ppf. */
describe('the normal distribution', () => {
  it.each([
    [-30, 4.906713927148187e-198],
    [-8, 6.220960574271784e-16],
    [-3.5, 0.00023262907903552504],
    [-1, 0.15865525393145705],
    [0.3, 0.6179114221889527],
    [2.9, 0.998134186699616],
    [3.1, 0.9990323967867817],
  ])('has the area %d below', (z, expected) => {
    expect(off(normalCdf(z), expected)).toBeLessThan(1e-12);
    expect(off(normalMass(-40, z), expected)).toBeLessThan(1e-12);
  });

  it.each([
    [-20, -206.9178385094251],
    [-5, -16.74430116266099],
    [-3.01, -7.90505346225658],
    [-2.9, -7.520846492887873],
    [0, -0.9189385332046728],
    [2, 0.6973835457882284],
  ])('has the logarithm of the expected improvement at %d, far below where the improvement itself is 0', (z, expected) => {
    expect(off(logImprovement(z), expected)).toBeLessThan(1e-11);
  });

  it('has logarithms of areas beyond all doubles', () => {
    expect(off(logNormalCdf(-20), -203.91715537109727)).toBeLessThan(1e-13);
    expect(off(logNormalCdf(-2), -3.783184333682032)).toBeLessThan(1e-13);
    expect(logNormalCdf(-60)).toBeLessThan(-1800);
  });

  it('does not cancel in the upper tail', () => {
    expect(off(normalMass(8, 30), 6.220960574271784e-16)).toBeLessThan(1e-12);
    expect(normalMass(-0.5, 2)).toBeCloseTo(normalCdf(2) - normalCdf(-0.5), 15);
  });

  it.each([
    [1e-12, -7.034483825301131],
    [0.001, -3.090232306167813],
    [0.3, -0.5244005127080409],
    [0.9, 1.2815515655446004],
  ])('has quantiles: %d', (p, expected) => {
    expect(off(normalQuantile(p), expected)).toBeLessThan(1e-10);
  });
});

describe('acquisitions at mean 0.4, deviation 0.7, incumbent 0.9, xi 0.05', () => {
  const prediction = { mean: 0.4, std: 0.7 };
  const at = (acquisition: 'ei' | 'pi' | 'ucb', scale = 1, offset = 0): number =>
    acquisitionValue(acquisition, acquisitionScore({ acquisition, xi: 0.05, kappa: 1.5 }, prediction, 0.9), scale, offset);

  it('EI is the integral of the improvement (SciPy quad)', () => {
    expect(at('ei')).toBeCloseTo(0.08628438866498524, 12);
    expect(at('ei', 10)).toBeCloseTo(0.8628438866498525, 11);
  });

  it('PI is the mass above (SciPy)', () => {
    expect(at('pi', 10, 3)).toBeCloseTo(0.21601744600250372, 12);
  });

  it('UCB is the mean and 1.5 deviations, in rewards', () => {
    expect(at('ucb', 10, 3)).toBeCloseTo(3 + 10 * (0.4 + 1.5 * 0.7), 12);
  });

  it('a certain place is worth what is known of it', () => {
    const certain = { mean: 1, std: 0 };
    expect(acquisitionScore({ acquisition: 'ei', xi: 0, kappa: 0 }, certain, 0.9)).toBeCloseTo(Math.log(0.1), 12);
    expect(acquisitionScore({ acquisition: 'ei', xi: 0, kappa: 0 }, certain, 1)).toBeLessThan(-1e200);
    expect(acquisitionScore({ acquisition: 'pi', xi: 0, kappa: 0 }, certain, 0.9)).toBe(0);
  });
});
