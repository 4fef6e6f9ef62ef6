/** The optimisers' steps (../kernels.ts), float32 as the products in index.ts. */

/** Below these a number counts as zero: arithmetic on subnormal floats is a hundred times slower, and no step needs them. */
const LEAST_GRADIENT: f32 = 1e-16;
const LEAST_MOMENT: f32 = 1e-30;
const LEAST_SECOND: f32 = 1e-36;

// @ts-expect-error: decorator
@inline
function at(place: i32): usize {
  return (<usize>place) << 2;
}

// @ts-expect-error: decorator
@inline
function withoutSubnormals(v: v128, least: f32): v128 {
  return v128.and(v, f32x4.gt(f32x4.abs(v), f32x4.splat(least)));
}

/** Adam's step on four numbers at p, m and v, whose new values go `shift` bytes further. */
// @ts-expect-error: decorator
@inline
function adamFour(
  raw: v128, p: usize, m: usize, v: usize, shift: usize,
  scales: v128, rates: v128, epsilons: v128, keep1: v128, take1: v128, keep2: v128, take2: v128,
): void {
  const gradient = withoutSubnormals(f32x4.mul(raw, scales), LEAST_GRADIENT);
  const first = withoutSubnormals(f32x4.add(f32x4.mul(keep1, v128.load(m)), f32x4.mul(take1, gradient)), LEAST_MOMENT);
  const sum = f32x4.add(f32x4.mul(keep2, v128.load(v)), f32x4.mul(take2, f32x4.mul(gradient, gradient)));
  const second = v128.and(sum, f32x4.gt(sum, f32x4.splat(LEAST_SECOND)));
  v128.store(m + shift, first);
  v128.store(v + shift, second);
  const move = f32x4.div(f32x4.mul(rates, first), f32x4.add(f32x4.sqrt(second), epsilons));
  v128.store(p + shift, f32x4.sub(v128.load(p), move));
}

/** The same of a single number, in the first lane of four. */
// @ts-expect-error: decorator
@inline
function adamOne(
  raw: f32, p: usize, m: usize, v: usize, shift: usize, scale: f32, rate: f32, epsilon: f32, beta1: f32, beta2: f32,
): void {
  const gradient = withoutSubnormals(f32x4.splat(raw * scale), LEAST_GRADIENT);
  const taken = f32x4.mul(f32x4.splat(<f32>1 - beta1), gradient);
  const first = withoutSubnormals(f32x4.add(f32x4.mul(f32x4.splat(beta1), v128.load32_splat(m)), taken), LEAST_MOMENT);
  const square = f32x4.mul(f32x4.splat(<f32>1 - beta2), f32x4.mul(gradient, gradient));
  const second = withoutSubnormals(f32x4.add(f32x4.mul(f32x4.splat(beta2), v128.load32_splat(v)), square), LEAST_SECOND);
  v128.store_lane<f32>(m + shift, first, 0);
  v128.store_lane<f32>(v + shift, second, 0);
  const move = f32x4.div(f32x4.mul(f32x4.splat(rate), first), f32x4.add(f32x4.sqrt(second), f32x4.splat(epsilon)));
  v128.store_lane<f32>(p + shift, f32x4.sub(v128.load32_splat(p), move), 0);
}

export function adam(
  p: i32, g: i32, m: i32, v: i32, count: i32, shift: i32, scale: f32, rate: f32, epsilon: f32, beta1: f32, beta2: f32,
): void {
  const pp = at(p);
  const pg = at(g);
  const pm = at(m);
  const pv = at(v);
  const by = at(shift);
  const scales = f32x4.splat(scale);
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  const keep1 = f32x4.splat(beta1);
  const take1 = f32x4.splat(<f32>1 - beta1);
  const keep2 = f32x4.splat(beta2);
  const take2 = f32x4.splat(<f32>1 - beta2);
  const whole = at(count & ~3);
  const end = at(count);
  let k: usize = 0;
  for (; k < whole; k += 16) adamFour(v128.load(pg + k), pp + k, pm + k, pv + k, by, scales, rates, epsilons, keep1, take1, keep2, take2);
  for (; k < end; k += 4) adamOne(load<f32>(pg + k), pp + k, pm + k, pv + k, by, scale, rate, epsilon, beta1, beta2);
}

