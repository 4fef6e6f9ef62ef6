/**
 * exp, log, tanh, sin and cos from +, -, * and / only. ECMAScript leaves the last digits of Math.exp and its kin to the
 * engine, so a run computed with them differs between browsers; IEEE 754 fixes the four operations, so these do not.
 * Accuracy: within 1e-15 relative of the true value (measured in the tests), denormal results aside.
 */

/** ln 2 = LN2_HI + LN2_LO; LN2_HI has 32 bits, so that k * LN2_HI is exact for |k| < 2^21. */
const LN2_HI = 2977044471 / 4294967296;
const LN2_LO = 1.9082149292705877e-10;
const INV_LN2 = Math.LOG2E;

/** 32 steps an octave: the remainder of the argument is at most ln2 / 64 = 0.0108. */
const STEPS = 32;
const INV_STEP = INV_LN2 * STEPS;
const STEP_HI = LN2_HI / STEPS;
const STEP_LO = LN2_LO / STEPS;

const scratch = new Float64Array(1);
const words = new Uint32Array(scratch.buffer);
/** Index of the word with sign and exponent in this machine's byte order. */
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/** 2^k for every k with a finite, non-zero result, at index k + 1074. */
const POWERS_OF_TWO: Float64Array = (() => {
  const table = new Float64Array(1074 + 1024);
  let value = 1;
  for (let k = 0; k <= 1023; k += 1) {
    table[1074 + k] = value;
    value *= 2;
  }
  value = 1;
  for (let k = 0; k >= -1074; k -= 1) {
    table[1074 + k] = value;
    value /= 2;
  }
  return table;
})();

/** Taylor series of e^x, 20 terms by Horner's rule; |x| <= ln 2. */
function expSeries(x: number): number {
  let sum = 1;
  for (let n = 20; n >= 1; n -= 1) sum = 1 + (x * sum) / n;
  return sum;
}

/** exp's table: 2^(j / 32), j = 0..31. Not to be written to. */
export const EXP_STEPS: Float64Array = Float64Array.from({ length: STEPS }, (_, j) =>
  j < STEPS / 2 ? expSeries(j * STEP_HI + j * STEP_LO) : 2 * expSeries((j - STEPS) * STEP_HI + (j - STEPS) * STEP_LO),
);

/**
 * e^x = 2^(n/32) * e^r,  n = round(32 x / ln 2),  |r| <= ln2 / 64; e^r by its Taylor polynomial of degree 6 (rest 4e-18).
 * Infinity above 709.782..., 0 below -745.133...; NaN for NaN.
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019412) return 0;
  const n = Math.floor(x * INV_STEP + 0.5);
  const r = x - n * STEP_HI - n * STEP_LO;
  const tail = r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720))))));
  const j = n & (STEPS - 1);
  const step = EXP_STEPS[j] as number;
  const k = (n - j) / STEPS;
  const value = step + step * tail;
  if (k > 1023) return value * (POWERS_OF_TWO[1074 + k - 1] as number) * 2;
  if (k < -1022) return value * (POWERS_OF_TWO[1074 + k + 64] as number) * (POWERS_OF_TWO[1074 - 64] as number);
  return value * (POWERS_OF_TWO[1074 + k] as number);
}

/**
 * ln x = k ln 2 + 2 atanh(f),  x = 2^k m,  sqrt(1/2) <= m < sqrt 2,  f = (m - 1) / (m + 1),  |f| < 0.1716;
 * atanh f = f + f^3/3 + ... + f^21/21. -Infinity for 0, NaN below 0 and for NaN.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  scratch[0] = x;
  if (x < 2.2250738585072014e-308) {
    scratch[0] = x * 18014398509481984;
    k = -54;
  }
  const high = words[HIGH] as number;
  k += (high >>> 20) - 1023;
  words[HIGH] = (high & 0xfffff) | 0x3ff00000;
  let m = scratch[0] as number;
  if (m >= Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = (m - 1) / (m + 1);
  const s = f * f;
  const series =
    s *
    (1 / 3 +
      s *
        (1 / 5 +
          s * (1 / 7 + s * (1 / 9 + s * (1 / 11 + s * (1 / 13 + s * (1 / 15 + s * (1 / 17 + s * (1 / 19 + s * (1 / 21))))))))));
  const twoF = 2 * f;
  return k * LN2_HI + (twoF + (twoF * series + k * LN2_LO));
}

/**
 * tanh x. |x| < 1/2: the seventh convergent of Lambert's continued fraction x / (1 + x^2 / (3 + x^2 / (5 + ...))), rest
 * below 3e-16 at 1/2; else 1 - 2 / (e^(2|x|) + 1) with the sign of x. NaN for NaN.
 */
