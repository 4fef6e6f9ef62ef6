import { exp, log } from '../../core/exactMath';
import { correlation, correlationSlope, type Hyperparameters, inverseSquares, type KernelName, slotDistance } from './kernel';
import { Cholesky } from './linear';

/** What a Gaussian process is fitted to. */
export interface TrainingSet {
  /** [n][slots] */
  readonly vectors: readonly ArrayLike<number>[];
  /** [n], standardised: mean rewards of equal genotypes. */
  readonly targets: ArrayLike<number>;
  /** [n]: rewards behind each mean; its noise is the noise's variance divided by it. */
  readonly counts: ArrayLike<number>;
  /** [slots] */
  readonly numeric: readonly boolean[];
}

/** Added to the diagonal, as a share of the function's variance, so that the factor exists. */
export const JITTER = 1e-9;

/** Slot distances of all pairs i > j, in the order (1,0), (2,0), (2,1), ...: computed once for a fit. [slots][pairs] */
export function pairDistances({ vectors, numeric }: TrainingSet): Float64Array[] {
  const n = vectors.length;
  return numeric.map((isNumeric, k) => {
    const distances = new Float64Array((n * (n - 1)) / 2);
    let at = 0;
    for (let i = 1; i < n; i += 1) {
      const a = vectors[i]?.[k] ?? 0;
      for (let j = 0; j < i; j += 1) {
        distances[at] = slotDistance(a, vectors[j]?.[k] ?? 0, isNumeric);
        at += 1;
      }
    }
    return distances;
  });
}

/** Gradient by log l_k in order, then log s^2, then the log of the noise's variance. */
export interface Likelihood {
  readonly value: number;
  readonly gradient: Float64Array;
}

/**
 * log p(y | X) = -y' K^-1 y / 2 - log det K / 2 - n log(2 pi) / 2,   K = s^2 (R + jitter I) + noise diag(1 / count),
 * d/dtheta = tr((a a' - K^-1) dK/dtheta) / 2,   a = K^-1 y.   Rasmussen and Williams 2006, eqs. 5.8 and 5.9.
 * Null where K is not positive definite to working precision.
 */
export function logMarginalLikelihood(
  data: TrainingSet,
  distances: readonly Float64Array[],
  kernel: KernelName,
  { scales, variance, noise }: Hyperparameters,
): Likelihood | null {
  const n = data.vectors.length;
  const weights = inverseSquares(scales);
  const s2 = exp(variance);
  const noise2 = exp(noise);
  const pairs = (n * (n - 1)) / 2;
  const scaled = new Float64Array(pairs);
  for (const [k, column] of distances.entries()) {
    const weight = weights[k] as number;
    for (let p = 0; p < pairs; p += 1) scaled[p] = (scaled[p] as number) + weight * (column[p] as number);
  }
  const factor = new Cholesky(n);
  const row = new Float64Array(n);
  for (let i = 0, p = 0; i < n; i += 1) {
    for (let j = 0; j < i; j += 1, p += 1) row[j] = s2 * correlation(kernel, scaled[p] as number);
    row[i] = s2 * (1 + JITTER) + noise2 / (data.counts[i] as number);
    if (!factor.append(row, 0)) return null;
  }
  const alpha = Float64Array.from(data.targets);
  factor.solveLower(alpha);
  const fit = alpha.reduce((sum, value) => sum + value * value, 0);
  factor.solveUpper(alpha);
  const inverse = factor.inverse();
  const gradient = new Float64Array(scales.length + 2);
  const slopes = new Float64Array(pairs);
  let byVariance = 0;
  let byNoise = 0;
  for (let i = 0, p = 0; i < n; i += 1) {
    const ai = alpha[i] as number;
    for (let j = 0; j < i; j += 1, p += 1) {
      const g = ai * (alpha[j] as number) - (inverse[i * n + j] as number);
      const q = scaled[p] as number;
      byVariance += g * correlation(kernel, q);
      slopes[p] = g * correlationSlope(kernel, q);
    }
    const diagonal = ai * ai - (inverse[i * n + i] as number);
    byVariance += 0.5 * diagonal * (1 + JITTER);
    byNoise += (0.5 * diagonal) / (data.counts[i] as number);
  }
  for (const [k, column] of distances.entries()) {
    let sum = 0;
    for (let p = 0; p < pairs; p += 1) sum += (slopes[p] as number) * (column[p] as number);
    gradient[k] = -2 * s2 * (weights[k] as number) * sum;
  }
  gradient[scales.length] = s2 * byVariance;
  gradient[scales.length + 1] = noise2 * byNoise;
  return { value: -0.5 * fit - 0.5 * factor.logDeterminant(log) - 0.5 * n * log(2 * Math.PI), gradient };
}
