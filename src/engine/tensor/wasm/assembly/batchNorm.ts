import { blockRows, lanesOf, spread, spreadOne } from './lanes';
import { madd } from './simd';

/**
 * Batch normalisation of x: [rows, channels] (Ioffe and Szegedy 2015, algorithm 1, and its gradients from section 3).
 * With r = 1 / sqrt(variance + epsilon): y = act(gamma r (x - mean) + beta).
 *
 * Moments in one pass over memory: two passes over a block that stays in cache, blocks combined by the update formulas of
 * Chan, Golub and LeVeque 1983 (eq. 1.5): no sum of squares, so nothing cancels where the mean is large.
 */

/** Areas of one float per lane that a kernel uses. */
const AREAS: i32 = 8;

export function batchNormScratch(channels: i32): i32 {
  return AREAS * (lanesOf(channels) << 2);
}

/** Adds `count` values of mean m and squared deviations q to `n` of mean at `mean` and squared deviations at `squares`. */
@inline
function combine(mean: usize, squares: usize, n: f32, m: f32, q: f32, count: f32): void {
  const all = n + count;
  const d = m - load<f32>(mean);
  store<f32>(mean, load<f32>(mean) + d * (count / all));
  store<f32>(squares, load<f32>(squares) + q + d * d * (n * count / all));
}

/** mean and variance (biased) of each channel; scratch: two areas. */
function moments(x: usize, rows: i32, channels: i32, mean: usize, variance: usize, scratch: usize): void {
  const lanes = lanesOf(channels);
  const stride = lanes << 2;
  const repeats = lanes / channels;
  const laneRows = rows / repeats;
  const means = scratch, squares = scratch + stride;
  memory.fill(means, 0, 2 * stride);
  for (let from = 0; from < laneRows; ) {
    const count = min(blockRows(lanes), laneRows - from);
    const share = f32x4.splat(<f32>1 / <f32>count);
    const weight = f32x4.splat(<f32>count / <f32>(from + count));
    const cross = f32x4.splat(<f32>from * (<f32>count / <f32>(from + count)));
    for (let c = 0; c < stride; c += 16) {
      const block = x + from * stride + c;
      let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
      let at = block;
      let r = count;
      for (; r >= 4; r -= 4) {
        s0 = f32x4.add(s0, v128.load(at));
        s1 = f32x4.add(s1, v128.load(at + stride));
        s2 = f32x4.add(s2, v128.load(at + 2 * stride));
        s3 = f32x4.add(s3, v128.load(at + 3 * stride));
        at += 4 * stride;
      }
      for (; r > 0; r--) {
        s0 = f32x4.add(s0, v128.load(at));
        at += stride;
      }
      const m = f32x4.mul(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), share);
      s0 = f32x4.splat(0);
      s1 = s0;
      s2 = s0;
      s3 = s0;
      at = block;
      for (r = count; r >= 4; r -= 4) {
        const d0 = f32x4.sub(v128.load(at), m), d1 = f32x4.sub(v128.load(at + stride), m);
        const d2 = f32x4.sub(v128.load(at + 2 * stride), m), d3 = f32x4.sub(v128.load(at + 3 * stride), m);
        s0 = madd(d0, d0, s0);
        s1 = madd(d1, d1, s1);
        s2 = madd(d2, d2, s2);
        s3 = madd(d3, d3, s3);
        at += 4 * stride;
      }
      for (; r > 0; r--) {
        const d = f32x4.sub(v128.load(at), m);
        s0 = madd(d, d, s0);
        at += stride;
      }
      const before = v128.load(means + c);
      const d = f32x4.sub(m, before);
      v128.store(means + c, madd(d, weight, before));
      const added = f32x4.add(f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3)), v128.load(squares + c));
      v128.store(squares + c, madd(f32x4.mul(d, d), cross, added));
    }
    from += count;
  }
  for (let c = 0; c < channels; c++) {
    const at = c << 2;
    store<f32>(mean + at, load<f32>(means + at));
    store<f32>(variance + at, load<f32>(squares + at));
    let n = <f32>laneRows;
    for (let k = 1; k < repeats && laneRows > 0; k++) {
      const lane = (k * channels + c) << 2;
      combine(mean + at, variance + at, n, load<f32>(means + lane), load<f32>(squares + lane), <f32>laneRows);
      n += <f32>laneRows;
    }
    for (let r = laneRows * repeats; r < rows; r++) {
      combine(mean + at, variance + at, n, load<f32>(x + ((r * channels + c) << 2)), 0, 1);
      n += 1;
    }
    store<f32>(variance + at, load<f32>(variance + at) / <f32>rows);
  }
}

