import { ALIGN_SLACK, alignLine, roundUp } from './simd';
import { SPILL_BYTES, tile, TILE_COLUMNS, TILE_ROWS } from './tile';

/** Longest k that one pass over a panel of B takes: 1024 x 8 floats are 32 KiB, an L1 cache. */
export const BLOCK_K: i32 = 1024;

/** rowTable[i] = i stride bytes for i < count, filled up to whole tiles with the last. */
export function fillRows(table: usize, count: i32, stride: i32): void {
  const padded = roundUp(count, TILE_ROWS);
  for (let i = 0; i < padded; i++) store<u32>(table + (i << 2), min(i, count - 1) * stride);
}

/** All row tiles of one column panel of C; see tile. */
export function panel(
  base: usize, rowTable: usize, rowCount: i32, aStep: i32, runTable: usize, runCount: i32, runLength: i32,
  b: usize, bStep: i32, init: usize, initStride: i32, c: usize, cStride: i32, cols: i32, relu: bool, spill: usize,
): void {
  for (let i = 0; i < rowCount; i += TILE_ROWS) {
    tile(
      base, rowTable + (i << 2), aStep, runTable, runCount, runLength, b, bStep,
      init + i * initStride, initStride, c + i * cStride, cStride, min(TILE_ROWS, rowCount - i), cols, relu, spill,
    );
  }
}

export function matMulScratch(m: i32, n: i32, k: i32): i32 {
  return SPILL_BYTES + ALIGN_SLACK + 4 * roundUp(n, 8) + 4 * roundUp(m, TILE_ROWS) + 16 + 32 * k;
}

/**
 * C[m, n] = act(op(A) op(B) + bias), op(A): [m, k], op(B): [k, n], all dense row-major; a transposed operand is stored as
 * [k, m] or [n, k]. bias: [n], or 0 for none. k is cut into blocks of BLOCK_K, B packed panel by panel.
 */
export function matMul(
  a: usize, b: usize, bias: usize, c: usize, m: i32, n: i32, k: i32,
  transposeA: bool, transposeB: bool, relu: bool, scratch: usize,
): void {
  const spill = scratch;
  const biasPadded = spill + SPILL_BYTES;
  const rowTable = biasPadded + 4 * roundUp(n, 8);
  const runTable = rowTable + 4 * roundUp(m, TILE_ROWS);
  const packed = alignLine(runTable + 16);
  memory.fill(biasPadded, 0, 4 * roundUp(n, 8));
  if (bias != 0) memory.copy(biasPadded, bias, n << 2);
  fillRows(rowTable, m, transposeA ? 4 : k << 2);
  store<u32>(runTable, 0);
  const aStep = transposeA ? m << 2 : 4;
  for (let j = 0; j < n; j += TILE_COLUMNS) {
    const cols = min(TILE_COLUMNS, n - j);
    // A partial panel is one block: continuing from C would read past its last row.
    const block = cols == TILE_COLUMNS ? BLOCK_K : k;
    for (let k0 = 0; k0 < k; k0 += block) {
      const length = min(block, k - k0);
      if (transposeB) packTransposed(b, packed, j, cols, k, k0, length);
      else packRows(b, packed, j, cols, n, k0, length);
      const first = k0 == 0;
      const last = k0 + length == k;
      panel(
        a + k0 * aStep, rowTable, m, aStep, runTable, 1, length, packed, 32,
        first ? biasPadded + (j << 2) : c + (j << 2), first ? 0 : n << 2, c + (j << 2), n << 2, cols, relu && last, spill,
      );
    }
  }
}

/** packed[i, 0..8] = b[k0 + i, j..j + cols], b: [k, n], zeros to the right. */
function packRows(b: usize, packed: usize, j: i32, cols: i32, n: i32, k0: i32, length: i32): void {
  let from = b + ((k0 * n + j) << 2);
  let to = packed;
  if (cols == TILE_COLUMNS) {
    for (let i = 0; i < length; i++) {
      v128.store(to, v128.load(from));
      v128.store(to, v128.load(from, 16), 16);
      to += 32;
      from += n << 2;
    }
    return;
  }
  memory.fill(packed, 0, length << 5);
  for (let i = 0; i < length; i++) {
    for (let q = 0; q < cols; q++) store<f32>(to + (q << 2), load<f32>(from + (q << 2)));
    to += 32;
    from += n << 2;
  }
}

/** packed[i, q] = b[j + q, k0 + i], b: [n, k], zeros to the right. */
function packTransposed(b: usize, packed: usize, j: i32, cols: i32, k: i32, k0: i32, length: i32): void {
  if (cols < TILE_COLUMNS) memory.fill(packed, 0, length << 5);
  for (let q = 0; q < cols; q++) {
    let from = b + (((j + q) * k + k0) << 2);
    let to = packed + (q << 2);
    for (let i = 0; i < length; i++) {
      store<f32>(to, load<f32>(from));
      from += 4;
      to += 32;
    }
  }
}
