import { convImages, imageTables } from './convBatch';
import { convInputGradDots, gradByDots } from './convDots';
import { BLOCK_K } from './multiply';
import { isPointwise, pointwise } from './conv1x1';
import { ALIGN_SLACK, alignLine, roundUp } from './simd';
import { SPILL_BYTES, tile, TILE_COLUMNS, TILE_ROWS } from './tile';
import {
  batch, dilationHeight, dilationWidth, inChannels, inHeight, inWidth, kernelHeight, kernelWidth, outChannels, outHeight,
  outWidth, paddedHeight, paddedWidth, padLeft, padTop, placeImage, readsInPlace, strideHeight, strideWidth,
} from './window';

/**
 * Convolution as a matrix product without im2col: rows are output pixels, columns output channels, k walks the window.
 * In a padded NHWC image one window row (kernelWidth x channels) is contiguous, so it is one run of the tile.
 */

/** Runs of a window over frame rows of `columns` pixels. Without dilation one per kernel row, else one per kernel cell. */
function fillRuns(table: usize, columns: i32, channels: i32): i32 {
  let count = 0;
  for (let kh = 0; kh < kernelHeight; kh++) {
    if (dilationWidth == 1) {
      store<u32>(table + (count++ << 2), (kh * dilationHeight * columns * channels) << 2);
      continue;
    }
    for (let kw = 0; kw < kernelWidth; kw++) {
      store<u32>(table + (count++ << 2), ((kh * dilationHeight * columns + kw * dilationWidth) * channels) << 2);
    }
  }
  return count;
}

/** Byte offsets of the windows' first cells, filled up to whole tiles with the last. */
function fillPixels(table: usize, height: i32, width: i32, columns: i32, channels: i32, stepH: i32, stepW: i32): void {
  let at = table;
  let offset: u32 = 0;
  for (let h = 0; h < height; h++) {
    for (let w = 0; w < width; w++) {
      offset = ((h * stepH * columns + w * stepW) * channels) << 2;
      store<u32>(at, offset);
      at += 4;
    }
  }
  const end = table + (roundUp(height * width, TILE_ROWS) << 2);
  for (; at < end; at += 4) store<u32>(at, offset);
}

/**
 * For each tile of output pixels the runs that meet the image, [first, end): window rows that lie in the padding for all of
 * its pixels are left out (12 % of a 7x7 window's work on 14x14 pixels). Offsets and sizes are those of the frame's rows.
 */
function fillRanges(
  table: usize, pixels: i32, columns: i32, stepH: i32, top: i32, height: i32, runsPerRow: i32, runCount: i32,
): void {
  for (let p = 0; p < pixels; p += TILE_ROWS) {
    const firstRow = (p / columns) * stepH;
    const lastRow = (min(p + TILE_ROWS, pixels) - 1) / columns * stepH;
    // Kernel row a of an output at row r reads frame row r + a dilation; the image is rows top to top + height.
    const first = max(0, top - lastRow + dilationHeight - 1) / dilationHeight;
    const end = max(0, top + height - firstRow + dilationHeight - 1) / dilationHeight;
    store<i32>(table, min(first * runsPerRow, runCount));
    store<i32>(table, min(end * runsPerRow, runCount), 4);
    table += 8;
  }
}

/** c[pixels, n] = act(windows of frame x packed weights + bias); weights: panels [n / 8][k][8]. */
function windowsTimesWeights(
  frame: usize, pixelTable: usize, pixels: i32, runTable: usize, rangeTable: usize, runCount: i32, runLength: i32,
  weights: usize, bias: usize, c: usize, n: i32, relu: bool, spill: usize,
): void {
  const k = runCount * runLength;
  const cStride = n << 2;
  for (let j = 0; j < n; j += TILE_COLUMNS) {
    const cols = min(TILE_COLUMNS, n - j);
    // A partial panel is one block: continuing from C would read past its last row.
    const block = cols == TILE_COLUMNS && k > BLOCK_K ? max(1, BLOCK_K / runLength) : runCount;
    for (let r = 0; r < runCount; r += block) {
      const last = r + block >= runCount;
      let range = rangeTable;
      for (let p = 0; p < pixels; p += TILE_ROWS) {
        const from = max(r, load<i32>(range));
        const count = max(0, min(r + block, load<i32>(range, 4)) - from);
        const at = c + p * cStride + (j << 2);
        tile(
          frame, pixelTable + (p << 2), 4, runTable + (from << 2), count, runLength,
          weights + ((j * k + from * runLength * TILE_COLUMNS) << 2), 32,
          r == 0 ? bias + (j << 2) : at, r == 0 ? 0 : cStride, at, cStride, min(TILE_ROWS, pixels - p), cols, relu && last, spill,
        );
        range += 8;
      }
    }
  }
}

