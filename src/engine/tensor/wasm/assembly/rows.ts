import { lanesOf, spread } from './lanes';

/** Bytes of scratch that biasActivation needs: a row of biases in whole lanes. */
export function biasActivationScratch(channels: i32): i32 {
  return lanesOf(channels) << 2;
}

/** y = act(x + bias), x: [rows, channels]. */
export function biasActivation(x: usize, bias: usize, y: usize, rows: i32, channels: i32, relu: i32, scratch: usize): void {
  spread(bias, scratch, channels);
  const area = lanesOf(channels) << 2;
  const bytes = (rows * channels) << 2;
  const least: f32 = relu ? 0 : -Infinity;
  const bound = f32x4.splat(least);
  let i = 0, c = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(y + i, f32x4.max(f32x4.add(v128.load(x + i), v128.load(scratch + c)), bound));
    c += 16;
    if (c == area) c = 0;
  }
  for (; i < bytes; i += 4) {
    store<f32>(y + i, max<f32>(load<f32>(x + i) + load<f32>(scratch + c), least));
    c += 4;
  }
}

/** Copies `rows` runs of `bytes` (a multiple of 4), whose starts lie fromStride and toStride bytes apart. */
export function copyRows(from: usize, to: usize, rows: i32, bytes: i32, fromStride: i32, toStride: i32): void {
  if (bytes == fromStride && bytes == toStride) {
    memory.copy(to, from, rows * bytes);
    return;
  }
  for (let r = 0; r < rows; r++) {
    let i = 0;
    for (; i + 16 <= bytes; i += 16) v128.store(to + i, v128.load(from + i));
    for (; i < bytes; i += 4) store<u32>(to + i, load<u32>(from + i));
    from += fromStride;
    to += toStride;
  }
}

/** y[n, c] = mean over pixels of x[n, p, c]; x: [batch, pixels, channels]. */
export function globalAvgPool(x: usize, y: usize, batch: i32, pixels: i32, channels: i32): void {
  const stride = channels << 2;
  const share: f32 = 1 / <f32>pixels;
  for (let n = 0; n < batch; n++) {
    let c = 0;
    for (; c + 16 <= stride; c += 16) {
      let s0 = f32x4.splat(0), s1 = s0;
      let at = x + c;
      let p = pixels;
      for (; p >= 2; p -= 2) {
        s0 = f32x4.add(s0, v128.load(at));
        s1 = f32x4.add(s1, v128.load(at + stride));
        at += 2 * stride;
      }
      if (p > 0) s0 = f32x4.add(s0, v128.load(at));
      v128.store(y + c, f32x4.mul(f32x4.add(s0, s1), f32x4.splat(share)));
    }
    for (; c < stride; c += 4) {
      let s: f32 = 0;
      for (let p = 0; p < pixels; p++) s += load<f32>(x + p * stride + c);
      store<f32>(y + c, s * share);
    }
    x += pixels * stride;
    y += stride;
  }
}

/** dx[n, p, c] = dy[n, c] / pixels. */
export function globalAvgPoolGrad(dy: usize, dx: usize, batch: i32, pixels: i32, channels: i32): void {
  const stride = channels << 2;
  const share: f32 = 1 / <f32>pixels;
  for (let n = 0; n < batch; n++) {
    for (let p = 0; p < pixels; p++) {
      let c = 0;
      for (; c + 16 <= stride; c += 16) v128.store(dx + c, f32x4.mul(v128.load(dy + c), f32x4.splat(share)));
      for (; c < stride; c += 4) store<f32>(dx + c, load<f32>(dy + c) * share);
      dx += stride;
    }
    dy += stride;
  }
}
