/** dx = dy where y > 0, else 0. */
export function reluGrad(dy: usize, y: usize, dx: usize, size: i32): void {
  const zero = f32x4.splat(0);
  const bytes = size << 2;
  let i = 0;
  for (; i + 16 <= bytes; i += 16) {
    v128.store(dx + i, v128.and(v128.load(dy + i), f32x4.gt(v128.load(y + i), zero)));
  }
  for (; i < bytes; i += 4) store<f32>(dx + i, load<f32>(y + i) > 0 ? load<f32>(dy + i) : 0);
}

/** sums[c] = sum over rows of dy[row, c]; dy: [rows, channels]. */
export function biasGrad(dy: usize, sums: usize, rows: i32, channels: i32): void {
  const stride = channels << 2;
  let c = 0;
  for (; c + 8 <= channels; c += 8) {
    let s0 = f32x4.splat(0), s1 = s0, t0 = s0, t1 = s0;
    let at = dy + (c << 2);
    let r = 0;
    for (; r + 2 <= rows; r += 2) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      at += stride;
      t0 = f32x4.add(t0, v128.load(at));
      t1 = f32x4.add(t1, v128.load(at, 16));
      at += stride;
    }
    if (r < rows) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
    }
    v128.store(sums + (c << 2), f32x4.add(s0, t0));
    v128.store(sums + (c << 2), f32x4.add(s1, t1), 16);
  }
  for (; c < channels; c++) {
    let s: f32 = 0;
    let at = dy + (c << 2);
    for (let r = 0; r < rows; r++) {
      s += load<f32>(at);
      at += stride;
    }
    store<f32>(sums + (c << 2), s);
  }
}
