import { laneSum, madd, splatAt } from './simd';

/** Floats of a block of slopes that stays in the first-level cache while every input meets it: 8 KiB. */
const BLOCK: i32 = 2048;

/**
 * y = sum of weights[index] x over the inputs, all of `size` floats. table: for each of `count` inputs two u32, where it
 * lies and the index of its weight. No input gives zeros.
 */
export function scaledSum(table: usize, count: i32, weights: usize, y: usize, size: i32): void {
  const bytes = size << 2;
  const end = table + (count << 3);
  let i = 0;
  for (; i + 64 <= bytes; i += 64) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    for (let entry = table; entry < end; entry += 8) {
      const from = <usize>load<u32>(entry) + i;
      const w = splatAt(weights + (load<u32>(entry, 4) << 2));
      s0 = madd(w, v128.load(from), s0);
      s1 = madd(w, v128.load(from, 16), s1);
      s2 = madd(w, v128.load(from, 32), s2);
      s3 = madd(w, v128.load(from, 48), s3);
    }
    v128.store(y + i, s0);
    v128.store(y + i, s1, 16);
    v128.store(y + i, s2, 32);
    v128.store(y + i, s3, 48);
  }
  for (; i < bytes; i += 4) {
    let s: f32 = 0;
    for (let entry = table; entry < end; entry += 8) {
      s += load<f32>(weights + (load<u32>(entry, 4) << 2)) * load<f32>(<usize>load<u32>(entry) + i);
    }
    store<f32>(y + i, s);
  }
}

/**
 * Gradients of scaledSum: dx = weights[index] dy for each input, dweights[index] = sum of dy x, 0 for weights without an
 * input. table: for each input three u32, x, dx, index.
 */
export function scaledSumGrad(
  table: usize, count: i32, weights: usize, dy: usize, dweights: usize, weightCount: i32, size: i32,
): void {
  memory.fill(dweights, 0, weightCount << 2);
  for (let from = 0; from < size; from += BLOCK) {
    const floats = min(BLOCK, size - from);
    const block = dy + (from << 2);
    for (let k = 0; k < count; k++) {
      const entry = table + k * 12;
      const index = load<u32>(entry, 8) << 2;
      const at = from << 2;
      const sum = slopeBlock(block, <usize>load<u32>(entry) + at, <usize>load<u32>(entry, 4) + at, weights + index, floats);
      store<f32>(dweights + index, load<f32>(dweights + index) + sum);
    }
  }
}

/** dx = weight dy; the sum of dy x. */
function slopeBlock(dy: usize, x: usize, dx: usize, weight: usize, floats: i32): f32 {
  const w = splatAt(weight);
  const bytes = floats << 2;
  let s0 = f32x4.splat(0), s1 = s0;
  let i = 0;
  for (; i + 32 <= bytes; i += 32) {
    const g0 = v128.load(dy + i), g1 = v128.load(dy + i, 16);
    s0 = madd(g0, v128.load(x + i), s0);
    s1 = madd(g1, v128.load(x + i, 16), s1);
    v128.store(dx + i, f32x4.mul(w, g0));
    v128.store(dx + i, f32x4.mul(w, g1), 16);
  }
  let rest: f32 = 0;
  for (; i < bytes; i += 4) {
    const g = load<f32>(dy + i);
    rest += g * load<f32>(x + i);
    store<f32>(dx + i, load<f32>(weight) * g);
  }
  return laneSum(f32x4.add(s0, s1)) + rest;
}
