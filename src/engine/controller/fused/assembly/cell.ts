/**
 * The long short-term memory's nonlinear part (../float64Lstm.ts), two units at once in float64 between float32 numbers: the formulas
 * of core/exactMath, operation by operation, so that both give the same bits. Memory begins with the 32 steps of exp's table.
 */

const INV_STEP: f64 = 1.4426950408889634 * 32;
const STEP_HI: f64 = 2977044471.0 / 4294967296.0 / 32;
const STEP_LO: f64 = 1.9082149292705877e-10 / 32;
/** Up to here 2^k is a normal number; beyond, sigmoid and tanh are at their limits. */
const MOST: f64 = 708;

// @ts-expect-error: decorator
@inline
function at(place: i32): usize {
  return (<usize>place) << 2;
}

// @ts-expect-error: decorator
@inline
function load2(p: usize, single: bool): v128 {
  return f64x2.promote_low_f32x4(single ? v128.load32_zero(p) : v128.load64_zero(p));
}

// @ts-expect-error: decorator
@inline
function store2(p: usize, value: v128, single: bool): void {
  const narrow = f32x4.demote_f64x2_zero(value);
  if (single) v128.store_lane<f32>(p, narrow, 0);
  else v128.store_lane<f64>(p, narrow, 0);
}

/** exactMath.exp for |x| <= MOST and NaN. */
// @ts-expect-error: decorator
@inline
function exp2(x: v128): v128 {
  const n = f64x2.floor(f64x2.add(f64x2.mul(x, f64x2.splat(INV_STEP)), f64x2.splat(0.5)));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(n, f64x2.splat(STEP_HI))), f64x2.mul(n, f64x2.splat(STEP_LO)));
  const one = f64x2.splat(1);
  let tail = f64x2.add(f64x2.splat(1.0 / 120), f64x2.mul(r, f64x2.splat(1.0 / 720)));
  tail = f64x2.add(f64x2.splat(1.0 / 24), f64x2.mul(r, tail));
  tail = f64x2.add(f64x2.splat(1.0 / 6), f64x2.mul(r, tail));
  tail = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, tail));
  tail = f64x2.mul(r, f64x2.add(one, f64x2.mul(r, tail)));
  const whole = i32x4.trunc_sat_f64x2_s_zero(n);
  const j = v128.and(whole, i32x4.splat(31));
  const first = v128.load64_zero((<usize>i32x4.extract_lane(j, 0)) << 3);
  const step = v128.load_lane<u64>((<usize>i32x4.extract_lane(j, 1)) << 3, first, 1);
  const k = i32x4.add(i32x4.shr_s(whole, 5), i32x4.splat(1023));
  const power = i64x2.shl(i64x2.extend_low_i32x4_u(k), 52);
  return f64x2.mul(f64x2.add(step, f64x2.mul(step, tail)), power);
}

// @ts-expect-error: decorator
@inline
function sigmoid2(x: v128): v128 {
  const held = f64x2.max(f64x2.min(f64x2.neg(x), f64x2.splat(MOST)), f64x2.splat(-MOST));
  const value = f64x2.div(f64x2.splat(1), f64x2.add(f64x2.splat(1), exp2(held)));
  return v128.andnot(value, f64x2.lt(x, f64x2.splat(-MOST)));
}

// @ts-expect-error: decorator
@inline
function tanh2(x: v128): v128 {
  const s = f64x2.mul(x, x);
  let above = f64x2.add(f64x2.splat(378), s);
  above = f64x2.add(f64x2.splat(17325), f64x2.mul(s, above));
  above = f64x2.mul(x, f64x2.add(f64x2.splat(135135), f64x2.mul(s, above)));
  let below = f64x2.add(f64x2.splat(3150), f64x2.mul(s, f64x2.splat(28)));
  below = f64x2.add(f64x2.splat(62370), f64x2.mul(s, below));
  below = f64x2.add(f64x2.splat(135135), f64x2.mul(s, below));
  const near = f64x2.div(above, below);
  const magnitude = f64x2.abs(x);
  const isNear = f64x2.lt(magnitude, f64x2.splat(0.5));
  if (i64x2.all_true(isNear)) return near;
  const e = exp2(f64x2.min(f64x2.mul(f64x2.splat(2), magnitude), f64x2.splat(MOST)));
  const far = f64x2.sub(f64x2.splat(1), f64x2.div(f64x2.splat(2), f64x2.add(e, f64x2.splat(1))));
  const sign = v128.and(x, f64x2.splat(-0.0));
  return v128.bitselect(near, v128.or(far, sign), isNear);
}

/** Calls, for the odd unit at the end: written out once more they would double the module. */
function sigmoidOf(x: v128): v128 {
  return sigmoid2(x);
}

function tanhOf(x: v128): v128 {
  return tanh2(x);
}

