import { cos } from '../../core/exactMath';
import { functionSpace } from './functionSpace';

const PI = Math.PI;

/**
 * Branin's function:
 *   f(x) = (x2 - 5.1 x1^2 / (4 pi^2) + 5 x1 / pi - 6)^2 + 10 (1 - 1 / (8 pi)) cos x1 + 10,  x1 in [-5, 10], x2 in [0, 15].
 * Three minima of the value 10 / (8 pi) = 0.397887, at (-pi, 12.275), (pi, 2.275) and (3 pi, 2.475), where the square is 0 and the cosine
 * -1. Its greatest value, 308.129, is at the corner (-5, 0). Dixon and Szego 1978.
 */
function branin([x1 = 0, x2 = 0]: readonly number[]): number {
  const bowl = x2 - (5.1 / (4 * PI * PI)) * x1 * x1 + (5 / PI) * x1 - 6;
  return bowl * bowl + 10 * (1 - 1 / (8 * PI)) * cos(x1) + 10;
}

export const braninSpace = functionSpace({
  id: 'branin',
  title: "Branin's function: two numbers, three minima",
  source: 'Dixon and Szego 1978, The global optimization problem: an introduction',
  axes: [
    { kind: 'float', name: 'x1', min: -5, max: 10, scale: 'linear' },
    { kind: 'float', name: 'x2', min: 0, max: 15, scale: 'linear' },
  ],
  minimum: 10 / (8 * PI),
  maximum: branin([-5, 0]),
  at: branin,
});
