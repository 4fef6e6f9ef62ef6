import { madd } from './simd';

/** Rows and columns of the register tile: 8 accumulators, 2 vectors of B and 4 of A are what V8 keeps in registers. */
export const TILE_ROWS: i32 = 4;
export const TILE_COLUMNS: i32 = 8;
/** Bytes that tile needs at spill. */
export const SPILL_BYTES: i32 = 256;

/**
 * One 4x8 tile of C = init + A B:  C[i, j] = init[i, j] + sum over k of A[i, k] B[k, j].
 *
 * A is never packed. Row i starts at base + rowTable[i]; k runs through runCount runs of runLength elements, run r at
 * runTable[r] bytes from the row's start, element to element aStep bytes. So the same tile multiplies a matrix, its
 * transpose, and the windows of a padded image (a run is then one row of the window). B has 8 columns of which cols are
 * real, row to row bStep bytes, and bSkip bytes more from run to run.
 * init: 8 floats a row, initStride bytes from row to row (0: one bias for all); c: likewise with cStride.
 * Rows beyond `rows` and columns beyond `cols` are computed from whatever the pointers give and not stored.
 *
 * The loops below are functions of their own, without a branch beside the loops: the compilers of WebAssembly engines keep
 * the sums in registers only there. V8 schedules all loads of a basic block before its products, so a loop body may have
 * no more loads and sums than the 15 registers it gives out; one more, and a sum goes through the stack at every step.
 */
export function tile(
  base: usize, rowTable: usize, aStep: i32, runTable: usize, runCount: i32, runLength: i32,
  b: usize, bStep: i32, init: usize, initStride: i32, c: usize, cStride: i32,
  rows: i32, cols: i32, relu: bool, spill: usize, bSkip: i32 = 0,
): void {
  const whole = rows == TILE_ROWS && cols == TILE_COLUMNS;
  const to = whole ? c : spill;
  const toStride = whole ? cStride : 32;
  let from = init;
  let fromStride = initStride;
  if (rows < TILE_ROWS && initStride != 0) {
    // Rows that do not exist must not be read: they may lie behind the end of memory.
    from = spill + 128;
    fromStride = 32;
    for (let i = 0; i < rows; i++) {
      v128.store(from + (i << 5), v128.load(init + i * initStride));
      v128.store(from + (i << 5), v128.load(init + i * initStride, 16), 16);
    }
  }
  if (aStep == 4 && bStep == 32) {
    packedTile(base, rowTable, runTable, runCount, runLength, b, from, fromStride, to, toStride, bSkip);
  } else if (neighbours(rowTable)) {
    neighbourTile(base + load<u32>(rowTable), aStep, runTable, runCount, runLength, b, bStep, from, fromStride, to, toStride, bSkip);
  } else {
    stridedTile(base, rowTable, aStep, runTable, runCount, runLength, b, bStep, from, fromStride, to, toStride, bSkip);
  }
  if (relu) rectify(to, toStride);
  if (whole) return;
  for (let i = 0; i < rows; i++) memory.copy(c + i * cStride, spill + (i << 5), cols << 2);
}

/** True where the four rows of A start at four neighbouring floats: tables ascend, and repeat only their last row. */
@inline
function neighbours(rowTable: usize): bool {
  return load<u32>(rowTable, 12) - load<u32>(rowTable) == 12 && load<u32>(rowTable, 12) != load<u32>(rowTable, 8);
}

/** c = max(c, 0) for four rows of eight. In this order NaN stays NaN: a child that diverges must show it. */
@inline
function rectify(c: usize, cStride: i32): void {
  const zero = f32x4.splat(0);
  for (let i = 0; i < TILE_ROWS; i++) {
    v128.store(c, f32x4.pmax(v128.load(c), zero));
    v128.store(c, f32x4.pmax(v128.load(c, 16), zero), 16);
    c += cStride;
  }
}

/** A's rows lie anywhere, k goes from float to float (aStep 4), B is packed (bStep 32). */
function packedTile(
  base: usize, rowTable: usize, runTable: usize, runCount: i32, runLength: i32,
  b: usize, init: usize, initStride: i32, c: usize, cStride: i32, bSkip: i32,
): void {
  const row0 = base + load<u32>(rowTable);
  const row1 = base + load<u32>(rowTable, 4);
  const row2 = base + load<u32>(rowTable, 8);
  const row3 = base + load<u32>(rowTable, 12);
  let c00 = v128.load(init), c01 = v128.load(init, 16);
  init += initStride;
  let c10 = v128.load(init), c11 = v128.load(init, 16);
  init += initStride;
  let c20 = v128.load(init), c21 = v128.load(init, 16);
  init += initStride;
  let c30 = v128.load(init), c31 = v128.load(init, 16);
  let b0: v128, b1: v128, a: v128;
  for (; runCount > 0; runCount--) {
    const offset = load<u32>(runTable);
    runTable += 4;
    let a0 = row0 + offset;
    let a1 = row1 + offset;
    let a2 = row2 + offset;
    let a3 = row3 + offset;
    for (let k = runLength; k > 0; k--) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(a0); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(a1); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(a2); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(a3); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      b += 32;
      a0 += 4; a1 += 4; a2 += 4; a3 += 4;
    }
    b += bSkip;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  c += cStride;
  v128.store(c, c10); v128.store(c, c11, 16);
  c += cStride;
  v128.store(c, c20); v128.store(c, c21, 16);
  c += cStride;
  v128.store(c, c30); v128.store(c, c31, 16);
}

