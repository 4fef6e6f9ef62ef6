import { madd } from './simd';

/**
 * One optimiser step on many parameters. `table` holds, for each of `count`, three u32: where the parameter lies, where its
 * gradient lies, and how many floats it has. The slots (moments, velocities) are packed: those of a parameter start at the
 * first multiple of 4 floats behind those of the one before.
 */

@inline
function slotBytes(floats: i32): i32 {
  return ((floats + 3) & ~3) << 2;
}

/**
 * Adam, in place, for each parameter: g' = g + decay p; m <- b1 m + (1 - b1) g'; v <- b2 v + (1 - b2) g'^2;
 * p <- p - rate m / (sqrt(v) + epsilon).
 */
export function adam(
  table: usize, count: i32, m: usize, v: usize, rate: f32, beta1: f32, beta2: f32, epsilon: f32, decay: f32,
): void {
  for (let k = 0; k < count; k++) {
    const entry = table + k * 12;
    const size = load<i32>(entry, 8);
    adamOn(load<u32>(entry), load<u32>(entry, 4), size, m, v, rate, beta1, beta2, epsilon, decay);
    m += slotBytes(size);
    v += slotBytes(size);
  }
}

function adamOn(
  param: usize, gradient: usize, size: i32, m: usize, v: usize, rate: f32, beta1: f32, beta2: f32, epsilon: f32, decay: f32,
): void {
  const b1 = f32x4.splat(beta1), c1 = f32x4.splat(1 - beta1);
  const b2 = f32x4.splat(beta2), c2 = f32x4.splat(1 - beta2);
  const step = f32x4.splat(rate), small = f32x4.splat(epsilon), shrink = f32x4.splat(decay);
  const bytes = size << 2;
  let i = 0;
  for (; i + 16 <= bytes; i += 16) {
    const p = v128.load(param + i);
    const g = madd(shrink, p, v128.load(gradient + i));
    const mean = madd(c1, g, f32x4.mul(b1, v128.load(m + i)));
    const square = madd(c2, f32x4.mul(g, g), f32x4.mul(b2, v128.load(v + i)));
    v128.store(m + i, mean);
    v128.store(v + i, square);
    const change = f32x4.div(f32x4.mul(step, mean), f32x4.add(f32x4.sqrt(square), small));
    v128.store(param + i, f32x4.sub(p, change));
  }
  for (; i < bytes; i += 4) {
    const p = load<f32>(param + i);
    const g = load<f32>(gradient + i) + decay * p;
    const mean = beta1 * load<f32>(m + i) + (1 - beta1) * g;
    const square = beta2 * load<f32>(v + i) + (1 - beta2) * (g * g);
    store<f32>(m + i, mean);
    store<f32>(v + i, square);
    store<f32>(param + i, p - (rate * mean) / (sqrt<f32>(square) + epsilon));
  }
}

/**
 * Gradient descent with momentum, in place, for each parameter: g' = g + decay p; b <- momentum b + g';
 * p <- p - rate b, or, with nesterov, p <- p - rate (g' + momentum b).
 */
export function sgd(table: usize, count: i32, velocity: usize, rate: f32, momentum: f32, decay: f32, nesterov: i32): void {
  for (let k = 0; k < count; k++) {
    const entry = table + k * 12;
    const size = load<i32>(entry, 8);
    sgdOn(load<u32>(entry), load<u32>(entry, 4), size, velocity, rate, momentum, decay, nesterov != 0);
    velocity += slotBytes(size);
  }
}

function sgdOn(
  param: usize, gradient: usize, size: i32, velocity: usize, rate: f32, momentum: f32, decay: f32, nesterov: bool,
): void {
  const step = f32x4.splat(rate), keep = f32x4.splat(momentum), shrink = f32x4.splat(decay);
  const bytes = size << 2;
  let i = 0;
  for (; i + 16 <= bytes; i += 16) {
    const p = v128.load(param + i);
    const g = madd(shrink, p, v128.load(gradient + i));
    const b = madd(keep, v128.load(velocity + i), g);
    v128.store(velocity + i, b);
    v128.store(param + i, f32x4.sub(p, f32x4.mul(step, nesterov ? madd(keep, b, g) : b)));
  }
  for (; i < bytes; i += 4) {
    const p = load<f32>(param + i);
    const g = load<f32>(gradient + i) + decay * p;
    const b = momentum * load<f32>(velocity + i) + g;
    store<f32>(velocity + i, b);
    store<f32>(param + i, p - rate * (nesterov ? g + momentum * b : b));
  }
}
