import { madd } from './simd';

/** Rows and columns of the register tile: 12 accumulators, 2 of B and 1 of A fill the 16 vector registers of x86-64. */
export const TILE_ROWS: i32 = 6;
export const TILE_COLUMNS: i32 = 8;
/** Bytes that tile needs at spill. */
export const SPILL_BYTES: i32 = 192;

/**
 * One 6x8 tile of C = init + A B:  C[i, j] = init[i, j] + sum over k of A[i, k] B[k, j].
 *
 * A is never packed. Row i starts at base + rowTable[i]; k runs through runCount runs of runLength elements, run r at
 * runTable[r] bytes from the row's start, element to element aStep bytes. So the same tile multiplies a matrix, its
 * transpose, and the windows of a padded image (a run is then one row of the window). B has 8 columns of which cols are
 * real, row to row bStep bytes, and goes on from run to run without a gap.
 * init: 8 floats a row, initStride bytes from row to row (0: one bias for all); c: likewise with cStride.
 * Rows beyond `rows` and columns beyond `cols` are computed from whatever the pointers give and not stored.
 *
 * The three loops below are functions of their own because the compilers of WebAssembly engines keep all twelve sums in
 * registers only where one loop has them to itself (one function with all three: 10 % slower).
 */
export function tile(
  base: usize, rowTable: usize, aStep: i32, runTable: usize, runCount: i32, runLength: i32,
  b: usize, bStep: i32, init: usize, initStride: i32, c: usize, cStride: i32,
  rows: i32, cols: i32, relu: bool, spill: usize,
): void {
  const whole = cols == TILE_COLUMNS;
  const to = whole ? c : spill;
  const toStride = whole ? cStride : 32;
  if (aStep == 4 && bStep == 32) {
    packedTile(base, rowTable, runTable, runCount, runLength, b, init, initStride, to, toStride, rows, relu);
  } else if (rows == TILE_ROWS && neighbours(rowTable)) {
    neighbourTile(base + load<u32>(rowTable), aStep, runTable, runCount, runLength, b, bStep, init, initStride, to, toStride, relu);
  } else {
    stridedTile(base, rowTable, aStep, runTable, runCount, runLength, b, bStep, init, initStride, to, toStride, rows, relu);
  }
  if (whole) return;
  for (let i = 0; i < rows; i++) memory.copy(c + i * cStride, spill + (i << 5), cols << 2);
}

/** True where the six rows of A start at six neighbouring floats: tables ascend, and repeat only their last row. */
@inline
function neighbours(rowTable: usize): bool {
  return load<u32>(rowTable, 20) - load<u32>(rowTable) == 20 && load<u32>(rowTable, 20) != load<u32>(rowTable, 16);
}

