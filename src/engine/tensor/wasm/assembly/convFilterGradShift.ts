import { ALIGN_SLACK, alignLine, roundUp } from './simd';
import { SPILL_BYTES, tile, TILE_COLUMNS, TILE_ROWS } from './tile';
import {
  batch, dilationHeight, dilationWidth, inChannels, inHeight, inWidth, kernelHeight, kernelWidth, outChannels, outHeight,
  outWidth, padLeft, padTop, strideHeight, strideWidth,
} from './window';

/**
 * The filter gradient without stride, input channels in fours: one column b of the window after the other. x and dy are
 * copied without the pixels that the other lacks at that column; then the pixels of a tap are one run of both, however many
 * output rows, and nothing in the padding is multiplied. The copies cost 1 / (outChannels kernelHeight) of the products.
 */
export function shiftsFilterGrad(): bool {
  return strideHeight == 1 && strideWidth == 1 && (inChannels & 3) == 0 && inChannels > 0;
}

/** Bytes of x and dy that all tiles go through before the next: most of an L1 cache. */
const BLOCK_BYTES: i32 = 24 * 1024;

export function convFilterGradShiftScratch(): i32 {
  const columns = roundUp(outChannels, TILE_COLUMNS);
  const taps = kernelHeight * kernelWidth * inChannels;
  const copies = outWidth * (inHeight * inChannels + outHeight * columns);
  return SPILL_BYTES + ALIGN_SLACK + 4 * (TILE_ROWS + 1 + taps * columns + copies);
}

/** dfilter[a, b, c, o] = sum over images and pixels (h, w) of x[h + a - top, w + b - left, c] dy[h, w, o]. */
export function convFilterGradShift(x: usize, dy: usize, dfilter: usize, scratch: usize): void {
  const n = outChannels;
  const columns = roundUp(n, TILE_COLUMNS);
  const taps = kernelHeight * kernelWidth * inChannels;
  const rowTable = scratch + SPILL_BYTES;
  const runTable = rowTable + (TILE_ROWS << 2);
  const sums = columns == n ? dfilter : alignLine(runTable + 4);
  const shifted = alignLine(alignLine(runTable + 4) + ((taps * columns) << 2));
  const slopes = alignLine(shifted + ((outWidth * inHeight * inChannels) << 2));
  const imageBytes = (inHeight * inWidth * inChannels) << 2;
  const slopeBytes = (outHeight * outWidth * n) << 2;
  for (let r = 0; r < TILE_ROWS; r++) store<u32>(rowTable + (r << 2), r << 2);
  store<u32>(runTable, 0);
  memory.fill(sums, 0, (taps * columns) << 2);
  for (let i = 0; i < batch; i++) {
    for (let b = 0; b < kernelWidth; b++) {
      // Output columns [left, left + width) read input columns [column, column + width).
      const shift = b * dilationWidth - padLeft;
      const left = max(0, -shift);
      const width = min(outWidth, inWidth - shift) - left;
      if (width <= 0) continue;
      const column = left + shift;
      let from = x + i * imageBytes;
      if (width != inWidth) {
        copyColumns(from + ((column * inChannels) << 2), (inWidth * inChannels) << 2, shifted, (width * inChannels) << 2, inHeight);
        from = shifted;
      }
      let slope = dy + i * slopeBytes;
      if (columns != n) {
        widenColumns(slope + ((left * n) << 2), slopes, width, n, columns);
        slope = slopes;
      } else if (width != outWidth) {
        copyColumns(slope + ((left * n) << 2), (outWidth * n) << 2, slopes, (width * n) << 2, outHeight);
        slope = slopes;
      }
      addColumn(from, slope, sums + ((b * inChannels * columns) << 2), width, columns, rowTable, runTable, scratch);
    }
  }
  if (columns == n) return;
  for (let t = 0; t < taps; t++) memory.copy(dfilter + ((t * n) << 2), sums + ((t * columns) << 2), n << 2);
}

/** Adds one image's part of the gradients at one window column; sums: those of its first tap. */
function addColumn(
  x: usize, dy: usize, sums: usize, width: i32, columns: i32, rowTable: usize, runTable: usize, spill: usize,
): void {
  const aStep = inChannels << 2;
  const bStep = columns << 2;
  const blockRows = max(1, BLOCK_BYTES / (width * (aStep + bStep)));
  const nextRow = kernelWidth * inChannels * bStep;
  for (let h = 0; h < outHeight; h += blockRows) {
    for (let j = 0; j < columns; j += TILE_COLUMNS) {
      for (let a = 0; a < kernelHeight; a++) {
        const shift = a * dilationHeight - padTop;
        const first = max(h, -shift);
        const count = min(min(h + blockRows, outHeight), inHeight - shift) - first;
        if (count <= 0) continue;
        const from = x + (first + shift) * width * aStep;
        const slope = dy + first * width * bStep + (j << 2);
        let c = sums + a * nextRow + (j << 2);
        for (let t = 0; t < aStep; t += 16) {
          tile(
            from + t, rowTable, aStep, runTable, 1, count * width, slope, bStep, c, bStep, c, bStep, TILE_ROWS, TILE_COLUMNS,
            false, spill,
          );
          c += bStep * TILE_ROWS;
        }
      }
    }
  }
}

/** Copies `rows` rows of `bytes` bytes, a multiple of 16, to one another's ends. */
function copyColumns(from: usize, stride: i32, to: usize, bytes: i32, rows: i32): void {
  for (; rows > 0; rows--) {
    for (let at = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
    from += stride;
    to += bytes;
  }
}

/** Copies `width` columns of dy, its n channels with zeros to `columns`. */
function widenColumns(dy: usize, to: usize, width: i32, n: i32, columns: i32): void {
  for (let h = 0; h < outHeight; h++) {
    let from = dy + ((h * outWidth * n) << 2);
    for (let w = 0; w < width; w++) {
      for (let o = 0; o < columns; o++) store<f32>(to + (o << 2), o < n ? load<f32>(from + (o << 2)) : 0);
      from += n << 2;
      to += columns << 2;
    }
  }
}