/** A's rows start at neighbouring floats: one pointer serves all. */
function neighbourTile(
  row: usize, aStep: i32, runTable: usize, runCount: i32, runLength: i32,
  b: usize, bStep: i32, init: usize, initStride: i32, c: usize, cStride: i32, bSkip: i32,
): void {
  let c00 = v128.load(init), c01 = v128.load(init, 16);
  init += initStride;
  let c10 = v128.load(init), c11 = v128.load(init, 16);
  init += initStride;
  let c20 = v128.load(init), c21 = v128.load(init, 16);
  init += initStride;
  let c30 = v128.load(init), c31 = v128.load(init, 16);
  let b0: v128, b1: v128, a: v128;
  for (; runCount > 0; runCount--) {
    const offset = load<u32>(runTable);
    runTable += 4;
    let from = row + offset;
    for (let k = runLength; k > 0; k--) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(from); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(from, 4); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(from, 8); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(from, 12); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      b += bStep;
      from += aStep;
    }
    b += bSkip;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  c += cStride;
  v128.store(c, c10); v128.store(c, c11, 16);
  c += cStride;
  v128.store(c, c20); v128.store(c, c21, 16);
  c += cStride;
  v128.store(c, c30); v128.store(c, c31, 16);
}

/** A's rows lie anywhere, k goes by any step. */
function stridedTile(
  base: usize, rowTable: usize, aStep: i32, runTable: usize, runCount: i32, runLength: i32,
  b: usize, bStep: i32, init: usize, initStride: i32, c: usize, cStride: i32, bSkip: i32,
): void {
  const row0 = base + load<u32>(rowTable);
  const row1 = base + load<u32>(rowTable, 4);
  const row2 = base + load<u32>(rowTable, 8);
  const row3 = base + load<u32>(rowTable, 12);
  let c00 = v128.load(init), c01 = v128.load(init, 16);
  init += initStride;
  let c10 = v128.load(init), c11 = v128.load(init, 16);
  init += initStride;
  let c20 = v128.load(init), c21 = v128.load(init, 16);
  init += initStride;
  let c30 = v128.load(init), c31 = v128.load(init, 16);
  let b0: v128, b1: v128, a: v128;
  for (; runCount > 0; runCount--) {
    const offset = load<u32>(runTable);
    runTable += 4;
    let a0 = row0 + offset;
    let a1 = row1 + offset;
    let a2 = row2 + offset;
    let a3 = row3 + offset;
    for (let k = runLength; k > 0; k--) {
      b0 = v128.load(b); b1 = v128.load(b, 16);
      a = v128.load32_splat(a0); c00 = madd(a, b0, c00); c01 = madd(a, b1, c01);
      a = v128.load32_splat(a1); c10 = madd(a, b0, c10); c11 = madd(a, b1, c11);
      a = v128.load32_splat(a2); c20 = madd(a, b0, c20); c21 = madd(a, b1, c21);
      a = v128.load32_splat(a3); c30 = madd(a, b0, c30); c31 = madd(a, b1, c31);
      b += bStep;
      a0 += aStep; a1 += aStep; a2 += aStep; a3 += aStep;
    }
    b += bSkip;
  }
  v128.store(c, c00); v128.store(c, c01, 16);
  c += cStride;
  v128.store(c, c10); v128.store(c, c11, 16);
  c += cStride;
  v128.store(c, c20); v128.store(c, c21, 16);
  c += cStride;
  v128.store(c, c30); v128.store(c, c31, 16);
}

/** Steps of k in one call of tilePeak's tile. */
const PEAK_STEPS: i32 = 512;
/** Bytes of scratch that tilePeak needs. */
const PEAK_BYTES: i32 = 64 * 1024;

export function tilePeakScratch(): i32 {
  return PEAK_BYTES;
}

/**
 * The micro-kernel at its best: `times` tiles of 4 x 8 outputs over k = 512 on the scratch area alone, whose 26 KiB in use
 * stay in the first-level cache. A time is 2 * 4 * 8 * 512 = 32,768 floating-point operations. It multiplies zeros, which
 * cost what other numbers cost.
 */
export function tilePeak(times: i32, scratch: usize): void {
  const runTable = scratch;
  const rowTable = scratch + 64;
  const c = scratch + 128;
  const a = scratch + 256 + SPILL_BYTES;
  const b = a + TILE_ROWS * PEAK_STEPS * 4;
  memory.fill(scratch, 0, PEAK_BYTES);
  for (let r = 0; r < TILE_ROWS; r++) store<u32>(rowTable + (r << 2), r * PEAK_STEPS * 4);
  for (; times > 0; times--) {
    packedTile(a, rowTable, runTable, 1, PEAK_STEPS, b, c, TILE_COLUMNS << 2, c, TILE_COLUMNS << 2, 0);
  }
}