/** The gradient is never written: each four of it are summed where they are used, in the order of `outer`. */
export function adamOuter(
  p: i32, m: i32, v: i32, d: i32, x: i32, nodes: i32, rows: i32, columns: i32, shift: i32,
  scale: f32, rate: f32, epsilon: f32, beta1: f32, beta2: f32,
): void {
  const stride = at(columns);
  const dStride = at(rows);
  const whole = at(columns & ~3);
  const px = at(x);
  const by = at(shift);
  const scales = f32x4.splat(scale);
  const rates = f32x4.splat(rate);
  const epsilons = f32x4.splat(epsilon);
  const keep1 = f32x4.splat(beta1);
  const take1 = f32x4.splat(<f32>1 - beta1);
  const keep2 = f32x4.splat(beta2);
  const take2 = f32x4.splat(<f32>1 - beta2);
  let pp = at(p);
  let pm = at(m);
  let pv = at(v);
  let pd = at(d);
  for (let r = 0; r < rows; r += 1) {
    let k: usize = 0;
    if (nodes == 1) {
      const s = f32x4.splat(load<f32>(pd));
      // A gradient of -0 counts as 0 (withoutSubnormals), as in sums that begin with 0.
      for (; k + 32 <= whole; k += 32) {
        const g1 = f32x4.mul(s, v128.load(px + k));
        const g2 = f32x4.mul(s, v128.load(px + k, 16));
        const a = pp + k;
        const b = pm + k;
        const c = pv + k;
        adamFour(g1, a, b, c, by, scales, rates, epsilons, keep1, take1, keep2, take2);
        adamFour(g2, a + 16, b + 16, c + 16, by, scales, rates, epsilons, keep1, take1, keep2, take2);
      }
      for (; k < whole; k += 16) {
        const gradient = f32x4.mul(s, v128.load(px + k));
        adamFour(gradient, pp + k, pm + k, pv + k, by, scales, rates, epsilons, keep1, take1, keep2, take2);
      }
    } else {
      for (; k < whole; k += 16) {
        let gradient = f32x4.splat(0);
        let from = px + k;
        let factor = pd;
        for (let n = 0; n < nodes; n += 1) {
          gradient = f32x4.add(gradient, f32x4.mul(f32x4.splat(load<f32>(factor)), v128.load(from)));
          from += stride;
          factor += dStride;
        }
        adamFour(gradient, pp + k, pm + k, pv + k, by, scales, rates, epsilons, keep1, take1, keep2, take2);
      }
    }
    for (; k < stride; k += 4) {
      let gradient: f32 = 0;
      let from = px + k;
      let factor = pd;
      for (let n = 0; n < nodes; n += 1) {
        gradient += load<f32>(factor) * load<f32>(from);
        from += stride;
        factor += dStride;
      }
      adamOne(gradient, pp + k, pm + k, pv + k, by, scale, rate, epsilon, beta1, beta2);
    }
    pp += stride;
    pm += stride;
    pv += stride;
    pd += 4;
  }
}

/** sgd and rmsprop round count up to a multiple of four: what lies behind each array is padding of its own. */
export function sgd(p: i32, g: i32, count: i32, rate: f32): void {
  const end = at(p + count);
  let pg = at(g);
  for (let pp = at(p); pp < end; pp += 16) {
    v128.store(pp, f32x4.sub(v128.load(pp), f32x4.mul(f32x4.splat(rate), v128.load(pg))));
    pg += 16;
  }
}

export function rmsprop(p: i32, g: i32, v: i32, count: i32, scale: f32, rate: f32, epsilon: f32, decay: f32): void {
  const end = at(p + count);
  let pg = at(g);
  let pv = at(v);
  const keep = f32x4.splat(decay);
  const take = f32x4.splat(<f32>1 - decay);
  for (let pp = at(p); pp < end; pp += 16) {
    const gradient = withoutSubnormals(f32x4.mul(v128.load(pg), f32x4.splat(scale)), LEAST_GRADIENT);
    const square = f32x4.mul(take, f32x4.mul(gradient, gradient));
    const second = withoutSubnormals(f32x4.add(f32x4.mul(keep, v128.load(pv)), square), LEAST_SECOND);
    v128.store(pv, second);
    const move = f32x4.div(f32x4.mul(f32x4.splat(rate), gradient), f32x4.add(f32x4.sqrt(second), f32x4.splat(epsilon)));
    v128.store(pp, f32x4.sub(v128.load(pp), move));
    pg += 16;
    pv += 16;
  }
}
