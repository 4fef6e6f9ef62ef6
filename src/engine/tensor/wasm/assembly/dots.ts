import { madd } from './simd';
import { TILE_ROWS } from './tile';

/**
 * C[i, j] = sum over k of A[i, k] B[j, k] for few columns j: vectors lie along k, four rows by one or two columns of sums, whose
 * lanes are added at the end. Where a tile of eight columns would leave most of them idle.
 */

/** [sum a, sum b, sum c, sum d] of lanes, each (0 + 2) + (1 + 3). */
@inline
export function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/**
 * c[i, 0..cols) = rows of A times `cols` columns, rows <= 4. A's row i starts at base + rowTable[i]; k runs through runCount runs of
 * `length` floats, a multiple of 4, run r at runTable[r] bytes from the row's start. Column j of B: b + j bColumn, whose runs lie
 * bSkip bytes apart.
 */
export function dotTile(
  base: usize, rowTable: usize, runTable: usize, runCount: i32, length: i32, b: usize, bColumn: i32, bSkip: i32,
  c: usize, cStride: i32, rows: i32, cols: i32,
): void {
  let j = 0;
  for (; j + 2 <= cols; j += 2) {
    dotTwo(base, rowTable, runTable, runCount, length, b + j * bColumn, bColumn, bSkip, c + (j << 2), cStride, rows);
  }
  if (j < cols) dotOne(base, rowTable, runTable, runCount, length, b + j * bColumn, bSkip, c + (j << 2), cStride, rows);
}

function dotOne(
  base: usize, rowTable: usize, runTable: usize, runCount: i32, length: i32, b: usize, bSkip: i32,
  c: usize, cStride: i32, rows: i32,
): void {
  const row0 = base + load<u32>(rowTable);
  const row1 = base + load<u32>(rowTable, 4);
  const row2 = base + load<u32>(rowTable, 8);
  const row3 = base + load<u32>(rowTable, 12);
  let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
  for (; runCount > 0; runCount--) {
    const offset = load<u32>(runTable);
    runTable += 4;
    let a0 = row0 + offset;
    let a1 = row1 + offset;
    let a2 = row2 + offset;
    let a3 = row3 + offset;
    for (let k = length; k > 0; k -= 4) {
      const b0 = v128.load(b);
      c0 = madd(v128.load(a0), b0, c0);
      c1 = madd(v128.load(a1), b0, c1);
      c2 = madd(v128.load(a2), b0, c2);
      c3 = madd(v128.load(a3), b0, c3);
      b += 16;
      a0 += 16; a1 += 16; a2 += 16; a3 += 16;
    }
    b += bSkip;
  }
  const sums = laneSums(c0, c1, c2, c3);
  v128.store32_lane(c, sums, 0);
  if (rows > 1) v128.store32_lane(c + cStride, sums, 1);
  if (rows > 2) v128.store32_lane(c + 2 * cStride, sums, 2);
  if (rows > 3) v128.store32_lane(c + 3 * cStride, sums, 3);
}

function dotTwo(
  base: usize, rowTable: usize, runTable: usize, runCount: i32, length: i32, b: usize, bColumn: i32, bSkip: i32,
  c: usize, cStride: i32, rows: i32,
): void {
  const row0 = base + load<u32>(rowTable);
  const row1 = base + load<u32>(rowTable, 4);
  const row2 = base + load<u32>(rowTable, 8);
  const row3 = base + load<u32>(rowTable, 12);
  let c00 = f32x4.splat(0), c10 = c00, c20 = c00, c30 = c00;
  let c01 = c00, c11 = c00, c21 = c00, c31 = c00;
  for (; runCount > 0; runCount--) {
    const offset = load<u32>(runTable);
    runTable += 4;
    let a0 = row0 + offset;
    let a1 = row1 + offset;
    let a2 = row2 + offset;
    let a3 = row3 + offset;
    for (let k = length; k > 0; k -= 4) {
      const b0 = v128.load(b);
      const b1 = v128.load(b + bColumn);
      let a = v128.load(a0); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load(a1); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load(a2); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load(a3); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      b += 16;
      a0 += 16; a1 += 16; a2 += 16; a3 += 16;
    }
    b += bSkip;
  }
  const even = laneSums(c00, c10, c20, c30);
  const odd = laneSums(c01, c11, c21, c31);
  const low = v128.shuffle<f32>(even, odd, 0, 4, 1, 5);
  const high = v128.shuffle<f32>(even, odd, 2, 6, 3, 7);
  v128.store64_lane(c, low, 0);
  if (rows > 1) v128.store64_lane(c + cStride, low, 1);
  if (rows > 2) v128.store64_lane(c + 2 * cStride, high, 0);
  if (rows > 3) v128.store64_lane(c + 3 * cStride, high, 1);
}