/** True where tiles of the same pixel in several images are used; their tables lie in place of pixelTable and runTable. */
function byImages(): bool {
  return batch >= TILE_ROWS && dilationWidth == 1 && (kernelHeight > 1 || kernelWidth > 1);
}

@inline
function rangeBytes(pixels: i32): i32 {
  return (pixels / TILE_ROWS + 1) << 3;
}

@inline
function runsAtMost(): i32 {
  return max(kernelHeight * kernelWidth, imageTables(kernelHeight));
}

export function convScratch(): i32 {
  const columns = roundUp(outChannels, 8);
  const k = kernelHeight * kernelWidth * inChannels;
  const frame = readsInPlace() ? 0 : paddedHeight() * paddedWidth() * inChannels;
  const pixels = outHeight * outWidth;
  return (
    SPILL_BYTES + ALIGN_SLACK + rangeBytes(pixels) +
    4 * (columns + roundUp(pixels, TILE_ROWS) + runsAtMost() + k * columns + frame)
  );
}

/** y = act(x * filter + bias); bias: [outChannels], or 0 for none. */
export function conv(x: usize, filter: usize, bias: usize, relu: bool, y: usize, scratch: usize): void {
  const n = outChannels;
  const columns = roundUp(n, 8);
  const pixels = outHeight * outWidth;
  const k = kernelHeight * kernelWidth * inChannels;
  const biasPadded = alignLine(scratch + SPILL_BYTES);
  const pixelTable = biasPadded + (columns << 2);
  const runTable = pixelTable + (roundUp(pixels, TILE_ROWS) << 2);
  const rangeTable = runTable + (runsAtMost() << 2);
  const weights = alignLine(rangeTable + rangeBytes(pixels));
  const frame = alignLine(weights + ((k * columns) << 2));

  const inPlace = readsInPlace();
  const rows = inPlace ? inHeight : paddedHeight();
  const width = inPlace ? inWidth : paddedWidth();
  memory.fill(biasPadded, 0, columns << 2);
  if (bias != 0) memory.copy(biasPadded, bias, n << 2);
  if (isPointwise()) {
    packFilter(filter, weights, k, n);
    pointwise(x, k, weights, biasPadded, y, n, relu, pixelTable, scratch);
    return;
  }
  if (byImages()) {
    packFilter(filter, weights, k, n);
    convImages(
      x, inHeight, inWidth, inChannels, weights, biasPadded, y, outHeight, outWidth, n, kernelHeight, kernelWidth,
      strideHeight, strideWidth, dilationHeight, padTop, padLeft, relu, pixelTable, scratch,
    );
    return;
  }
  fillPixels(pixelTable, outHeight, outWidth, width, inChannels, strideHeight, strideWidth);
  const runCount = fillRuns(runTable, width, inChannels);
  fillRanges(rangeTable, pixels, outWidth, strideHeight, padTop, inHeight, runCount / kernelHeight, runCount);
  packFilter(filter, weights, k, n);
  const imageBytes = (inHeight * inWidth * inChannels) << 2;
  if (!inPlace) memory.fill(frame, 0, (rows * width * inChannels) << 2);
  for (let i = 0; i < batch; i++) {
    const image = x + i * imageBytes;
    if (!inPlace) placeImage(image, inHeight, inWidth, inChannels, frame, rows, width, padTop, padLeft, 1, 1);
    windowsTimesWeights(
      inPlace ? image : frame, pixelTable, pixels, runTable, rangeTable, runCount, k / runCount,
      weights, biasPadded, y + ((i * pixels * n) << 2), n, relu, scratch,
    );
  }
}

/** Panels [n / 8][k][8] of a filter [k, n], zeros to the right. */
function packFilter(filter: usize, packed: usize, k: i32, n: i32): void {
  let to = packed;
  for (let j = 0; j < n; j += TILE_COLUMNS) {
    for (let i = 0; i < k; i++) {
      for (let q = 0; q < TILE_COLUMNS; q++) {
        store<f32>(to, j + q < n ? load<f32>(filter + ((i * n + j + q) << 2)) : 0);
        to += 4;
      }
    }
  }
}

