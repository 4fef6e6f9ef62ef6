import { exp, log } from '../../core/exactMath';

/** The standard normal distribution, from the four operations and exactMath only, so that it is the same in every engine. */

const INV_SQRT_2PI = 0.3989422804014327;
const LOG_SQRT_2PI = 0.9189385332046727;

/** phi(z) = exp(-z^2 / 2) / sqrt(2 pi). */
export function normalPdf(z: number): number {
  return INV_SQRT_2PI * exp(-0.5 * z * z);
}

/** From here on the continued fraction is as exact as the series. */
const TAIL = 3;

/**
 * Mills' ratio Q(z) / phi(z) = 1 / (z + 1 / (z + 2 / (z + 3 / (z + ...)))), z >= 3, Q = 1 - Phi. Laplace's continued fraction cut at 60
 * (rest below 1e-15 from z = 3 on).
 */
function millsRatio(z: number): number {
  let fraction = z;
  for (let k = 60; k >= 1; k -= 1) fraction = z + k / fraction;
  return 1 / fraction;
}

/** Phi(z) - 1/2 = phi(z) (z + z^3 / 3 + z^5 / (3 5) + z^7 / (3 5 7) + ...), |z| <= 3. */
function centralArea(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 3; k < 99; k += 2) {
    term *= (z * z) / k;
    const next = sum + term;
    if (next === sum) break;
    sum = next;
  }
  return normalPdf(z) * sum;
}

/** Phi(z) = P(Z <= z); absolute error below 1e-15, relative below 1e-13 in the lower tail. */
export function normalCdf(z: number): number {
  if (z < -TAIL) return z < -38 ? 0 : normalPdf(z) * millsRatio(-z);
  if (z > TAIL) return z > 38 ? 1 : 1 - normalPdf(z) * millsRatio(z);
  return 0.5 + centralArea(z);
}

/** log Phi(z), exact in the lower tail too. */
export function logNormalCdf(z: number): number {
  return z < -TAIL ? -0.5 * z * z - LOG_SQRT_2PI + log(millsRatio(-z)) : log(normalCdf(z));
}

/** P(a < Z < b), a <= b, without the cancellation of Phi(b) - Phi(a) in the upper tail. */
export function normalMass(a: number, b: number): number {
  if (a > 0) return normalMass(-b, -a);
  if (a >= -TAIL && b <= TAIL) return centralArea(b) - centralArea(a);
  return normalCdf(b) - normalCdf(a);
}

/**
 * log h(z), h(z) = phi(z) + z Phi(z): expected improvement in units of the standard deviation. In the lower tail h is a difference of
 * nearly equal numbers; there h = phi(z) (1 - |z| R(|z|)) with Mills' ratio R by its continued fraction, and
 *   1 - z R(z) = g / (z + g),  g = 1 / (z + 2 / (z + 3 / (z + ...))),
 * without any difference. Ament et al. 2023, arXiv:2310.20708, sec. 4.1, for why the logarithm.
 */
export function logImprovement(z: number): number {
  if (z >= -TAIL) return log(normalPdf(z) + z * normalCdf(z));
  const size = -z;
  let fraction = size;
  for (let k = 60; k >= 2; k -= 1) fraction = size + k / fraction;
  const g = 1 / fraction;
  return -0.5 * z * z - LOG_SQRT_2PI + log(g / (size + g));
}

/**
 * Phi^-1(p), 0 < p < 1: Newton's method with Halley's correction on Phi from a rational start (Abramowitz and Stegun 26.2.23, error below
 * 4.5e-4), two steps.
 */
export function normalQuantile(p: number): number {
  if (p === 0.5) return 0;
  if (p > 0.5) return -normalQuantile(1 - p);
  const t = Math.sqrt(-2 * log(p));
  let z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
  for (let step = 0; step < 2; step += 1) {
    const pdf = normalPdf(z);
    if (pdf === 0) break;
    const error = (normalCdf(z) - p) / pdf;
    z -= error / (1 + 0.5 * z * error);
  }
  return z;
}
