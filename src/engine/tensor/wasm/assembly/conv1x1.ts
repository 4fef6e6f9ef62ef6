import { BLOCK_K } from './multiply';
import { madd } from './simd';
import { tile, TILE_COLUMNS, TILE_ROWS } from './tile';
import {
  batch, inChannels, inHeight, inWidth, kernelHeight, kernelWidth, outChannels, outHeight, outWidth, padLeft, padTop,
  strideHeight, strideWidth,
} from './window';

/**
 * Windows of one cell without stride or padding: a product of all the batch's pixels with one small matrix. It does so little
 * arithmetic a float that memory bounds it; what counts is to go through x and y once, with nothing beside.
 */

/** True where every output pixel reads the input pixel at its own place. */
export function isPointwise(): bool {
  return (
    kernelHeight == 1 && kernelWidth == 1 && strideHeight == 1 && strideWidth == 1 && padTop == 0 && padLeft == 0 &&
    outHeight == inHeight && outWidth == inWidth && inChannels <= BLOCK_K && outChannels <= BLOCK_K
  );
}

/** Pixels of the batch. */
export function pointwisePixels(): i32 {
  return batch * inHeight * inWidth;
}

/** Bytes of both operands that all column panels go through before the next block: most of an L1 cache. */
const BLOCK_BYTES: i32 = 24 * 1024;
/** Words of tables that pointwise needs. */
export const POINTWISE_TABLES: i32 = TILE_ROWS + 1;

/**
 * c[p, j] = act(bias[j] + sum over i of a[p, i] w[i, j]) over all pixels p, i ascending; a: [pixels, k], c: [pixels, n],
 * weights: w in panels [n / 8][k][8], bias: n rounded up to 8. tables: POINTWISE_TABLES words.
 */
export function pointwise(
  a: usize, k: i32, weights: usize, bias: usize, c: usize, n: i32, relu: bool, tables: usize, spill: usize,
): void {
  const pixels = pointwisePixels();
  const block = max(64, (BLOCK_BYTES / ((k + n) << 2)) & ~(TILE_ROWS - 1));
  for (let p = 0; p < pixels; p += block) {
    const count = min(block, pixels - p);
    const from = a + ((p * k) << 2);
    for (let j = 0; j < n; j += TILE_COLUMNS) {
      const to = c + ((p * n + j) << 2);
      const b = weights + ((j * k) << 2);
      const init = bias + (j << 2);
      if (n - j < TILE_COLUMNS) {
        anyTiles(from, count, k, b, init, to, n, n - j, relu, tables, spill);
      } else if (k == 1 && n - j >= 2 * TILE_COLUMNS) {
        streamOneWide(from, count, b, init, to, n << 2, relu);
        j += TILE_COLUMNS;
      } else if (k == 1) {
        streamOne(from, count, b, init, to, n << 2, relu);
      } else if (k == 2) {
        streamTwo(from, count, b, init, to, n << 2, relu);
      } else if (k == 3) {
        streamThree(from, count, b, init, to, n << 2, relu);
      } else {
        const whole = count & ~(TILE_ROWS - 1);
        wholeTiles(from, whole, k, b, init, to, n << 2, relu);
        anyTiles(from + ((whole * k) << 2), count - whole, k, b, init, to + ((whole * n) << 2), n, TILE_COLUMNS, relu, tables, spill);
      }
    }
  }
}

/** What pmax compares with: 0 for ReLU; below every number, and NaN stays NaN, without. */
@inline
function floorOf(relu: bool): v128 {
  return f32x4.splat(relu ? 0 : -Infinity);
}

/** One input channel: eight columns of y are a line each, y = bias + x w. */
function streamOne(a: usize, count: i32, w: usize, init: usize, c: usize, cStride: i32, relu: bool): void {
  const floor = floorOf(relu);
  const i0 = v128.load(init), i1 = v128.load(init, 16);
  const w0 = v128.load(w), w1 = v128.load(w, 16);
  for (; count > 0; count--) {
    const x = v128.load32_splat(a);
    v128.store(c, f32x4.pmax(madd(x, w0, i0), floor));
    v128.store(c, f32x4.pmax(madd(x, w1, i1), floor), 16);
    a += 4;
    c += cStride;
  }
}

