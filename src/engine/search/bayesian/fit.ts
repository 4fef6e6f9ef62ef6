import { log } from '../../core/exactMath';
import { normal, type Rng } from '../../core/rng';
import type { Hyperparameters, KernelName } from './kernel';
import { logMarginalLikelihood, pairDistances, type TrainingSet } from './likelihood';

interface Prior {
  readonly mean: number;
  readonly std: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Normal priors of the logarithms, with hard bounds. Few points do not settle length scales; without a prior they run off to their
 * bounds. Scales grow with the square root of the number of slots, as distances do (Hvarfner et al. 2024, arXiv:2402.02229).
 */
function priorsOf(slots: number): readonly Prior[] {
  const scale: Prior = { mean: log(0.6 * Math.sqrt(Math.max(1, slots))), std: 1, low: log(0.02), high: log(50) };
  const variance: Prior = { mean: 0, std: 1.5, low: log(0.01), high: log(1e4) };
  const noise: Prior = { mean: log(1e-4), std: 3, low: log(1e-8), high: 0 };
  return [...Array.from({ length: slots }, () => scale), variance, noise];
}

/** Where a fit starts that knows of nothing: the priors' means. */
export function priorHyperparameters(slots: number): Hyperparameters {
  return split(priorsOf(slots).map(({ mean }) => mean));
}

const split = (theta: readonly number[]): Hyperparameters => ({
  scales: theta.slice(0, -2),
  variance: theta.at(-2) ?? 0,
  noise: theta.at(-1) ?? 0,
});

const join = ({ scales, variance, noise }: Hyperparameters): number[] => [...scales, variance, noise];

/** What is minimised, and its gradient; null where it cannot be computed. */
export type Objective = (theta: readonly number[]) => { readonly value: number; readonly gradient: ArrayLike<number> } | null;

/** A slope, and a gain, that is none: in nats, where a likelihood's differences matter from about 1 on. */
const FLAT = 2e-3;

const dot = (a: readonly number[], b: readonly number[]): number => a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);

/**
 * Minimum inside a box by BFGS (Nocedal and Wright 2006, eq. 6.17) with backtracking until the Armijo condition holds; steps are
 * clipped to the box, and coordinates at a bound whose gradient points out of it do not move. At most `steps` iterations of at most 12 evaluations.
 */
export function minimise(
  objective: Objective,
  start: readonly number[],
  low: readonly number[],
  high: readonly number[],
  steps: number,
): { readonly theta: readonly number[]; readonly value: number } | null {
  const size = start.length;
  const clip = (theta: readonly number[]): number[] =>
    theta.map((value, i) => Math.min(high[i] ?? value, Math.max(low[i] ?? value, value)));
  const identity = (scale: number): number[][] =>
    Array.from({ length: size }, (_, i) => Array.from({ length: size }, (__, j) => (i === j ? scale : 0)));
  let theta = clip(start);
  let here = objective(theta);
  if (here === null) return null;
  let H = identity(1);
  let fresh = true;
  for (let iteration = 0; iteration < steps; iteration += 1) {
    const gradient = Array.from(here.gradient);
    const bound = theta.map((value, i) => {
      const slope = gradient[i] ?? 0;
      return (value <= (low[i] ?? value) && slope > 0) || (value >= (high[i] ?? value) && slope < 0);
    });
    const free = gradient.map((slope, i) => (bound[i] ? 0 : slope));
    if (Math.max(...free.map(Math.abs)) < FLAT) break;
    let direction = H.map((row, i) => (bound[i] ? 0 : -dot(row, free)));
    if (!(dot(direction, free) < 0)) {
      H = identity(1);
      fresh = true;
      direction = free.map((slope) => -slope);
    }
    // A first step of at most 1 in any logarithm.
    const longest = Math.max(...direction.map(Math.abs));
    let rate = fresh ? Math.min(1, 1 / longest) : Math.min(1, 3 / longest);
    let next: { readonly theta: number[]; readonly at: NonNullable<ReturnType<Objective>> } | null = null;
    for (let attempt = 0; attempt < 12 && next === null; attempt += 1, rate *= 0.4) {
      const trial = clip(theta.map((value, i) => value + rate * (direction[i] ?? 0)));
      const at = objective(trial);
      const moved = trial.map((value, i) => value - (theta[i] ?? 0));
      if (at !== null && at.value <= here.value + 1e-4 * dot(moved, gradient)) next = { theta: trial, at };
    }
    if (next === null) break;
    const s = next.theta.map((value, i) => value - (theta[i] ?? 0));
    const y = Array.from(next.at.gradient, (value, i) => value - (gradient[i] ?? 0));
    const gained = here.value - next.at.value;
    theta = next.theta;
    here = next.at;
    if (gained < FLAT) break;
    const curvature = dot(s, y);
    if (curvature > 1e-10) {
      if (fresh) H = identity(curvature / dot(y, y));
      const Hy = H.map((row) => dot(row, y));
      const outer = (1 + dot(y, Hy) / curvature) / curvature;
      H = H.map((row, i) =>
        row.map((value, j) => {
          const [si = 0, sj = 0, hi = 0, hj = 0] = [s[i], s[j], Hy[i], Hy[j]];
          return value + outer * si * sj - (hi * sj + si * hj) / curvature;
        }),
      );
      fresh = false;
    }
  }
  return { theta, value: here.value };
}

export interface FitOptions {
  readonly kernel: KernelName;
  /** Where to begin, besides the priors' means. */
  readonly from: Hyperparameters | null;
  /** Starts drawn from the priors besides. */
  readonly starts: number;
  /** Iterations from each start. */
  readonly steps: number;
}

/**
 * Hyperparameters of the largest log marginal likelihood plus log prior, over all starts. Deviation from plain maximum likelihood: the
 * priors, for the first dozens of points alone do not settle them. The starts' values where nothing can be computed.
 */
export function fitHyperparameters(data: TrainingSet, { kernel, from, starts, steps }: FitOptions, rng: Rng): Hyperparameters {
  const priors = priorsOf(data.numeric.length);
  const distances = pairDistances(data);
  const objective: Objective = (theta) => {
    const likelihood = logMarginalLikelihood(data, distances, kernel, split(theta));
    if (likelihood === null) return null;
    let value = -likelihood.value;
    const gradient = likelihood.gradient.map((slope, i) => {
      const { mean = 0, std = 1 } = priors[i] ?? {};
      const z = ((theta[i] ?? 0) - mean) / std;
      value += 0.5 * z * z;
      return -slope + z / std;
    });
    return { value, gradient };
  };
  const low = priors.map((prior) => prior.low);
  const high = priors.map((prior) => prior.high);
  const candidates: (readonly number[])[] = [];
  if (from !== null) candidates.push(join(from));
  if (from === null || starts > 0) candidates.push(priors.map(({ mean }) => mean));
  for (let i = 0; i < starts; i += 1) candidates.push(priors.map(({ mean, std }) => mean + std * normal(rng)));
  let best: { readonly theta: readonly number[]; readonly value: number } | null = null;
  for (const start of candidates) {
    const found = minimise(objective, start, low, high, steps);
    if (found !== null && (best === null || found.value < best.value)) best = found;
  }
  return split(best?.theta ?? candidates[0] ?? []);
}