/** Lane by lane: mean, gamma r and beta, in the first three areas of scratch; gamma and beta may be absent (1 and 0). */
function spreadAffine(
  gamma: usize, beta: usize, mean: usize, variance: usize, channels: i32, epsilon: f32, scratch: usize,
): void {
  const lanes = lanesOf(channels);
  const area = lanes << 2;
  spread(mean, scratch, channels);
  for (let lane = 0; lane < lanes; lane++) {
    const c = (lane % channels) << 2;
    const r: f32 = 1 / sqrt<f32>(load<f32>(variance + c) + epsilon);
    store<f32>(scratch + area + (lane << 2), gamma == 0 ? r : load<f32>(gamma + c) * r);
  }
  if (beta == 0) spreadOne(0, scratch + 2 * area, channels);
  else spread(beta, scratch + 2 * area, channels);
}

/** y = act((x - mean) scale + beta), parameters from spreadAffine, which stay in registers while a block of rows passes. */
function normalise(x: usize, y: usize, rows: i32, channels: i32, relu: bool, scratch: usize): void {
  const lanes = lanesOf(channels);
  const stride = lanes << 2;
  const means = scratch, scales = scratch + stride, betas = scratch + 2 * stride;
  const laneRows = rows / (lanes / channels);
  // No bound where there is no ReLU: NaN passes either way.
  const least: f32 = relu ? 0 : -Infinity;
  const bound = f32x4.splat(least);
  for (let from = 0; from < laneRows; from += blockRows(lanes)) {
    const count = min(blockRows(lanes), laneRows - from);
    for (let c = 0; c < stride; c += 16) {
      const mean = v128.load(means + c), scale = v128.load(scales + c), beta = v128.load(betas + c);
      let at = from * stride + c;
      const end = at + count * stride;
      for (; at < end; at += stride) {
        v128.store(y + at, f32x4.max(madd(f32x4.sub(v128.load(x + at), mean), scale, beta), bound));
      }
    }
  }
  const bytes = (rows * channels) << 2;
  let c = 0;
  for (let i = laneRows * stride; i < bytes; i += 4) {
    const v: f32 = (load<f32>(x + i) - load<f32>(means + c)) * load<f32>(scales + c) + load<f32>(betas + c);
    store<f32>(y + i, max<f32>(v, least));
    c += 4;
  }
}

/** Training: the batch's own moments, which it also gives: mean and biased variance, [channels] each. */
export function batchNorm(
  x: usize, gamma: usize, beta: usize, y: usize, mean: usize, variance: usize, rows: i32, channels: i32, epsilon: f32,
  relu: i32, scratch: usize,
): void {
  moments(x, rows, channels, mean, variance, scratch);
  spreadAffine(gamma, beta, mean, variance, channels, epsilon, scratch);
  normalise(x, y, rows, channels, relu != 0, scratch);
}

/** Inference: given moments. gamma and beta may be 0, absent. */
export function batchNormInference(
  x: usize, gamma: usize, beta: usize, mean: usize, variance: usize, y: usize, rows: i32, channels: i32, epsilon: f32,
  relu: i32, scratch: usize,
): void {
  spreadAffine(gamma, beta, mean, variance, channels, epsilon, scratch);
  normalise(x, y, rows, channels, relu != 0, scratch);
}

/** dy where act let y through, y = (x - mean) scale + beta recomputed from d = x - mean: cheaper than reading it. */
@inline
function slopeOf(dy: v128, d: v128, scale: v128, beta: v128, relu: bool): v128 {
  return relu ? v128.and(dy, f32x4.gt(madd(d, scale, beta), f32x4.splat(0))) : dy;
}

/**
 * Gradients in two passes. With g = dy act'(y) and d = x - mean:
 *   dbeta = sum g,  dgamma = r sum g d,  dx = gamma r (g - dbeta / rows - d r dgamma / rows).
 */
export function batchNormGrad(
  dy: usize, x: usize, gamma: usize, beta: usize, mean: usize, variance: usize, dx: usize, dgamma: usize, dbeta: usize,
  rows: i32, channels: i32, epsilon: f32, relu: i32, scratch: usize,
): void {
  const lanes = lanesOf(channels);
  const area = lanes << 2;
  spreadAffine(gamma, beta, mean, variance, channels, epsilon, scratch);
  const sums = scratch + 3 * area, products = scratch + 4 * area;
  sumSlopes(dy, x, rows, channels, relu != 0, scratch, sums, products);
  for (let c = 0; c < channels; c++) {
    const at = c << 2;
    let sum: f32 = 0, product: f32 = 0;
    for (let lane = c; lane < lanes; lane += channels) {
      sum += load<f32>(sums + (lane << 2));
      product += load<f32>(products + (lane << 2));
    }
    const r: f32 = 1 / sqrt<f32>(load<f32>(variance + at) + epsilon);
    store<f32>(dbeta + at, sum);
    store<f32>(dgamma + at, r * product);
    // Where the sums of lanes were now the channel's share of dx: dbeta / rows and r dgamma / rows.
    for (let lane = c; lane < lanes; lane += channels) {
      store<f32>(sums + (lane << 2), sum / <f32>rows);
      store<f32>(products + (lane << 2), r * r * product / <f32>rows);
    }
  }
  inputSlopes(dy, x, dx, rows, channels, relu != 0, scratch);
}

