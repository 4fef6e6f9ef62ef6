import { madd } from './simd';

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

/** m <- b1 m + (1 - b1) g; v <- b2 v + (1 - b2) g^2; param <- param - rate m / (sqrt(v) + epsilon), in place. */
export function adam(
  param: usize, m: usize, v: usize, gradient: usize, size: i32, rate: f32, beta1: f32, beta2: f32, epsilon: f32,
): void {
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(1 - beta1);
  const b2 = f32x4.splat(beta2), c2 = f32x4.splat(1 - beta2);
  const step = f32x4.splat(rate), small = f32x4.splat(epsilon);
  const bytes = size << 2;
  let i = 0;
  for (; i + 16 <= bytes; i += 16) {
    const g = v128.load(gradient + i);
    const mean = madd(c1, g, f32x4.mul(b1, v128.load(m + i)));
    const square = madd(c2, f32x4.mul(g, g), f32x4.mul(b2, v128.load(v + i)));
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const change = f32x4.div(f32x4.mul(step, mean), f32x4.add(f32x4.sqrt(square), small));
    v128.store(param + i, f32x4.sub(v128.load(param + i), change));
  }
  for (; i < bytes; i += 4) {
    const g = load<f32>(gradient + i);
    const mean = beta1 * load<f32>(m + i) + (1 - beta1) * g;
    const square = beta2 * load<f32>(v + i) + (1 - beta2) * (g * g);
    store<f32>(m + i, mean);
    store<f32>(v + i, square);
    store<f32>(param + i, load<f32>(param + i) - (rate * mean) / (sqrt<f32>(square) + epsilon));
  }
}
