import { addTo, type Values, valueAt } from './geometry';

export interface Moments {
  readonly mean: Float64Array;
  /** Biased: divided by the number of rows. */
  readonly variance: Float64Array;
}

/** Mean and biased variance of each column of x: [rows, channels]. */
export function moments(x: Values, channels: number): Moments {
  const rows = x.length / channels;
  const mean = new Float64Array(channels);
  const variance = new Float64Array(channels);
  for (let i = 0; i < x.length; i += 1) addTo(mean, i % channels, valueAt(x, i) / rows);
  for (let i = 0; i < x.length; i += 1) {
    addTo(variance, i % channels, (valueAt(x, i) - valueAt(mean, i % channels)) ** 2 / rows);
  }
  return { mean, variance };
}

/** y = gamma (x - mean) / sqrt(variance + epsilon) + beta. */
export function batchNorm(x: Values, gamma: Values, beta: Values, { mean, variance }: Moments, epsilon: number): Float64Array {
  const channels = gamma.length;
  return Float64Array.from(x, (value, i) => {
    const c = i % channels;
    const h = (value - valueAt(mean, c)) / Math.sqrt(valueAt(variance, c) + epsilon);
    return valueAt(gamma, c) * h + valueAt(beta, c);
  });
}

/**
 * Gradients of batchNorm with the moments of x itself, as section 3 of Ioffe and Szegedy 2015 derives them: through the
 * variance, through the mean, and straight. g: the slope of y.
 */
export function batchNormGrad(
  g: Values,
  x: Values,
  gamma: Values,
  epsilon: number,
): { readonly dx: Float64Array; readonly dgamma: Float64Array; readonly dbeta: Float64Array } {
  const channels = gamma.length;
  const rows = x.length / channels;
  const { mean, variance } = moments(x, channels);
  const [dgamma, dbeta] = [new Float64Array(channels), new Float64Array(channels)];
  const [dmean, dvariance] = [new Float64Array(channels), new Float64Array(channels)];
  const root = (c: number): number => Math.sqrt(valueAt(variance, c) + epsilon);
  for (let i = 0; i < x.length; i += 1) {
    const c = i % channels;
    const [slope, d] = [valueAt(g, i), valueAt(x, i) - valueAt(mean, c)];
    addTo(dgamma, c, (slope * d) / root(c));
    addTo(dbeta, c, slope);
    addTo(dvariance, c, (-slope * valueAt(gamma, c) * d) / (2 * root(c) ** 3));
    addTo(dmean, c, (-slope * valueAt(gamma, c)) / root(c));
  }
  const dx = Float64Array.from(x, (value, i) => {
    const c = i % channels;
    const straight = (valueAt(g, i) * valueAt(gamma, c)) / root(c);
    return straight + (valueAt(dvariance, c) * 2 * (value - valueAt(mean, c)) + valueAt(dmean, c)) / rows;
  });
  return { dx, dgamma, dbeta };
}
