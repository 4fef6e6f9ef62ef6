import { madd } from './simd';

const TANH: i32 = 0;
const SIGMOID: i32 = 1;
const RELU6: i32 = 2;

/** ln 2 in two parts, the first of 12 bits, so that n times it is exact. */
const LN2_HIGH: f32 = 0.693359375;
const LN2_LOW: f32 = -0.00021219444;
const LOG2E: f32 = 1.442695;

/** 2^n of whole numbers n from -126 to 127, as floats; 1 for NaN. */
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
}

/** e^r - 1 for |r| <= ln(2) / 2 by its Taylor series to degree 7 (error below 6e-9); 0 at 0. */
@inline
function smallExpMinus1(r: v128): v128 {
  let p = f32x4.splat(1.0 / 5040.0);
  p = madd(p, r, f32x4.splat(1.0 / 720.0));
  p = madd(p, r, f32x4.splat(1.0 / 120.0));
  p = madd(p, r, f32x4.splat(1.0 / 24.0));
  p = madd(p, r, f32x4.splat(1.0 / 6.0));
  p = madd(p, r, f32x4.splat(0.5));
  return madd(f32x4.mul(r, r), p, r);
}

/** x - n ln 2 for n, the whole number nearest to x / ln 2. */
@inline
function remainder(x: v128, n: v128): v128 {
  const high = f32x4.sub(x, f32x4.mul(n, f32x4.splat(LN2_HIGH)));
  return f32x4.sub(high, f32x4.mul(n, f32x4.splat(LN2_LOW)));
}

/** e^x for x <= 0; 0 below e^-87, NaN for NaN. */
@inline
function expOfNegative(x: v128): v128 {
  const least = f32x4.splat(-87);
  const held = f32x4.max(x, least);
  const n = f32x4.nearest(f32x4.mul(held, f32x4.splat(LOG2E)));
  const power = powerOfTwo(n);
  return v128.andnot(madd(power, smallExpMinus1(remainder(held, n)), power), f32x4.lt(x, least));
}

/** With m = e^(-2 |x|) - 1: tanh |x| = -m / (2 + m), which loses nothing near 0. */
@inline
function tanhOf(x: v128): v128 {
  const doubled = f32x4.max(f32x4.mul(f32x4.abs(x), f32x4.splat(-2)), f32x4.splat(-40));
  const n = f32x4.nearest(f32x4.mul(doubled, f32x4.splat(LOG2E)));
  const power = powerOfTwo(n);
  const m = madd(power, smallExpMinus1(remainder(doubled, n)), f32x4.sub(power, f32x4.splat(1)));
  const size = f32x4.div(f32x4.neg(m), f32x4.add(f32x4.splat(2), m));
  return v128.or(f32x4.abs(size), v128.and(x, i32x4.splat(<i32>0x80000000)));
}

/** With e = e^-|x|: 1 / (1 + e) for x >= 0, e / (1 + e) below. */
@inline
function sigmoidOf(x: v128): v128 {
  const e = expOfNegative(f32x4.neg(f32x4.abs(x)));
  const one = f32x4.splat(1);
  const above = v128.bitselect(e, one, f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(above, f32x4.add(one, e));
}

@inline
function valueOf(x: v128, fn: i32): v128 {
  if (fn == TANH) return tanhOf(x);
  if (fn == SIGMOID) return sigmoidOf(x);
  if (fn == RELU6) return f32x4.min(f32x4.max(x, f32x4.splat(0)), f32x4.splat(6));
  return f32x4.mul(x, sigmoidOf(x));
}

@inline
function slopeOf(dy: v128, from: v128, fn: i32): v128 {
  const one = f32x4.splat(1);
  if (fn == TANH) return f32x4.mul(dy, f32x4.sub(one, f32x4.mul(from, from)));
  if (fn == SIGMOID) return f32x4.mul(dy, f32x4.mul(from, f32x4.sub(one, from)));
  if (fn == RELU6) {
    return v128.and(dy, v128.and(f32x4.gt(from, f32x4.splat(0)), f32x4.lt(from, f32x4.splat(6))));
  }
  const s = sigmoidOf(from);
  return f32x4.mul(dy, madd(f32x4.mul(from, s), f32x4.sub(one, s), s));
}

/** y = fn(x); fn: 0 tanh, 1 sigmoid, 2 relu6, 3 swish. What is left at the end goes through the same arithmetic, one by one. */
export function activation(x: usize, y: usize, size: i32, fn: i32): void {
  const bytes = size << 2;
  let i = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(y + i, valueOf(v128.load(x + i), fn));
  for (; i < bytes; i += 4) v128.store32_lane(y + i, valueOf(v128.load32_splat(x + i), fn), 0);
}

/** dx = dy fn'(x); from: x for swish, y for the others. */
export function activationGrad(dy: usize, from: usize, dx: usize, size: i32, fn: i32): void {
  const bytes = size << 2;
  let i = 0;
  for (; i + 16 <= bytes; i += 16) v128.store(dx + i, slopeOf(v128.load(dy + i), v128.load(from + i), fn));
  for (; i < bytes; i += 4) {
    v128.store32_lane(dx + i, slopeOf(v128.load32_splat(dy + i), v128.load32_splat(from + i), fn), 0);
  }
}
