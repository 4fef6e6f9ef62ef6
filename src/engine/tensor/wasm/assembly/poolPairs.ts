import { batch, inChannels, inHeight, inWidth, outHeight, outWidth } from './window';

/**
 * Windows of 2x2 cells on channels in fours, the pools that children have: side by side (stride 2) or overlapping
 * (stride 1). Gradients write every cell of dx once or twice, and need no zeroed dx.
 */

/** What is left of a slope beside the cells that hold the maximum. */
@inline
function rest(slope: v128, hit: v128): v128 {
  return v128.andnot(slope, hit);
}

/** y for windows side by side: inHeight = 2 outHeight, inWidth = 2 outWidth. A window of NaN gives NaN. */
export function maxPoolTiled(x: usize, y: usize): void {
  const pixel = inChannels << 2;
  const row = inWidth * pixel;
  for (let h = batch * outHeight; h > 0; h--) {
    for (let w = outWidth; w > 0; w--) {
      for (const end = x + pixel; x < end; x += 16) {
        const above = f32x4.pmax(v128.load(x), v128.load(x + pixel));
        const below = f32x4.pmax(v128.load(x + row), v128.load(x + row + pixel));
        v128.store(y, f32x4.pmax(above, below));
        y += 16;
      }
      x += pixel;
    }
    x += row;
  }
}

/** dx for windows side by side: each gives its dy to its first maximum, the other three cells are 0. */
export function maxPoolGradTiled(dy: usize, x: usize, y: usize, dx: usize): void {
  const pixel = inChannels << 2;
  const row = inWidth * pixel;
  for (let h = batch * outHeight; h > 0; h--) {
    for (let w = outWidth; w > 0; w--) {
      for (const end = x + pixel; x < end; x += 16) {
        const best = v128.load(y);
        let slope = v128.load(dy);
        let hit = f32x4.eq(v128.load(x), best);
        v128.store(dx, v128.and(slope, hit));
        slope = rest(slope, hit);
        hit = f32x4.eq(v128.load(x + pixel), best);
        v128.store(dx + pixel, v128.and(slope, hit));
        slope = rest(slope, hit);
        hit = f32x4.eq(v128.load(x + row), best);
        v128.store(dx + row, v128.and(slope, hit));
        slope = rest(slope, hit);
        hit = f32x4.eq(v128.load(x + row + pixel), best);
        v128.store(dx + row + pixel, v128.and(slope, hit));
        y += 16;
        dy += 16;
        dx += 16;
      }
      x += pixel;
      dx += pixel;
    }
    x += row;
    dx += row;
  }
}

/**
 * dx for overlapping windows with 'same' padding (below and to the right): output row h adds to dx row h what its windows'
 * upper cells get, and starts dx row h + 1 with what the lower cells get.
 */
export function maxPoolGradOverlapping(dy: usize, x: usize, y: usize, dx: usize): void {
  const pixel = inChannels << 2;
  const row = inWidth * pixel;
  for (let i = 0; i < batch; i++) {
    memory.fill(dx, 0, row);
    for (let h = 1; h < inHeight; h++) {
      for (let c = 0; c < pixel; c += 16) overlappingRow(dy + c, x + c, y + c, dx + c, row, pixel);
      dy += row; x += row; y += row; dx += row;
    }
    // The last row's windows have one row of cells inside the image.
    for (let c = 0; c < pixel; c += 16) lastRow(dy + c, x + c, y + c, dx + c, pixel);
    dy += row; x += row; y += row; dx += row;
  }
}

/** One row of windows, four channels. What a window gives its right cells is carried on to the next pixel. */
function overlappingRow(dy: usize, x: usize, y: usize, dx: usize, row: i32, pixel: i32): void {
  let upper = v128.load(x);
  let lower = v128.load(x + row);
  let carryUpper = f32x4.splat(0);
  let carryLower = carryUpper;
  for (let w = inWidth; w > 1; w--) {
    x += pixel;
    const best = v128.load(y);
    let slope = v128.load(dy);
    let hit = f32x4.eq(upper, best);
    v128.store(dx, f32x4.add(f32x4.add(v128.load(dx), carryUpper), v128.and(slope, hit)));
    slope = rest(slope, hit);
    upper = v128.load(x);
    hit = f32x4.eq(upper, best);
    carryUpper = v128.and(slope, hit);
    slope = rest(slope, hit);
    hit = f32x4.eq(lower, best);
    v128.store(dx + row, f32x4.add(carryLower, v128.and(slope, hit)));
    slope = rest(slope, hit);
    lower = v128.load(x + row);
    carryLower = v128.and(slope, f32x4.eq(lower, best));
    y += pixel;
    dy += pixel;
    dx += pixel;
  }
  const best = v128.load(y);
  const slope = v128.load(dy);
  const hit = f32x4.eq(upper, best);
  v128.store(dx, f32x4.add(f32x4.add(v128.load(dx), carryUpper), v128.and(slope, hit)));
  v128.store(dx + row, f32x4.add(carryLower, v128.and(rest(slope, hit), f32x4.eq(lower, best))));
}

function lastRow(dy: usize, x: usize, y: usize, dx: usize, pixel: i32): void {
  let upper = v128.load(x);
  let carry = f32x4.splat(0);
  for (let w = inWidth; w > 1; w--) {
    x += pixel;
    const best = v128.load(y);
    const slope = v128.load(dy);
    const hit = f32x4.eq(upper, best);
    v128.store(dx, f32x4.add(f32x4.add(v128.load(dx), carry), v128.and(slope, hit)));
    upper = v128.load(x);
    carry = v128.and(rest(slope, hit), f32x4.eq(upper, best));
    y += pixel;
    dy += pixel;
    dx += pixel;
  }
  const gained = v128.and(v128.load(dy), f32x4.eq(upper, v128.load(y)));
  v128.store(dx, f32x4.add(f32x4.add(v128.load(dx), carry), gained));
}
