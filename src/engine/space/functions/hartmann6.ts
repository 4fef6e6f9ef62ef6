import { exp } from '../../core/exactMath';
import type { Axis } from './functionSpace';
import { functionSpace } from './functionSpace';

const ALPHA = [1, 1.2, 3, 3.2];
const A = [
  [10, 3, 17, 3.5, 1.7, 8],
  [0.05, 10, 17, 0.1, 8, 14],
  [3, 3.5, 1.7, 10, 17, 8],
  [17, 8, 0.05, 10, 0.1, 14],
];
/** In ten-thousandths. */
const P = [
  [1312, 1696, 5569, 124, 8283, 5886],
  [2329, 4135, 8307, 3736, 1004, 9991],
  [2348, 1451, 3522, 2883, 3047, 6650],
  [4047, 8828, 8732, 5743, 1091, 381],
];

/**
 * Hartmann's function of six numbers in [0, 1]:  f(x) = -sum_i alpha_i exp(-sum_j A_ij (x_j - P_ij)^2),  i = 1..4.
 * Least value -3.32237 at (0.20169, 0.150011, 0.476874, 0.275332, 0.311652, 0.657301); five other local minima, one of -3.20316. Greatest at
 * the corner (1, 1, 0, 1, 1, 1), -2.8e-8: the largest of the 64 corners, and nothing inside is larger (200 local searches from random
 * points ended there or lower). Hartmann 1973; Dixon and Szego 1978.
 */
function hartmann6(x: readonly number[]): number {
  return -A.reduce((sum, row, i) => {
    const distance = row.reduce((total, a, j) => total + a * ((x[j] ?? 0) - (P[i]?.[j] ?? 0) / 1e4) ** 2, 0);
    return sum + (ALPHA[i] ?? 0) * exp(-distance);
  }, 0);
}

const axis = (i: number): Axis => ({ kind: 'float', name: `x${i + 1}`, min: 0, max: 1, scale: 'linear' });

export const hartmann6Space = functionSpace({
  id: 'hartmann-6',
  title: "Hartmann's function: six numbers, six minima",
  source: 'Hartmann 1973, Some experiments in global optimization; Dixon and Szego 1978',
  axes: Array.from({ length: 6 }, (_, i) => axis(i)),
  minimum: -3.322368011415515,
  maximum: hartmann6([1, 1, 0, 1, 1, 1]),
  at: hartmann6,
});