/**
 * c[p, 0..cols) = A[p] B^T over `count` rows of A that follow one another; A: [count, k], B: [cols, k], c: [count, cols], k a multiple
 * of 4. tables: 5 words.
 */
export function dotRows(a: usize, count: i32, k: i32, b: usize, c: usize, cols: i32, tables: usize): void {
  const row = k << 2;
  const whole = count & ~(TILE_ROWS - 1);
  let j = 0;
  for (; j + 2 <= cols; j += 2) rowsTimesTwo(a, whole, row, b + j * row, c + (j << 2), cols << 2);
  if (j < cols) rowsTimesOne(a, whole, row, b + j * row, c + (j << 2), cols << 2);
  if (whole == count) return;
  const rows = count - whole;
  for (let r = 0; r < TILE_ROWS; r++) store<u32>(tables + (r << 2), min(r, rows - 1) * row);
  store<u32>(tables + (TILE_ROWS << 2), 0);
  dotTile(a + whole * row, tables, tables + (TILE_ROWS << 2), 1, k, b, row, 0, c + ((whole * cols) << 2), cols << 2, rows, cols);
}

/** dotOne with rows one after the other, for a multiple of four of them. */
function rowsTimesOne(a: usize, count: i32, row: i32, w: usize, c: usize, cStride: i32): void {
  for (; count > 0; count -= TILE_ROWS) {
    let c0 = f32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
    let a0 = a, a1 = a + row, a2 = a1 + row, a3 = a2 + row;
    let b = w;
    for (let k = row; k > 0; k -= 16) {
      const b0 = v128.load(b);
      c0 = madd(v128.load(a0), b0, c0);
      c1 = madd(v128.load(a1), b0, c1);
      c2 = madd(v128.load(a2), b0, c2);
      c3 = madd(v128.load(a3), b0, c3);
      b += 16;
      a0 += 16; a1 += 16; a2 += 16; a3 += 16;
    }
    const sums = laneSums(c0, c1, c2, c3);
    if (cStride == 4) {
      v128.store(c, sums);
      c += 16;
    } else {
      v128.store32_lane(c, sums, 0); c += cStride;
      v128.store32_lane(c, sums, 1); c += cStride;
      v128.store32_lane(c, sums, 2); c += cStride;
      v128.store32_lane(c, sums, 3); c += cStride;
    }
    a = a3;
  }
}

/** dotTwo likewise. */
function rowsTimesTwo(a: usize, count: i32, row: i32, w: usize, c: usize, cStride: i32): void {
  for (; count > 0; count -= TILE_ROWS) {
    let c00 = f32x4.splat(0), c10 = c00, c20 = c00, c30 = c00;
    let c01 = c00, c11 = c00, c21 = c00, c31 = c00;
    let a0 = a, a1 = a + row, a2 = a1 + row, a3 = a2 + row;
    let b = w;
    for (let k = row; k > 0; k -= 16) {
      const b0 = v128.load(b);
      const b1 = v128.load(b + row);
      let x = v128.load(a0); c00 = madd(x, b0, c00); c01 = madd(x, b1, c01);
      x = v128.load(a1); c10 = madd(x, b0, c10); c11 = madd(x, b1, c11);
      x = v128.load(a2); c20 = madd(x, b0, c20); c21 = madd(x, b1, c21);
      x = v128.load(a3); c30 = madd(x, b0, c30); c31 = madd(x, b1, c31);
      b += 16;
      a0 += 16; a1 += 16; a2 += 16; a3 += 16;
    }
    const even = laneSums(c00, c10, c20, c30);
    const odd = laneSums(c01, c11, c21, c31);
    const low = v128.shuffle<f32>(even, odd, 0, 4, 1, 5);
    const high = v128.shuffle<f32>(even, odd, 2, 6, 3, 7);
    v128.store64_lane(c, low, 0); c += cStride;
    v128.store64_lane(c, low, 1); c += cStride;
    v128.store64_lane(c, high, 0); c += cStride;
    v128.store64_lane(c, high, 1); c += cStride;
    a = a3;
  }
}
