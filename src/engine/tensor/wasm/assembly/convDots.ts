import { endInside, firstInside } from './convBatch';
import { dotRows, dotTile } from './dots';
import { isPointwise, pointwisePixels } from './conv1x1';
import { TILE_COLUMNS, TILE_ROWS } from './tile';
import {
  batch, dilationHeight, dilationWidth, inChannels, inHeight, inWidth, kernelHeight, kernelWidth, outChannels, outHeight,
  outWidth, padLeft, padTop, strideHeight, strideWidth,
} from './window';

/**
 * The input gradient for fewer than eight input channels, by dot products over the output channels of a window row (dots.ts):
 * the tile's eight columns would be input channels, seven of them idle for a grey image.
 */

/** True where the gradient goes by dots: no stride, no dilation along the row, output channels in fours. */
export function gradByDots(): bool {
  return (
    inChannels < TILE_COLUMNS && (outChannels & 3) == 0 && outChannels > 0 &&
    (isPointwise() || (batch >= TILE_ROWS && strideHeight == 1 && strideWidth == 1 && dilationWidth == 1))
  );
}

/** Bytes of dy that all columns go through before the next block: half an L1 cache. */
const BLOCK_BYTES: i32 = 16 * 1024;

/**
 * dx[i, h, w, c] = sum over a, b, o of dy[i, h + top - a dilationH, w + left - b, o] filter[a, b, c, o].
 * weights: room for the filter, tables: imageTables(kernelHeight) words.
 */
export function convInputGradDots(dy: usize, filter: usize, dx: usize, weights: usize, tables: usize): void {
  if (isPointwise()) {
    const pixels = pointwisePixels();
    const block = max(TILE_ROWS, (BLOCK_BYTES / (outChannels << 2)) & ~(TILE_ROWS - 1));
    for (let p = 0; p < pixels; p += block) {
      const from = dy + ((p * outChannels) << 2);
      dotRows(from, min(block, pixels - p), outChannels, filter, dx + ((p * inChannels) << 2), inChannels, tables);
    }
    return;
  }
  packColumns(filter, weights);
  const top = (kernelHeight - 1) * dilationHeight - padTop;
  const left = kernelWidth - 1 - padLeft;
  const rowBytes = (outWidth * outChannels) << 2;
  const imageBytes = outHeight * rowBytes;
  const gradBytes = (inHeight * inWidth * inChannels) << 2;
  const windowRow = kernelWidth * outChannels;
  const column = (kernelHeight * windowRow) << 2;
  const runTable = tables + (TILE_ROWS << 2);
  for (let a = 0; a < kernelHeight; a++) store<u32>(runTable + (a << 2), a * dilationHeight * rowBytes);
  for (let i = 0; i < batch; i += TILE_ROWS) {
    const images = min(TILE_ROWS, batch - i);
    for (let r = 0; r < TILE_ROWS; r++) store<u32>(tables + (r << 2), min(r, images - 1) * imageBytes);
    const from = dy + i * imageBytes;
    let to = dx + i * gradBytes;
    for (let h = 0; h < inHeight; h++) {
      const row = h - top;
      const a0 = firstInside(row, dilationHeight);
      const count = endInside(row, dilationHeight, kernelHeight, outHeight) - a0;
      for (let w = 0; w < inWidth; w++) {
        const b0 = firstInside(w - left, 1);
        const length = max(0, endInside(w - left, 1, kernelWidth, outWidth) - b0) * outChannels;
        dotTile(
          from + row * rowBytes + (((w - left + b0) * outChannels) << 2), tables, runTable + (a0 << 2), count, length,
          weights + ((a0 * windowRow + b0 * outChannels) << 2), column, (windowRow - length) << 2,
          to, gradBytes, images, inChannels,
        );
        to += inChannels << 2;
      }
    }
  }
}

/** [in][kh, kw, out] of a filter [kh, kw, in, out], turned by 180 degrees. */
function packColumns(filter: usize, packed: usize): void {
  const bytes = outChannels << 2;
  for (let c = 0; c < inChannels; c++) {
    for (let cell = kernelHeight * kernelWidth - 1; cell >= 0; cell--) {
      memory.copy(packed, filter + (cell * inChannels + c) * bytes, bytes);
      packed += bytes;
    }
  }
}