// @ts-expect-error: decorator
@inline
function forward2(sums: usize, recurrent: usize, cellBefore: usize, kept: usize, hidden: usize, cell: usize, block: usize, single: bool): void {
  const forInput = f64x2.add(load2(sums, single), load2(recurrent, single));
  const forForget = f64x2.add(load2(sums + block, single), load2(recurrent + block, single));
  const forCandidate = f64x2.add(load2(sums + 2 * block, single), load2(recurrent + 2 * block, single));
  const forOutput = f64x2.add(load2(sums + 3 * block, single), load2(recurrent + 3 * block, single));
  const input = single ? sigmoidOf(forInput) : sigmoid2(forInput);
  const forget = single ? sigmoidOf(forForget) : sigmoid2(forForget);
  const candidate = single ? tanhOf(forCandidate) : tanh2(forCandidate);
  const output = single ? sigmoidOf(forOutput) : sigmoid2(forOutput);
  const c = f64x2.add(f64x2.mul(forget, load2(cellBefore, single)), f64x2.mul(input, candidate));
  const t = single ? tanhOf(c) : tanh2(c);
  store2(kept, input, single);
  store2(kept + block, forget, single);
  store2(kept + 2 * block, candidate, single);
  store2(kept + 3 * block, output, single);
  store2(kept + 4 * block, t, single);
  store2(cell, c, single);
  store2(hidden, f64x2.mul(output, t), single);
}

export function lstmForward(inputSums: i32, recurrentSums: i32, cellBefore: i32, kept: i32, hidden: i32, cell: i32, units: i32): void {
  const block = at(units);
  let sums = at(inputSums);
  let recurrent = at(recurrentSums);
  let before = at(cellBefore);
  let keep = at(kept);
  let h = at(hidden);
  let c = at(cell);
  for (let u = 1; u < units; u += 2) {
    forward2(sums, recurrent, before, keep, h, c, block, false);
    sums += 8;
    recurrent += 8;
    before += 8;
    keep += 8;
    h += 8;
    c += 8;
  }
  if ((units & 1) == 1) forward2(sums, recurrent, before, keep, h, c, block, true);
}

// @ts-expect-error: decorator
@inline
function give2(dSums: usize, dRecurrent: usize, slope: v128, single: bool): void {
  store2(dSums, slope, single);
  store2(dRecurrent, f64x2.add(load2(dRecurrent, single), slope), single);
}

/** a (1 - a) times slope, in the order of ../float64Lstm.ts. */
// @ts-expect-error: decorator
@inline
function throughSigmoid(slope: v128, a: v128): v128 {
  return f64x2.mul(f64x2.mul(slope, a), f64x2.sub(f64x2.splat(1), a));
}

// @ts-expect-error: decorator
@inline
function backward2(
  kept: usize, cellBefore: usize, dHidden: usize, dCell: usize, dSums: usize, dCellBefore: usize, dRecurrent: usize, block: usize, single: bool,
): void {
  const one = f64x2.splat(1);
  const input = load2(kept, single);
  const forget = load2(kept + block, single);
  const candidate = load2(kept + 2 * block, single);
  const output = load2(kept + 3 * block, single);
  const t = load2(kept + 4 * block, single);
  const dh = load2(dHidden, single);
  const viaHidden = f64x2.mul(f64x2.mul(dh, output), f64x2.sub(one, f64x2.mul(t, t)));
  const dc = f64x2.add(load2(dCell, single), viaHidden);
  give2(dSums, dRecurrent, throughSigmoid(f64x2.mul(dc, candidate), input), single);
  give2(dSums + block, dRecurrent + block, throughSigmoid(f64x2.mul(dc, load2(cellBefore, single)), forget), single);
  const dCandidate = f64x2.mul(f64x2.mul(dc, input), f64x2.sub(one, f64x2.mul(candidate, candidate)));
  give2(dSums + 2 * block, dRecurrent + 2 * block, dCandidate, single);
  give2(dSums + 3 * block, dRecurrent + 3 * block, throughSigmoid(f64x2.mul(dh, t), output), single);
  store2(dCellBefore, f64x2.add(load2(dCellBefore, single), f64x2.mul(dc, forget)), single);
}

export function lstmBackward(
  kept: i32, cellBefore: i32, dHidden: i32, dCell: i32, dInputSums: i32, dCellBefore: i32, dRecurrentSums: i32, units: i32,
): void {
  const block = at(units);
  let keep = at(kept);
  let before = at(cellBefore);
  let dh = at(dHidden);
  let dc = at(dCell);
  let dSums = at(dInputSums);
  let dBefore = at(dCellBefore);
  let dRecurrent = at(dRecurrentSums);
  for (let u = 1; u < units; u += 2) {
    backward2(keep, before, dh, dc, dSums, dBefore, dRecurrent, block, false);
    keep += 8;
    before += 8;
    dh += 8;
    dc += 8;
    dSums += 8;
    dBefore += 8;
    dRecurrent += 8;
  }
  if ((units & 1) == 1) backward2(keep, before, dh, dc, dSums, dBefore, dRecurrent, block, true);
}
