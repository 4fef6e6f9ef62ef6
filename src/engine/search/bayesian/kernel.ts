import { exp } from '../../core/exactMath';
import { ABSENT } from './encoding';

export type KernelName = 'matern52' | 'rbf';

/** A kernel's settings as they are fitted: natural logarithms. scales: [slots]. */
export interface Hyperparameters {
  /** log l_k: a slot's length scale; places are in 0..1. */
  readonly scales: readonly number[];
  /** log s^2: variance of the function. */
  readonly variance: number;
  /** log of the noise's variance. */
  readonly noise: number;
}

/** d_k of two codes: squared difference of places, or 1 for different categories, or for a slot that one of the two lacks. */
export function slotDistance(a: number, b: number, numeric: boolean): number {
  if (a === b) return 0;
  if (!numeric || a === ABSENT || b === ABSENT) return 1;
  return (a - b) * (a - b);
}

const SQRT5 = Math.sqrt(5);

/**
 * Correlation at the scaled squared distance q = sum_k d_k / l_k^2:
 *   Matern 5/2: (1 + sqrt(5 q) + 5 q / 3) exp(-sqrt(5 q)),   RBF: exp(-q / 2).
 * Rasmussen and Williams 2006, eqs. 4.17 and 4.9.
 */
export function correlation(kernel: KernelName, q: number): number {
  if (kernel === 'rbf') return exp(-0.5 * q);
  const r = SQRT5 * Math.sqrt(q);
  return (1 + r + (r * r) / 3) * exp(-r);
}

/**
 * Derivative of the correlation by q:  Matern 5/2: -(5/6) (1 + sqrt(5 q)) exp(-sqrt(5 q)),   RBF: -exp(-q / 2) / 2. With
 * dq / d log l_k = -2 d_k / l_k^2 it gives the derivative by a length scale.
 */
export function correlationSlope(kernel: KernelName, q: number): number {
  if (kernel === 'rbf') return -0.5 * exp(-0.5 * q);
  const r = SQRT5 * Math.sqrt(q);
  return (-5 / 6) * (1 + r) * exp(-r);
}

/** 1 / l_k^2, [slots]. */
export function inverseSquares(scales: readonly number[]): Float64Array {
  return Float64Array.from(scales, (scale) => exp(-2 * scale));
}

/** q of two vectors. */
export function scaledDistance(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  numeric: readonly boolean[],
  weights: ArrayLike<number>,
): number {
  let sum = 0;
  for (let k = 0; k < numeric.length; k += 1) {
    sum += (weights[k] as number) * slotDistance(a[k] as number, b[k] as number, numeric[k] as boolean);
  }
  return sum;
}