/** By lanes, zeroed first: sums of g and of g (x - mean). */
function sumSlopes(
  dy: usize, x: usize, rows: i32, channels: i32, relu: bool, scratch: usize, sums: usize, products: usize,
): void {
  const lanes = lanesOf(channels);
  const stride = lanes << 2;
  const laneRows = rows / (lanes / channels);
  memory.fill(sums, 0, stride);
  memory.fill(products, 0, stride);
  for (let from = 0; from < laneRows; ) {
    const count = min(blockRows(lanes), laneRows - from);
    for (let c = 0; c < stride; c += 16) {
      const mean = v128.load(scratch + c), scale = v128.load(scratch + stride + c), beta = v128.load(scratch + 2 * stride + c);
      let s0 = f32x4.splat(0), s1 = s0, p0 = s0, p1 = s0;
      let at = from * stride + c;
      let r = count;
      for (; r >= 2; r -= 2) {
        const d0 = f32x4.sub(v128.load(x + at), mean);
        const g0 = slopeOf(v128.load(dy + at), d0, scale, beta, relu);
        s0 = f32x4.add(s0, g0);
        p0 = madd(g0, d0, p0);
        at += stride;
        const d1 = f32x4.sub(v128.load(x + at), mean);
        const g1 = slopeOf(v128.load(dy + at), d1, scale, beta, relu);
        s1 = f32x4.add(s1, g1);
        p1 = madd(g1, d1, p1);
        at += stride;
      }
      if (r > 0) {
        const d = f32x4.sub(v128.load(x + at), mean);
        const g = slopeOf(v128.load(dy + at), d, scale, beta, relu);
        s0 = f32x4.add(s0, g);
        p0 = madd(g, d, p0);
      }
      v128.store(sums + c, f32x4.add(v128.load(sums + c), f32x4.add(s0, s1)));
      v128.store(products + c, f32x4.add(v128.load(products + c), f32x4.add(p0, p1)));
    }
    from += count;
  }
  const end = (rows * channels) << 2;
  let c = 0;
  for (let at = laneRows * stride; at < end; at += 4) {
    const d = load<f32>(x + at) - load<f32>(scratch + c);
    const y: f32 = d * load<f32>(scratch + stride + c) + load<f32>(scratch + 2 * stride + c);
    const g: f32 = relu && !(y > 0) ? 0 : load<f32>(dy + at);
    store<f32>(sums + c, load<f32>(sums + c) + g);
    store<f32>(products + c, load<f32>(products + c) + g * d);
    c += 4;
  }
}

/** dx = scale (g - share - d slope), the two shares in areas 3 and 4. */
function inputSlopes(dy: usize, x: usize, dx: usize, rows: i32, channels: i32, relu: bool, scratch: usize): void {
  const lanes = lanesOf(channels);
  const stride = lanes << 2;
  const means = scratch, scales = scratch + stride, betas = scratch + 2 * stride;
  const shares = scratch + 3 * stride, slopes = scratch + 4 * stride;
  const laneRows = rows / (lanes / channels);
  for (let from = 0; from < laneRows; from += blockRows(lanes)) {
    const count = min(blockRows(lanes), laneRows - from);
    for (let c = 0; c < stride; c += 16) {
      const mean = v128.load(means + c), scale = v128.load(scales + c), beta = v128.load(betas + c);
      const share = v128.load(shares + c), slope = v128.load(slopes + c);
      let at = from * stride + c;
      const end = at + count * stride;
      for (; at < end; at += stride) {
        const d = f32x4.sub(v128.load(x + at), mean);
        const g = slopeOf(v128.load(dy + at), d, scale, beta, relu);
        v128.store(dx + at, f32x4.mul(scale, f32x4.sub(f32x4.sub(g, share), f32x4.mul(d, slope))));
      }
    }
  }
  const bytes = (rows * channels) << 2;
  let c = 0;
  for (let i = laneRows * stride; i < bytes; i += 4) {
    const scale = load<f32>(scales + c);
    const d = load<f32>(x + i) - load<f32>(means + c);
    const g: f32 = relu && !(d * scale + load<f32>(betas + c) > 0) ? 0 : load<f32>(dy + i);
    store<f32>(dx + i, scale * (g - load<f32>(shares + c) - d * load<f32>(slopes + c)));
    c += 4;
  }
}
