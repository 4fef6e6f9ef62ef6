import { isPointwise, pointwisePixels } from './conv1x1';
import { madd } from './simd';
import { TILE_COLUMNS } from './tile';
import { inChannels, outChannels } from './window';

/** True where the filter gradient of a window of one cell goes by streams: one to three input channels, filters in eights. */
export function streamsFilterGrad(): bool {
  return isPointwise() && inChannels <= 3 && inChannels > 0 && (outChannels & 7) == 0;
}

/** Bytes of dy that all columns go through before the next block: half an L1 cache. */
const BLOCK_BYTES: i32 = 16 * 1024;

/** dfilter[c, o] = sum over pixels p of x[p, c] dy[p, o]. */
export function streamFilterGrad(x: usize, dy: usize, dfilter: usize): void {
  const n = outChannels;
  const pixels = pointwisePixels();
  const block = max(1, BLOCK_BYTES / (n << 2));
  memory.fill(dfilter, 0, (inChannels * n) << 2);
  for (let p = 0; p < pixels; p += block) {
    const count = min(block, pixels - p);
    const from = x + ((p * inChannels) << 2);
    for (let j = 0; j < n; j += TILE_COLUMNS) {
      const slope = dy + ((p * n + j) << 2);
      const to = dfilter + (j << 2);
      if (inChannels == 1) streamOne(from, slope, count, n << 2, to);
      else if (inChannels == 2) streamTwo(from, slope, count, n << 2, to);
      else streamThree(from, slope, count, n << 2, to);
    }
  }
}

/** One input channel; pixels in pairs, each with sums of its own: a sum waits for its last product. */
function streamOne(x: usize, dy: usize, count: i32, row: i32, sums: usize): void {
  let c0 = v128.load(sums), c1 = v128.load(sums, 16);
  let d0 = f32x4.splat(0), d1 = d0;
  for (; count > 1; count -= 2) {
    let a = v128.load32_splat(x);
    c0 = madd(a, v128.load(dy), c0);
    c1 = madd(a, v128.load(dy, 16), c1);
    dy += row;
    a = v128.load32_splat(x, 4);
    d0 = madd(a, v128.load(dy), d0);
    d1 = madd(a, v128.load(dy, 16), d1);
    dy += row;
    x += 8;
  }
  if (count > 0) {
    const a = v128.load32_splat(x);
    c0 = madd(a, v128.load(dy), c0);
    c1 = madd(a, v128.load(dy, 16), c1);
  }
  v128.store(sums, f32x4.add(c0, d0));
  v128.store(sums, f32x4.add(c1, d1), 16);
}

function streamTwo(x: usize, dy: usize, count: i32, row: i32, sums: usize): void {
  const second = sums + row;
  let c00 = v128.load(sums), c01 = v128.load(sums, 16);
  let c10 = v128.load(second), c11 = v128.load(second, 16);
  for (; count > 0; count--) {
    const b0 = v128.load(dy), b1 = v128.load(dy, 16);
    let a = v128.load32_splat(x);
    c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
    a = v128.load32_splat(x, 4);
    c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
    dy += row;
    x += 8;
  }
  v128.store(sums, c00); v128.store(sums, c01, 16);
  v128.store(second, c10); v128.store(second, c11, 16);
}

function streamThree(x: usize, dy: usize, count: i32, row: i32, sums: usize): void {
  const second = sums + row;
  const third = second + row;
  let c00 = v128.load(sums), c01 = v128.load(sums, 16);
  let c10 = v128.load(second), c11 = v128.load(second, 16);
  let c20 = v128.load(third), c21 = v128.load(third, 16);
  for (; count > 0; count--) {
    const b0 = v128.load(dy), b1 = v128.load(dy, 16);
    let a = v128.load32_splat(x);
    c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
    a = v128.load32_splat(x, 4);
    c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
    a = v128.load32_splat(x, 8);
    c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
    dy += row;
    x += 12;
  }
  v128.store(sums, c00); v128.store(sums, c01, 16);
  v128.store(second, c10); v128.store(second, c11, 16);
  v128.store(third, c20); v128.store(third, c21, 16);
}
