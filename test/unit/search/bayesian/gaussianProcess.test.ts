import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { fitHyperparameters, minimise } from '../../../../src/engine/search/bayesian/fit';
import { GaussianProcess } from '../../../../src/engine/search/bayesian/gaussianProcess';
import type { Hyperparameters, KernelName } from '../../../../src/engine/search/bayesian/kernel';
import { logMarginalLikelihood, pairDistances, type TrainingSet } from '../../../../src/engine/search/bayesian/likelihood';
import { Cholesky } from '../../../../src/engine/search/bayesian/linear';

/** Three points, the second the mean of two rewards; what is expected of them was computed with NumPy from the textbook formulas. */
const DATA: TrainingSet = {
  vectors: [
    [0.1, 0.2],
    [0.5, 0.9],
    [0.8, 0.3],
  ],
  targets: [0.3, -1, 0.7],
  counts: [1, 2, 1],
  numeric: [true, true],
};
const HYPER: Hyperparameters = { scales: [Math.log(0.4), Math.log(0.7)], variance: Math.log(1.3), noise: Math.log(0.01) };
const PLACES = [
  [0.3, 0.4],
  [0.8, 0.3],
  [0.95, 0.05],
];
const EXPECTED = {
  matern52: {
    means: [-0.0812714665436632, 0.6894231299314719, 0.7809988839300884],
    stds: [0.5631275653020712, 0.09952099730691182, 0.6379154363207001],
    likelihood: -4.124454054738691,
  },
  rbf: {
    means: [-0.0918022104927011, 0.687401031140888, 0.9690411162391123],
    stds: [0.3905794266701645, 0.09947523897685645, 0.4923607564959244],
    likelihood: -4.26733606733009,
  },
} as const;
const KERNELS: readonly KernelName[] = ['matern52', 'rbf'];

describe.each(KERNELS)('a Gaussian process with the kernel %s', (kernel) => {
  it('has the posterior of three points', () => {
    const process = new GaussianProcess(DATA, kernel, HYPER);
    for (const [i, place] of PLACES.entries()) {
      const { mean, std } = process.predict(place);
      expect(mean).toBeCloseTo(EXPECTED[kernel].means[i] ?? Number.NaN, 7);
      expect(std).toBeCloseTo(EXPECTED[kernel].stds[i] ?? Number.NaN, 6);
    }
  });

  it('has their log marginal likelihood', () => {
    const found = logMarginalLikelihood(DATA, pairDistances(DATA), kernel, HYPER);
    expect(found?.value).toBeCloseTo(EXPECTED[kernel].likelihood, 6);
  });

  it('has the gradient that finite differences give, on 12 points with categories and absent decisions, seed 4', () => {
    const rng = Rng.fromSeed(4, 'gp');
    const data: TrainingSet = {
      vectors: Array.from({ length: 12 }, () => [rng.uniform(), rng.int(3), rng.uniform() < 0.3 ? -1 : rng.uniform()]),
      targets: Array.from({ length: 12 }, () => rng.uniform() - 0.5),
      counts: Array.from({ length: 12 }, () => 1 + rng.int(3)),
      numeric: [true, false, true],
    };
    const theta = [-0.9, 0.2, -0.4, 0.3, -3];
    const at = (values: readonly number[]) =>
      logMarginalLikelihood(data, pairDistances(data), kernel, {
        scales: values.slice(0, 3),
        variance: values[3] ?? 0,
        noise: values[4] ?? 0,
      });
    const step = 1e-5;
    for (const [i, value] of theta.entries()) {
      const shifted = (by: number): number => at(theta.map((one, j) => (i === j ? value + by : one)))?.value ?? Number.NaN;
      expect(at(theta)?.gradient[i]).toBeCloseTo((shifted(step) - shifted(-step)) / (2 * step), 6);
    }
  });

  it('that is grown point by point, and its tracked places, are those made at once, to the bit', () => {
    const whole = new GaussianProcess(DATA, kernel, HYPER);
    const grown = new GaussianProcess({ ...DATA, vectors: DATA.vectors.slice(0, 1), targets: [5], counts: [1] }, kernel, HYPER);
    const places = grown.track(PLACES);
    places.predictAll();
    for (const i of [1, 2]) grown.append(DATA.vectors[i] ?? [], 0, DATA.counts[i] ?? 1);
    grown.retarget(DATA.targets);
    const all = PLACES.map((place) => whole.predict(place));
    expect(PLACES.map((place) => grown.predict(place))).toEqual(all);
    expect(places.predictAll()).toEqual(all);
    expect(grown.bestMean()).toBe(whole.bestMean());
    expect(whole.bestMean()).toBeCloseTo(EXPECTED[kernel].means[1], 7);
  });
});

