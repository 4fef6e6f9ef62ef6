import { exp, log } from '../../core/exactMath';
import { functionSpace } from './functionSpace';

/** Where the error is least: the dropout, and the common logarithm of the learning rate there. */
const DROPOUT = 0.35;
const LOG_RATE = -2.4;
/** The best rate grows with dropout by this many powers of ten: the interaction. */
const SLOPE = 1;
const LEAST = 0.05;
const SPAN = 0.85;

/**
 * An invented validation error over learning rate r and dropout d, shaped like those of small networks, from no measurement:
 *   e = 0.05 + 0.85 (1 - exp(-q)),  q = c a^2 + 1.4 (d - 0.35)^2,  a = log10 r + 2.4 - (d - 0.35),  c = 1.6 where a > 0, else 0.5.
 * Rates too high hurt three times as much as rates too low, and the best rate rises with dropout. Smooth to the first derivative;
 * least value 0.05 at r = 10^-2.4 = 0.00398, d = 0.35; greatest at the corner r = 0.1, d = 0, q being convex and larger there than at the
 * others.
 */
function trainingResponse([rate = 1, dropout = 0]: readonly number[]): number {
  const away = dropout - DROPOUT;
  const a = log(rate) / Math.LN10 - LOG_RATE - SLOPE * away;
  const q = (a > 0 ? 1.6 : 0.5) * a * a + 1.4 * away * away;
  return LEAST + SPAN * (1 - exp(-q));
}

export const trainingResponseSpace = functionSpace({
  id: 'rate-dropout',
  title: 'Learning rate and dropout: an invented validation error',
  source: 'Invented for this lab: it has the shape of a training problem, no measurement is behind it',
  axes: [
    { kind: 'float', name: 'learningRate', min: 1e-4, max: 1e-1, scale: 'log' },
    { kind: 'float', name: 'dropout', min: 0, max: 0.8, scale: 'linear' },
  ],
  minimum: LEAST,
  maximum: trainingResponse([0.1, 0]),
  at: trainingResponse,
});