/** A's rows lie anywhere, k goes from float to float (aStep 4), B is packed (bStep 32). */
function packedTile(
  base: usize, rowTable: usize, runTable: usize, runCount: i32, runLength: i32,
  b: usize, init: usize, initStride: i32, c: usize, cStride: i32, rows: i32, relu: bool,
): void {
  const row0 = base + load<u32>(rowTable);
  const row1 = base + load<u32>(rowTable, 4);
  const row2 = base + load<u32>(rowTable, 8);
  const row3 = base + load<u32>(rowTable, 12);
  const row4 = base + load<u32>(rowTable, 16);
  const row5 = base + load<u32>(rowTable, 20);
  let c00 = v128.load(init), c01 = v128.load(init, 16);
  if (rows > 1) init += initStride;
  let c10 = v128.load(init), c11 = v128.load(init, 16);
  if (rows > 2) init += initStride;
  let c20 = v128.load(init), c21 = v128.load(init, 16);
  if (rows > 3) init += initStride;
  let c30 = v128.load(init), c31 = v128.load(init, 16);
  if (rows > 4) init += initStride;
  let c40 = v128.load(init), c41 = v128.load(init, 16);
  if (rows > 5) init += initStride;
  let c50 = v128.load(init), c51 = v128.load(init, 16);
  let b0: v128, b1: v128, a: v128;
  for (let r = 0; r < runCount; r++) {
    const offset = load<u32>(runTable + (r << 2));
    let a0 = row0 + offset;
    let a1 = row1 + offset;
    let a2 = row2 + offset;
    let a3 = row3 + offset;
    let a4 = row4 + offset;
    let a5 = row5 + offset;
    let k = runLength;
    for (; k >= 4; k -= 4) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(a0); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(a1); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(a2); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(a3); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(a4); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(a5); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      b0 = v128.load(b, 32); b1 = v128.load(b, 48);
      a = v128.load32_splat(a0, 4); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(a1, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(a2, 4); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(a3, 4); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(a4, 4); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(a5, 4); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      b0 = v128.load(b, 64); b1 = v128.load(b, 80);
      a = v128.load32_splat(a0, 8); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(a1, 8); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(a2, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(a3, 8); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(a4, 8); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(a5, 8); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      b0 = v128.load(b, 96); b1 = v128.load(b, 112);
      a = v128.load32_splat(a0, 12); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(a1, 12); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(a2, 12); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(a3, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(a4, 12); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(a5, 12); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      b += 128;
      a0 += 16; a1 += 16; a2 += 16; a3 += 16; a4 += 16; a5 += 16;
    }
    for (; k > 0; k--) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(a0); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(a1); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(a2); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(a3); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(a4); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(a5); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      b += 32;
      a0 += 4; a1 += 4; a2 += 4; a3 += 4; a4 += 4; a5 += 4;
    }
  }
  if (relu) {
    // In this order NaN stays NaN: a child that diverges must show it.
    const zero = f32x4.splat(0);
    c00 = f32x4.pmax(c00, zero); c01 = f32x4.pmax(c01, zero);
    c10 = f32x4.pmax(c10, zero); c11 = f32x4.pmax(c11, zero);
    c20 = f32x4.pmax(c20, zero); c21 = f32x4.pmax(c21, zero);
    c30 = f32x4.pmax(c30, zero); c31 = f32x4.pmax(c31, zero);
    c40 = f32x4.pmax(c40, zero); c41 = f32x4.pmax(c41, zero);
    c50 = f32x4.pmax(c50, zero); c51 = f32x4.pmax(c51, zero);
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  if (rows > 1) { c += cStride; v128.store(c, c10); v128.store(c, c11, 16); }
  if (rows > 2) { c += cStride; v128.store(c, c20); v128.store(c, c21, 16); }
  if (rows > 3) { c += cStride; v128.store(c, c30); v128.store(c, c31, 16); }
  if (rows > 4) { c += cStride; v128.store(c, c40); v128.store(c, c41, 16); }
  if (rows > 5) { c += cStride; v128.store(c, c50); v128.store(c, c51, 16); }
}

/** A's rows start at neighbouring floats: one pointer serves all six. */
function neighbourTile(
  row0: usize, aStep: i32, runTable: usize, runCount: i32, runLength: i32,
  b: usize, bStep: i32, init: usize, initStride: i32, c: usize, cStride: i32, relu: bool,
): void {
  let c00 = v128.load(init), c01 = v128.load(init, 16);
  init += initStride;
  let c10 = v128.load(init), c11 = v128.load(init, 16);
  init += initStride;
  let c20 = v128.load(init), c21 = v128.load(init, 16);
  init += initStride;
  let c30 = v128.load(init), c31 = v128.load(init, 16);
  init += initStride;
  let c40 = v128.load(init), c41 = v128.load(init, 16);
  init += initStride;
  let c50 = v128.load(init), c51 = v128.load(init, 16);
  let b0: v128, b1: v128, a: v128;
  for (let r = 0; r < runCount; r++) {
    let from = row0 + load<u32>(runTable + (r << 2));
    let k = runLength;
    for (; k >= 2; k -= 2) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(from); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(from, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(from, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(from, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(from, 16); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(from, 20); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      from += aStep;
      b += bStep;
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(from); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(from, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(from, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(from, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(from, 16); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(from, 20); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      from += aStep;
      b += bStep;
    }
    if (k > 0) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(from); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(from, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(from, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(from, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(from, 16); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(from, 20); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      b += bStep;
    }
  }
  if (relu) {
    // In this order NaN stays NaN: a child that diverges must show it.
    const zero = f32x4.splat(0);
    c00 = f32x4.pmax(c00, zero); c01 = f32x4.pmax(c01, zero);
    c10 = f32x4.pmax(c10, zero); c11 = f32x4.pmax(c11, zero);
    c20 = f32x4.pmax(c20, zero); c21 = f32x4.pmax(c21, zero);
    c30 = f32x4.pmax(c30, zero); c31 = f32x4.pmax(c31, zero);
    c40 = f32x4.pmax(c40, zero); c41 = f32x4.pmax(c41, zero);
    c50 = f32x4.pmax(c50, zero); c51 = f32x4.pmax(c51, zero);
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  c += cStride; v128.store(c, c10); v128.store(c, c11, 16);
  c += cStride; v128.store(c, c20); v128.store(c, c21, 16);
  c += cStride; v128.store(c, c30); v128.store(c, c31, 16);
  c += cStride; v128.store(c, c40); v128.store(c, c41, 16);
  c += cStride; v128.store(c, c50); v128.store(c, c51, 16);
}

/** A's rows lie anywhere, k goes by any step. */
function stridedTile(
  base: usize, rowTable: usize, aStep: i32, runTable: usize, runCount: i32, runLength: i32,
  b: usize, bStep: i32, init: usize, initStride: i32, c: usize, cStride: i32, rows: i32, relu: bool,
): void {
  const row0 = base + load<u32>(rowTable);
  const row1 = base + load<u32>(rowTable, 4);
  const row2 = base + load<u32>(rowTable, 8);
  const row3 = base + load<u32>(rowTable, 12);
  const row4 = base + load<u32>(rowTable, 16);
  const row5 = base + load<u32>(rowTable, 20);
  let c00 = v128.load(init), c01 = v128.load(init, 16);
  if (rows > 1) init += initStride;
  let c10 = v128.load(init), c11 = v128.load(init, 16);
  if (rows > 2) init += initStride;
  let c20 = v128.load(init), c21 = v128.load(init, 16);
  if (rows > 3) init += initStride;
  let c30 = v128.load(init), c31 = v128.load(init, 16);
  if (rows > 4) init += initStride;
  let c40 = v128.load(init), c41 = v128.load(init, 16);
  if (rows > 5) init += initStride;
  let c50 = v128.load(init), c51 = v128.load(init, 16);
  let b0: v128, b1: v128, a: v128;
  for (let r = 0; r < runCount; r++) {
    const offset = load<u32>(runTable + (r << 2));
    let a0 = row0 + offset;
    let a1 = row1 + offset;
    let a2 = row2 + offset;
    let a3 = row3 + offset;
    let a4 = row4 + offset;
    let a5 = row5 + offset;
    for (let k = runLength; k > 0; k--) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(a0); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(a1); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(a2); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(a3); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      a = v128.load32_splat(a4); c40 = madd(a, b0, c40); c41 = madd(a, b1, c41);
      a = v128.load32_splat(a5); c50 = madd(a, b0, c50); c51 = madd(a, b1, c51);
      b += bStep;
      a0 += aStep; a1 += aStep; a2 += aStep; a3 += aStep; a4 += aStep; a5 += aStep;
    }
  }
  if (relu) {
    // In this order NaN stays NaN: a child that diverges must show it.
    const zero = f32x4.splat(0);
    c00 = f32x4.pmax(c00, zero); c01 = f32x4.pmax(c01, zero);
    c10 = f32x4.pmax(c10, zero); c11 = f32x4.pmax(c11, zero);
    c20 = f32x4.pmax(c20, zero); c21 = f32x4.pmax(c21, zero);
    c30 = f32x4.pmax(c30, zero); c31 = f32x4.pmax(c31, zero);
    c40 = f32x4.pmax(c40, zero); c41 = f32x4.pmax(c41, zero);
    c50 = f32x4.pmax(c50, zero); c51 = f32x4.pmax(c51, zero);
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  if (rows > 1) { c += cStride; v128.store(c, c10); v128.store(c, c11, 16); }
  if (rows > 2) { c += cStride; v128.store(c, c20); v128.store(c, c21, 16); }
  if (rows > 3) { c += cStride; v128.store(c, c30); v128.store(c, c31, 16); }
  if (rows > 4) { c += cStride; v128.store(c, c40); v128.store(c, c41, 16); }
  if (rows > 5) { c += cStride; v128.store(c, c50); v128.store(c, c51, 16); }
}