export function tanh(x: number): number {
  const magnitude = x < 0 ? -x : x;
  if (magnitude < 0.5) {
    const s = x * x;
    return (x * (135135 + s * (17325 + s * (378 + s)))) / (135135 + s * (62370 + s * (3150 + s * 28)));
  }
  if (magnitude > 20) return x < 0 ? -1 : 1;
  const value = 1 - 2 / (exp(2 * magnitude) + 1);
  return x < 0 ? -value : value;
}

/** pi / 2 in three parts: 31 bits, the next 32 bits, and the rest. */
const HALF_PI_1 = 1686629713 / 1073741824;
const HALF_PI_2 = 6.07710049817245e-11;
const HALF_PI_3 = 8.333742918520879e-20;
const TWO_OVER_PI = 0.6366197723675814;
const MAX_ANGLE = 1e6;

/** Quarter turns to take off x; the remainder is in [-pi/4, pi/4]. */
function quarterTurns(x: number): number {
  if (!(x >= -MAX_ANGLE && x <= MAX_ANGLE)) throw new RangeError(`exactMath: the angle must lie within +-${MAX_ANGLE}, got ${x}`);
  return Math.floor(x * TWO_OVER_PI + 0.5);
}

function remainder(x: number, turns: number): number {
  return x - turns * HALF_PI_1 - turns * HALF_PI_2 - turns * HALF_PI_3;
}

/** Taylor series to x^17 / 17! (rest 2e-20 at pi/4), by Horner's rule. */
function sinSeries(x: number): number {
  const s = x * x;
  return (
    x +
    x *
      (s *
        (-1 / 6 +
          s *
            (1 / 120 +
              s *
                (-1 / 5040 +
                  s *
                    (1 / 362880 +
                      s * (-1 / 39916800 + s * (1 / 6227020800 + s * (-1 / 1307674368000 + s * (1 / 355687428096000)))))))))
  );
}

/** Taylor series to x^18 / 18! (rest 4e-21 at pi/4), by Horner's rule. */
function cosSeries(x: number): number {
  const s = x * x;
  return (
    1 +
    s *
      (-1 / 2 +
        s *
          (1 / 24 +
            s *
              (-1 / 720 +
                s *
                  (1 / 40320 +
                    s *
                      (-1 / 3628800 +
                        s * (1 / 479001600 + s * (-1 / 87178291200 + s * (1 / 20922789888000 + s * (-1 / 6402373705728000)))))))))
  );
}

/** sin x, |x| <= 1e6 (RangeError outside); absolute error below 1e-15. */
export function sin(x: number): number {
  const turns = quarterTurns(x);
  const r = remainder(x, turns);
  const value = (turns & 1) === 0 ? sinSeries(r) : cosSeries(r);
  return (turns & 2) === 0 ? value : -value;
}

/** cos x, |x| <= 1e6 (RangeError outside); absolute error below 1e-15. */
export function cos(x: number): number {
  const turns = quarterTurns(x);
  const r = remainder(x, turns);
  const value = (turns & 1) === 0 ? cosSeries(r) : sinSeries(r);
  return ((turns + 1) & 2) === 0 ? value : -value;
}
