import { convFilterGradShift, convFilterGradShiftScratch, shiftsFilterGrad } from './convFilterGradShift';
import { streamFilterGrad, streamsFilterGrad } from './conv1x1FilterGrad';
import { ALIGN_SLACK, alignLine, roundUp } from './simd';
import { SPILL_BYTES, tile, TILE_COLUMNS, TILE_ROWS } from './tile';
import {
  batch, dilationHeight, dilationWidth, inChannels, inHeight, inWidth, kernelHeight, kernelWidth, outChannels, outHeight,
  outWidth, paddedHeight, paddedWidth, padLeft, padTop, placeImage, readsInPlace, strideHeight, strideWidth,
} from './window';

export function convFilterGradScratch(): i32 {
  if (shiftsFilterGrad()) return convFilterGradShiftScratch();
  const columns = roundUp(outChannels, 8);
  const taps = roundUp(kernelHeight * kernelWidth * inChannels, TILE_ROWS);
  const frame = readsInPlace() ? 0 : paddedHeight() * paddedWidth() * inChannels;
  const wide = columns == outChannels ? 0 : outHeight * outWidth * columns;
  return SPILL_BYTES + ALIGN_SLACK + 4 * (taps + outHeight + taps * columns + frame + wide);
}

/** Bytes of x and dy that one pass of the filter gradient goes through: most of an L1 cache. */
const BLOCK_BYTES: i32 = 24 * 1024;

/**
 * dfilter[tap, o] = sum over images and output pixels p of x[p + tap] dy[p, o]: rows are taps (kh, kw, in), k walks the
 * output pixels, a run being one output row. Output rows are taken in blocks that stay in the cache for all taps.
 */
export function convFilterGrad(x: usize, dy: usize, dfilter: usize, scratch: usize): void {
  if (streamsFilterGrad()) {
    streamFilterGrad(x, dy, dfilter);
    return;
  }
  if (shiftsFilterGrad()) {
    convFilterGradShift(x, dy, dfilter, scratch);
    return;
  }
  const n = outChannels;
  const columns = roundUp(n, 8);
  const taps = kernelHeight * kernelWidth * inChannels;
  const paddedTaps = roundUp(taps, TILE_ROWS);
  const pixels = outHeight * outWidth;
  const inPlace = readsInPlace();
  const rows = inPlace ? inHeight : paddedHeight();
  const width = inPlace ? inWidth : paddedWidth();
  const tapTable = scratch + SPILL_BYTES;
  const rowTable = tapTable + (paddedTaps << 2);
  const sums = alignLine(rowTable + (outHeight << 2));
  const frame = sums + ((paddedTaps * columns) << 2);
  const wide = alignLine(frame + (inPlace ? 0 : (rows * width * inChannels) << 2));

  fillTaps(tapTable, width, paddedTaps);
  for (let h = 0; h < outHeight; h++) store<u32>(rowTable + (h << 2), (h * strideHeight * width * inChannels) << 2);
  memory.fill(sums, 0, (paddedTaps * columns) << 2);
  if (!inPlace) memory.fill(frame, 0, (rows * width * inChannels) << 2);
  if (columns != n) memory.fill(wide, 0, (pixels * columns) << 2);

  const rowBytes = (strideHeight * width * inChannels + outWidth * columns) << 2;
  const blockRows = max(1, min(outHeight, BLOCK_BYTES / rowBytes));
  const tapsPerRow = kernelWidth * inChannels;
  const aStep = (strideWidth * inChannels) << 2;
  const bStep = columns << 2;
  for (let i = 0; i < batch; i++) {
    const image = x + ((i * inHeight * inWidth * inChannels) << 2);
    if (!inPlace) placeImage(image, inHeight, inWidth, inChannels, frame, rows, width, padTop, padLeft, 1, 1);
    let slope = dy + ((i * pixels * n) << 2);
    if (columns != n) {
      for (let p = 0; p < pixels; p++) memory.copy(wide + p * bStep, slope + ((p * n) << 2), n << 2);
      slope = wide;
    }
    for (let h = 0; h < outHeight; h += blockRows) {
      for (let j = 0; j < columns; j += TILE_COLUMNS) {
        for (let t = 0; t < taps; t += TILE_ROWS) {
          const c = sums + ((t * columns + j) << 2);
          // Without the output rows for which all of the tile's taps lie in the padding above or below the image.
          const from = max(h, firstRowOf(min(taps - 1, t + TILE_ROWS - 1) / tapsPerRow));
          const count = min(h + blockRows, endRowOf(t / tapsPerRow)) - from;
          // Likewise the columns at which all of them lie beside it; taps of two window rows may have any column.
          const end = min(taps, t + TILE_ROWS) - 1;
          const oneRow = t / tapsPerRow == end / tapsPerRow;
          const left = firstColumnOf(oneRow ? (end % tapsPerRow) / inChannels : kernelWidth - 1);
          const length = endColumnOf(oneRow ? (t % tapsPerRow) / inChannels : 0) - left;
          if (count <= 0 || length <= 0) continue;
          tile(
            (inPlace ? image : frame) + left * aStep, tapTable + (t << 2), aStep, rowTable + (from << 2), count, length,
            slope + (from * outWidth + left) * bStep + (j << 2), bStep, c, bStep, c, bStep, TILE_ROWS, TILE_COLUMNS, false,
            scratch, (outWidth - length) * bStep,
          );
        }
      }
    }
  }
  for (let t = 0; t < taps; t++) memory.copy(dfilter + ((t * n) << 2), sums + t * bStep, n << 2);
}

/** First output row whose window has kernel row `a` not above the image. */
@inline
function firstRowOf(a: i32): i32 {
  return max(0, padTop - a * dilationHeight + strideHeight - 1) / strideHeight;
}

/** One past the last output row whose window has kernel row `a` not below the image. */
@inline
function endRowOf(a: i32): i32 {
  const room = inHeight - 1 + padTop - a * dilationHeight;
  return room < 0 ? 0 : min(outHeight, room / strideHeight + 1);
}

/** First output column whose window has kernel column `b` not left of the image. */
@inline
function firstColumnOf(b: i32): i32 {
  return max(0, padLeft - b * dilationWidth + strideWidth - 1) / strideWidth;
}

/** One past the last output column whose window has kernel column `b` not right of the image. */
@inline
function endColumnOf(b: i32): i32 {
  const room = inWidth - 1 + padLeft - b * dilationWidth;
  return room < 0 ? 0 : min(outWidth, room / strideWidth + 1);
}

/** Byte offsets of the taps (kh, kw, in) from a window's first cell, filled up to `count` with the last. */
function fillTaps(table: usize, columns: i32, count: i32): void {
  let at = table;
  let offset: u32 = 0;
  for (let kh = 0; kh < kernelHeight; kh++) {
    for (let kw = 0; kw < kernelWidth; kw++) {
      for (let c = 0; c < inChannels; c++) {
        offset = ((kh * dilationHeight * columns + kw * dilationWidth) * inChannels + c) << 2;
        store<u32>(at, offset);
        at += 4;
      }
    }
  }
  const end = table + (count << 2);
  for (; at < end; at += 4) store<u32>(at, offset);
}