/** Sixteen columns at once: the panels of one input channel are one row of the filter. */
function streamOneWide(a: usize, count: i32, w: usize, init: usize, c: usize, cStride: i32, relu: bool): void {
  const floor = floorOf(relu);
  const i0 = v128.load(init), i1 = v128.load(init, 16), i2 = v128.load(init, 32), i3 = v128.load(init, 48);
  const w0 = v128.load(w), w1 = v128.load(w, 16), w2 = v128.load(w, 32), w3 = v128.load(w, 48);
  for (; count > 0; count--) {
    const x = v128.load32_splat(a);
    v128.store(c, f32x4.pmax(madd(x, w0, i0), floor));
    v128.store(c, f32x4.pmax(madd(x, w1, i1), floor), 16);
    v128.store(c, f32x4.pmax(madd(x, w2, i2), floor), 32);
    v128.store(c, f32x4.pmax(madd(x, w3, i3), floor), 48);
    a += 4;
    c += cStride;
  }
}

function streamTwo(a: usize, count: i32, w: usize, init: usize, c: usize, cStride: i32, relu: bool): void {
  const floor = floorOf(relu);
  const i0 = v128.load(init), i1 = v128.load(init, 16);
  const w00 = v128.load(w), w01 = v128.load(w, 16);
  const w10 = v128.load(w, 32), w11 = v128.load(w, 48);
  for (; count > 0; count--) {
    const x0 = v128.load32_splat(a);
    const x1 = v128.load32_splat(a, 4);
    v128.store(c, f32x4.pmax(madd(x1, w10, madd(x0, w00, i0)), floor));
    v128.store(c, f32x4.pmax(madd(x1, w11, madd(x0, w01, i1)), floor), 16);
    a += 8;
    c += cStride;
  }
}

function streamThree(a: usize, count: i32, w: usize, init: usize, c: usize, cStride: i32, relu: bool): void {
  const floor = floorOf(relu);
  const i0 = v128.load(init), i1 = v128.load(init, 16);
  const w00 = v128.load(w), w01 = v128.load(w, 16);
  const w10 = v128.load(w, 32), w11 = v128.load(w, 48);
  const w20 = v128.load(w, 64), w21 = v128.load(w, 80);
  for (; count > 0; count--) {
    const x0 = v128.load32_splat(a);
    const x1 = v128.load32_splat(a, 4);
    const x2 = v128.load32_splat(a, 8);
    v128.store(c, f32x4.pmax(madd(x2, w20, madd(x1, w10, madd(x0, w00, i0))), floor));
    v128.store(c, f32x4.pmax(madd(x2, w21, madd(x1, w11, madd(x0, w01, i1))), floor), 16);
    a += 12;
    c += cStride;
  }
}

/** Tiles of four pixels by eight columns; count: a multiple of 4. One function for all tiles: a call a tile costs as much as k = 8. */
function wholeTiles(a: usize, count: i32, k: i32, w: usize, init: usize, c: usize, cStride: i32, relu: bool): void {
  const row = k << 2;
  for (; count > 0; count -= TILE_ROWS) {
    let c00 = v128.load(init), c01 = v128.load(init, 16);
    let c10 = c00, c11 = c01, c20 = c00, c21 = c01, c30 = c00, c31 = c01;
    let b = w;
    let a0 = a, a1 = a + row, a2 = a1 + row, a3 = a2 + row;
    let b0: v128, b1: v128, x: v128;
    for (let i = k; i > 0; i--) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      x = v128.load32_splat(a0); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load32_splat(a1); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load32_splat(a2); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load32_splat(a3); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      b += 32;
      a0 += 4; a1 += 4; a2 += 4; a3 += 4;
    }
    const floor = floorOf(relu);
    v128.store(c, f32x4.pmax(c00, floor)); v128.store(c, f32x4.pmax(c01, floor), 16);
    c += cStride;
    v128.store(c, f32x4.pmax(c10, floor)); v128.store(c, f32x4.pmax(c11, floor), 16);
    c += cStride;
    v128.store(c, f32x4.pmax(c20, floor)); v128.store(c, f32x4.pmax(c21, floor), 16);
    c += cStride;
    v128.store(c, f32x4.pmax(c30, floor)); v128.store(c, f32x4.pmax(c31, floor), 16);
    c += cStride;
    a = a3;
  }
}

/** Any number of pixels and of columns up to eight. */
function anyTiles(
  a: usize, count: i32, k: i32, w: usize, init: usize, c: usize, n: i32, cols: i32, relu: bool, tables: usize, spill: usize,
): void {
  const runTable = tables + (TILE_ROWS << 2);
  store<u32>(runTable, 0);
  for (; count > 0; count -= TILE_ROWS) {
    const rows = min(TILE_ROWS, count);
    for (let r = 0; r < TILE_ROWS; r++) store<u32>(tables + (r << 2), (min(r, rows - 1) * k) << 2);
    tile(a, tables, 4, runTable, 1, k, w, 32, init, 0, c, n << 2, rows, cols, relu, spill);
    a += (TILE_ROWS * k) << 2;
    c += (TILE_ROWS * n) << 2;
  }
}
