/**
 * The costly loops of the fused policy (../kernels.ts says what each computes), float32, on a memory of their own. Places
 * are numbers of floats from its beginning. No relaxed SIMD: these instructions give the same bits on every machine.
 */

export { lstmBackward, lstmForward } from './cell';
export { adam, adamOuter, rmsprop, sgd } from './optimisers';

// @ts-expect-error: decorator
@inline
function at(place: i32): usize {
  return (<usize>place) << 2;
}

/** [a0 + a1 + a2 + a3, b0 + ..., c0 + ..., d0 + ...] */
// @ts-expect-error: decorator
@inline
function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Four rows at once, so that each part of x is read once for four products. */
export function multiply(y: i32, base: i32, matrix: i32, x: i32, rows: i32, columns: i32): void {
  const stride = at(columns);
  const whole = at(columns & ~3);
  const px = at(x);
  let row = at(matrix);
  let py = at(y);
  let pb = at(base);
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    const row1 = row + stride;
    const row2 = row1 + stride;
    const row3 = row2 + stride;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    let c = f32x4.splat(0);
    let d = f32x4.splat(0);
    for (let k: usize = 0; k < whole; k += 16) {
      const v = v128.load(px + k);
      a = f32x4.add(a, f32x4.mul(v128.load(row + k), v));
      b = f32x4.add(b, f32x4.mul(v128.load(row1 + k), v));
      c = f32x4.add(c, f32x4.mul(v128.load(row2 + k), v));
      d = f32x4.add(d, f32x4.mul(v128.load(row3 + k), v));
    }
    let total = sums(a, b, c, d);
    for (let k = whole; k < stride; k += 4) {
      const rest = f32x4(load<f32>(row + k), load<f32>(row1 + k), load<f32>(row2 + k), load<f32>(row3 + k));
      total = f32x4.add(total, f32x4.mul(rest, f32x4.splat(load<f32>(px + k))));
    }
    v128.store(py, f32x4.add(v128.load(pb), total));
    row = row3 + stride;
    py += 16;
    pb += 16;
  }
  for (; r < rows; r += 1) {
    let a = f32x4.splat(0);
    for (let k: usize = 0; k < whole; k += 16) a = f32x4.add(a, f32x4.mul(v128.load(row + k), v128.load(px + k)));
    let total = f32x4.extract_lane(sums(a, a, a, a), 0);
    for (let k = whole; k < stride; k += 4) total += load<f32>(row + k) * load<f32>(px + k);
    store<f32>(py, load<f32>(pb) + total);
    row += stride;
    py += 4;
    pb += 4;
  }
}

/** Four rows at once, so that y is read and written once for four of them. */
export function multiplyTransposed(y: i32, matrix: i32, d: i32, rows: i32, columns: i32): void {
  const stride = at(columns);
  const whole = at(columns & ~3);
  const py = at(y);
  let row = at(matrix);
  let pd = at(d);
  let r = 0;
  for (; r + 4 <= rows; r += 4) {
    const scale = load<f32>(pd);
    const scale1 = load<f32>(pd + 4);
    const scale2 = load<f32>(pd + 8);
    const scale3 = load<f32>(pd + 12);
    pd += 16;
    const row1 = row + stride;
    const row2 = row1 + stride;
    const row3 = row2 + stride;
    if (scale != 0 || scale1 != 0 || scale2 != 0 || scale3 != 0) {
      const a = f32x4.splat(scale);
      const b = f32x4.splat(scale1);
      const c = f32x4.splat(scale2);
      const e = f32x4.splat(scale3);
      for (let k: usize = 0; k < whole; k += 16) {
        const first = f32x4.add(f32x4.mul(v128.load(row + k), a), f32x4.mul(v128.load(row1 + k), b));
        const second = f32x4.add(f32x4.mul(v128.load(row2 + k), c), f32x4.mul(v128.load(row3 + k), e));
        v128.store(py + k, f32x4.add(v128.load(py + k), f32x4.add(first, second)));
      }
      for (let k = whole; k < stride; k += 4) {
        const first = load<f32>(row + k) * scale + load<f32>(row1 + k) * scale1;
        const second = load<f32>(row2 + k) * scale2 + load<f32>(row3 + k) * scale3;
        store<f32>(py + k, load<f32>(py + k) + (first + second));
      }
    }
    row = row3 + stride;
  }
  for (; r < rows; r += 1) {
    const scale = load<f32>(pd);
    pd += 4;
    if (scale != 0) {
      const a = f32x4.splat(scale);
      for (let k: usize = 0; k < whole; k += 16) {
        v128.store(py + k, f32x4.add(v128.load(py + k), f32x4.mul(v128.load(row + k), a)));
      }
      for (let k = whole; k < stride; k += 4) store<f32>(py + k, load<f32>(py + k) + load<f32>(row + k) * scale);
    }
    row += stride;
  }
}