describe('a Gaussian process', () => {
  it('takes equal points without noise: the diagonal grows until there is a factor', () => {
    const same = { vectors: [[0.5], [0.5], [0.5]], targets: [1, 1, 1], counts: [1, 1, 1], numeric: [true] };
    const process = new GaussianProcess(same, 'rbf', { scales: [0], variance: 0, noise: -60 });
    expect(process.predict([0.5]).mean).toBeCloseTo(1, 5);
  });

  it('finds the length scales of a function that depends on one slot of two, seed 2', () => {
    const rng = Rng.fromSeed(2, 'gp');
    const vectors = Array.from({ length: 30 }, () => [rng.uniform(), rng.uniform()]);
    const data = {
      vectors,
      targets: vectors.map(([x = 0]) => Math.sin(9 * x)),
      counts: vectors.map(() => 1),
      numeric: [true, true],
    };
    const { scales, noise } = fitHyperparameters(data, { kernel: 'matern52', from: null, starts: 2, steps: 40 }, rng);
    expect((scales[1] ?? 0) - (scales[0] ?? 0)).toBeGreaterThan(1);
    expect(noise).toBeLessThan(Math.log(1e-4));
  });
});

describe('linear algebra', () => {
  it('factors, solves and inverts a matrix of 9 rows to 1e-12, seed 6', () => {
    const rng = Rng.fromSeed(6, 'linear');
    const n = 9;
    const B = Array.from({ length: n }, () => Array.from({ length: n }, () => rng.uniform() - 0.5));
    const A = B.map((row, i) =>
      B.map((other, j) => row.reduce((sum, value, k) => sum + value * (other[k] ?? 0), i === j ? 0.5 : 0)),
    );
    const factor = new Cholesky(2);
    for (const row of A) expect(factor.append(row, 0)).toBe(true);
    const inverse = factor.inverse();
    const product = (i: number, j: number): number =>
      (A[i] ?? []).reduce((sum, value, k) => sum + value * (inverse[k * n + j] ?? 0), 0);
    for (let i = 0; i < n; i += 1) for (let j = 0; j < n; j += 1) expect(product(i, j)).toBeCloseTo(i === j ? 1 : 0, 12);
    const x = Float64Array.from({ length: n }, (_, i) => i - 3);
    const b = Float64Array.from(A, (row) => row.reduce((sum, value, k) => sum + value * (x[k] ?? 0), 0));
    factor.solveLower(b);
    factor.solveUpper(b);
    for (let i = 0; i < n; i += 1) expect(b[i]).toBeCloseTo(x[i] ?? 0, 12);
  });

  it('refuses a row that is not positive definite and stays as it was', () => {
    const factor = new Cholesky(2);
    expect(factor.append([1], 0)).toBe(true);
    expect(factor.append([2, 1], 0)).toBe(false);
    expect(factor.size).toBe(1);
  });

  it("minimises Rosenbrock's function, and stops at the box", () => {
    const rosenbrock = ([x = 0, y = 0]: readonly number[]) => ({
      value: (1 - x) ** 2 + 100 * (y - x * x) ** 2,
      gradient: [-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)],
    });
    // To where a step gains less than 2e-3, which is all that likelihoods ask.
    const inside = minimise(rosenbrock, [-1, 1], [-5, -5], [5, 5], 200);
    expect(inside?.value).toBeLessThan(0.01);
    const bounded = minimise(rosenbrock, [-1, 1], [-5, -5], [0.5, 5], 200);
    expect(bounded?.theta[0]).toBeCloseTo(0.5, 2);
    expect(bounded?.theta[1]).toBeCloseTo(0.25, 1);
  });
});
