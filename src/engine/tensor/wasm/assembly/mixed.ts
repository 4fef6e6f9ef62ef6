import { laneSum, madd, splatAt } from './simd';

/** Floats of a block of slopes that stays in the first-level cache while every input meets it: 8 KiB. */
const BLOCK: i32 = 2048;

/** y = sum of weights[k] x_k over the inputs, all of `size` floats. table: where each of `count` inputs lies, u32. */
export function scaledSum(table: usize, count: i32, weights: usize, y: usize, size: i32): void {
  const bytes = size << 2;
  const end = table + (count << 2);
  let i = 0;
  for (; i + 64 <= bytes; i += 64) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let weight = weights;
    for (let entry = table; entry < end; entry += 4) {
      const from = <usize>load<u32>(entry) + i;
      const w = splatAt(weight);
      weight += 4;
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
    for (let k = 0; k < count; k++) {
      s += load<f32>(weights + (k << 2)) * load<f32>(<usize>load<u32>(table + (k << 2)) + i);
    }
    store<f32>(y + i, s);
  }
}

/**
 * Gradients of scaledSum: dx_k = weights[k] dy, dweights[k] = sum of dy x_k. table: for each input two u32, x and dx.
 */
export function scaledSumGrad(table: usize, count: i32, weights: usize, dy: usize, dweights: usize, size: i32): void {
  memory.fill(dweights, 0, count << 2);
  for (let from = 0; from < size; from += BLOCK) {
    const floats = min(BLOCK, size - from);
    const block = dy + (from << 2);
    for (let k = 0; k < count; k++) {
      const entry = table + (k << 3);
      const at = from << 2, weight = k << 2;
      const sum = slopeBlock(block, <usize>load<u32>(entry) + at, <usize>load<u32>(entry, 4) + at, weights + weight, floats);
      store<f32>(dweights + weight, load<f32>(dweights + weight) + sum);
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