/** Panels [in / 8][kh, kw, out][8] of a filter [kh, kw, in, out], turned by 180 degrees. */
function packTurned(filter: usize, packed: usize): void {
  let to = packed;
  const cells = kernelHeight * kernelWidth;
  for (let j = 0; j < inChannels; j += TILE_COLUMNS) {
    for (let cell = cells - 1; cell >= 0; cell--) {
      for (let o = 0; o < outChannels; o++) {
        for (let q = 0; q < TILE_COLUMNS; q++) {
          const from = filter + (((cell * inChannels + j + q) * outChannels + o) << 2);
          store<f32>(to, j + q < inChannels ? load<f32>(from) : 0);
          to += 4;
        }
      }
    }
  }
}

export function convInputGradScratch(): i32 {
  const columns = roundUp(inChannels, 8);
  const k = kernelHeight * kernelWidth * outChannels;
  const rows = inHeight + (kernelHeight - 1) * dilationHeight;
  const width = inWidth + (kernelWidth - 1) * dilationWidth;
  return (
    SPILL_BYTES + ALIGN_SLACK + rangeBytes(inHeight * inWidth) +
    4 * (columns + roundUp(inHeight * inWidth, TILE_ROWS) + runsAtMost() + k * columns + rows * width * outChannels)
  );
}

/**
 * dx: the convolution, without stride, of dy with the turned filter. dy stands in its frame with stride - 1 zeros between
 * its pixels, so that dx[h] = sum over a of frame[h + a dilation] filter[kernel - 1 - a].
 */
export function convInputGrad(dy: usize, filter: usize, dx: usize, scratch: usize): void {
  const n = inChannels;
  const columns = roundUp(n, 8);
  const pixels = inHeight * inWidth;
  const k = kernelHeight * kernelWidth * outChannels;
  const noBias = alignLine(scratch + SPILL_BYTES);
  const pixelTable = noBias + (columns << 2);
  const runTable = pixelTable + (roundUp(pixels, TILE_ROWS) << 2);
  const rangeTable = runTable + (runsAtMost() << 2);
  const weights = alignLine(rangeTable + rangeBytes(pixels));
  const frame = alignLine(weights + ((k * columns) << 2));

  const reachH = (kernelHeight - 1) * dilationHeight;
  const reachW = (kernelWidth - 1) * dilationWidth;
  const rows = inHeight + reachH;
  const width = inWidth + reachW;
  const inPlace =
    reachH == padTop && reachW == padLeft && rows == outHeight && width == outWidth && strideHeight == 1 && strideWidth == 1;
  memory.fill(noBias, 0, columns << 2);
  if (gradByDots()) {
    convInputGradDots(dy, filter, dx, weights, pixelTable);
    return;
  }
  if (isPointwise()) {
    packTurned(filter, weights);
    pointwise(dy, k, weights, noBias, dx, n, false, pixelTable, scratch);
    return;
  }
  if (byImages() && strideHeight == 1 && strideWidth == 1) {
    packTurned(filter, weights);
    convImages(
      dy, outHeight, outWidth, outChannels, weights, noBias, dx, inHeight, inWidth, n, kernelHeight, kernelWidth, 1, 1,
      dilationHeight, reachH - padTop, reachW - padLeft, false, pixelTable, scratch,
    );
    return;
  }
  fillPixels(pixelTable, inHeight, inWidth, width, outChannels, 1, 1);
  const runCount = fillRuns(runTable, width, outChannels);
  const lastRow = (outHeight - 1) * strideHeight + 1;
  fillRanges(rangeTable, pixels, inWidth, 1, reachH - padTop, lastRow, runCount / kernelHeight, runCount);
  packTurned(filter, weights);
  const imageBytes = (outHeight * outWidth * outChannels) << 2;
  if (!inPlace) memory.fill(frame, 0, (rows * width * outChannels) << 2);
  for (let i = 0; i < batch; i++) {
    const image = dy + i * imageBytes;
    if (!inPlace) {
      placeImage(
        image, outHeight, outWidth, outChannels, frame, rows, width,
        reachH - padTop, reachW - padLeft, strideHeight, strideWidth,
      );
    }
    windowsTimesWeights(
      inPlace ? image : frame, pixelTable, pixels, runTable, rangeTable, runCount, k / runCount,
      weights, noBias, dx + ((i * pixels * n) << 2), n, false, scratch,
    );
  }
}