/** Blocks of sixteen columns stay in registers while the products of all nodes are added to them. */
export function outer(g: i32, d: i32, x: i32, count: i32, rows: i32, columns: i32, accumulate: bool): void {
  const stride = at(columns);
  const dStride = at(rows);
  const blocks = at(columns & ~15);
  const whole = at(columns & ~3);
  const px = at(x);
  let pg = at(g);
  let pd = at(d);
  for (let r = 0; r < rows; r += 1) {
    for (let k: usize = 0; k < blocks; k += 64) {
      const to = pg + k;
      let a = accumulate ? v128.load(to) : f32x4.splat(0);
      let b = accumulate ? v128.load(to, 16) : f32x4.splat(0);
      let c = accumulate ? v128.load(to, 32) : f32x4.splat(0);
      let e = accumulate ? v128.load(to, 48) : f32x4.splat(0);
      let from = px + k;
      let scale = pd;
      for (let n = 0; n < count; n += 1) {
        const s = f32x4.splat(load<f32>(scale));
        a = f32x4.add(a, f32x4.mul(s, v128.load(from)));
        b = f32x4.add(b, f32x4.mul(s, v128.load(from, 16)));
        c = f32x4.add(c, f32x4.mul(s, v128.load(from, 32)));
        e = f32x4.add(e, f32x4.mul(s, v128.load(from, 48)));
        from += stride;
        scale += dStride;
      }
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, e, 48);
    }
    for (let k = blocks; k < whole; k += 16) {
      let a = accumulate ? v128.load(pg + k) : f32x4.splat(0);
      let from = px + k;
      let scale = pd;
      for (let n = 0; n < count; n += 1) {
        a = f32x4.add(a, f32x4.mul(f32x4.splat(load<f32>(scale)), v128.load(from)));
        from += stride;
        scale += dStride;
      }
      v128.store(pg + k, a);
    }
    for (let k = whole; k < stride; k += 4) {
      let a = accumulate ? load<f32>(pg + k) : <f32>0;
      let from = px + k;
      let scale = pd;
      for (let n = 0; n < count; n += 1) {
        a += load<f32>(scale) * load<f32>(from);
        from += stride;
        scale += dStride;
      }
      store<f32>(pg + k, a);
    }
    pg += stride;
    pd += 4;
  }
}

/** In float64: squares of float32 gradients may leave float32. */
export function sumOfSquares(place: i32, count: i32): f64 {
  let p = at(place);
  const end = p + at(count);
  const pairs = p + at(count & ~1);
  let total = f64x2.splat(0);
  for (; p < pairs; p += 8) {
    const v = f64x2.promote_low_f32x4(v128.load64_zero(p));
    total = f64x2.add(total, f64x2.mul(v, v));
  }
  let sum = f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1);
  for (; p < end; p += 4) sum += <f64>load<f32>(p) * <f64>load<f32>(p);
  return sum;
}
