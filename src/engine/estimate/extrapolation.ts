import { LabError } from '../core/errors';
import { exp, log } from '../core/exactMath';
import type { PredictedAccuracy } from '../core/measurement';

/** A curve of fixed shape: its value at epoch t is level - drop f(t), f falling to 0; both are found by least squares. */
interface Shape {
  /** f at epochs 1 ... n and at the horizon, in this order. */
  readonly values: Float64Array;
  /** Prior: equal for the families, equal within each. */
  readonly prior: number;
  /** True: level and drop are one number, as in a curve that begins at 0. */
  readonly fromZero: boolean;
}

const FAMILIES = 3;

/** `count` numbers from..to, each a constant factor above the one before. */
function geometric(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => exp(log(from) + ((log(to) - log(from)) * i) / (count - 1)));
}

const power = (base: number, exponent: number): number => exp(exponent * log(base));

/**
 * Shapes of three of the families of Domhan et al. 2015 (table 1), over a grid of their nonlinear parameters:
 *   pow3       f(t) = t^-alpha                              alpha 0.1 .. 4
 *   exp3       f(t) = exp(-k t)                             k 0.02 .. 3
 *   log power  y(t) = level / (1 + (t / e^b)^c),  c < 0     e^b 0.05 .. 50 epochs, -c 0.2 .. 4
 */
function shapes(epochs: readonly number[]): readonly Shape[] {
  const family = (list: readonly ((t: number) => number)[], fromZero: boolean): Shape[] =>
    list.map((f) => ({ values: Float64Array.from(epochs, f), prior: 1 / FAMILIES / list.length, fromZero }));
  return [
    ...family(
      geometric(0.1, 4, 96).map((alpha) => (t) => power(t, -alpha)),
      false,
    ),
    ...family(
      geometric(0.02, 3, 96).map((k) => (t) => exp(-k * t)),
      false,
    ),
    ...family(
      geometric(0.05, 50, 28).flatMap((place) =>
        geometric(0.2, 4, 24).map((steep) => (t: number) => 1 - 1 / (1 + power(t / place, -steep))),
      ),
      true,
    ),
  ];
}

/** Level and drop of least squares for level <= 1, drop >= 0, on the epochs of the curve. */
function leastSquares(curve: readonly number[], { values, fromZero }: Shape): { readonly level: number; readonly drop: number } {
  const n = curve.length;
  if (fromZero) {
    let gy = 0;
    let gg = 0;
    curve.forEach((y, i) => {
      const g = 1 - (values[i] ?? 0);
      gy += g * y;
      gg += g * g;
    });
    const level = Math.min(1, gg === 0 ? 0 : gy / gg);
    return { level, drop: level };
  }
  let [sumF, sumFF, sumY, sumFY] = [0, 0, 0, 0];
  curve.forEach((y, i) => {
    const f = values[i] ?? 0;
    sumF += f;
    sumFF += f * f;
    sumY += y;
    sumFY += f * y;
  });
  const determinant = n * sumFF - sumF * sumF;
  const drop = determinant <= 1e-12 ? 0 : (sumF * sumY - n * sumFY) / determinant;
  if (drop <= 0) return { level: Math.min(1, sumY / n), drop: 0 };
  const level = (sumY + drop * sumF) / n;
  if (level <= 1) return { level, drop };
  return { level: 1, drop: Math.max(0, (sumF - sumFY) / sumFF) };
}

/**
 * Validation accuracy to be expected at epoch `horizon` of a curve whose first epochs are known:
 *   mean = sum_s w_s y_s(horizon) / sum_s w_s,  w_s = prior_s exp(-sum_t (curve_t - y_s(t))^2 / (2 noise^2))
 * over shapes s, each with its least-squares level and drop; the interval is mean +- 2 sqrt(variance of the y_s + noise^2), within
 * 0..1. The mean is never below the best that was measured, which training on does not take away.
 * curve: fractions, one an epoch, from the first; noise: standard deviation of an accuracy, as sqrt(p (1 - p) / images).
 * Domhan, Springenberg and Hutter 2015. Deviation: they sample parameters by MCMC; here they lie on a grid, which is quick and the
 * same everywhere. LabError 'config' on fewer than 2 epochs, or a horizon that is not behind them.
 */
export function extrapolate(curve: readonly number[], horizon: number, noise: number): PredictedAccuracy {
  if (curve.length < 2 || horizon < curve.length) {
    throw new LabError(
      'config',
      `estimator.horizon: ${curve.length} epochs are known of a curve that is asked for at epoch ${horizon}.`,
      'Train for at least 2 epochs, and ask for an epoch behind them.',
    );
  }
  const spread = Math.max(noise, 1e-3);
  const epochs = [...curve.map((_, i) => i + 1), horizon];
  const fits = shapes(epochs).map((shape) => {
    const { level, drop } = leastSquares(curve, shape);
    const at = (i: number): number => level - drop * (shape.values[i] ?? 0);
    const squares = curve.reduce((sum, y, i) => sum + (y - at(i)) ** 2, 0);
    return { value: at(curve.length), logWeight: log(shape.prior) - squares / (2 * spread * spread) };
  });
  const highest = fits.reduce((most, { logWeight }) => Math.max(most, logWeight), Number.NEGATIVE_INFINITY);
  let [total, sum, sumSquares] = [0, 0, 0];
  for (const { value, logWeight } of fits) {
    const weight = exp(logWeight - highest);
    total += weight;
    sum += weight * value;
    sumSquares += weight * value * value;
  }
  const mean = sum / total;
  const half = 2 * Math.sqrt(Math.max(0, sumSquares / total - mean * mean) + spread * spread);
  const inside = (value: number): number => Math.min(1, Math.max(0, value));
  const best = curve.reduce((most, accuracy) => Math.max(most, accuracy), 0);
  const accuracy = inside(Math.max(mean, best));
  return { accuracy, low: inside(Math.min(mean - half, accuracy)), high: inside(accuracy + half), epochs: horizon };
}

/** Standard deviation of an accuracy that was counted on so many images: sqrt(p (1 - p) / n), p kept off 0 and 1 by half an image. */
export function countingNoise(accuracy: number, images: number): number {
  const p = Math.min(1 - 0.5 / images, Math.max(0.5 / images, accuracy));
  return Math.sqrt((p * (1 - p)) / images);
}
