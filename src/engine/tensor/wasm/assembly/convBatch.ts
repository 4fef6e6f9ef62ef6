import { BLOCK_K } from './multiply';
import { tile, TILE_COLUMNS, TILE_ROWS } from './tile';
import { batch } from './window';

/**
 * Convolution by tiles of the same pixel in four images. All four windows then meet the padding alike, so that cells in it
 * are left out exactly, above, below and beside the image, and the images are read where they lie: no frame of zeros, no
 * work on zeros (23 % of a 7x7 window's on 14x14 pixels).
 */

/** One axis of the windows: output o reads input o stride + a dilation - before, a < kernel, where that is in [0, size). */
@inline
export function firstInside(start: i32, dilation: i32): i32 {
  return start >= 0 ? 0 : (dilation - 1 - start) / dilation;
}

@inline
export function endInside(start: i32, dilation: i32, kernel: i32, size: i32): i32 {
  return start >= size ? 0 : min(kernel, (size - 1 - start) / dilation + 1);
}

/** Words of tables that convImages needs. */
@inline
export function imageTables(kernelH: i32): i32 {
  return TILE_ROWS + kernelH;
}

/**
 * y[i, h, w, o] = act(bias[o] + sum over a, b, c of x[i, h stepH + a dilationH - top, w stepW + b - left, c] f[a, b, c, o]);
 * x: [batch, height, width, channels], weights: f in panels [n / 8][a, b, c][8], bias: n rounded up to 8.
 * tables: imageTables(kernelH) words.
 */
export function convImages(
  x: usize, height: i32, width: i32, channels: i32, weights: usize, bias: usize, y: usize, rows: i32, columns: i32, n: i32,
  kernelH: i32, kernelW: i32, stepH: i32, stepW: i32, dilationH: i32, top: i32, left: i32, relu: bool,
  tables: usize, spill: usize,
): void {
  const rowBytes = (width * channels) << 2;
  const imageBytes = height * rowBytes;
  const outBytes = (rows * columns * n) << 2;
  const windowRow = kernelW * channels;
  const k = kernelH * windowRow;
  const runTable = tables + (TILE_ROWS << 2);
  for (let a = 0; a < kernelH; a++) store<u32>(runTable + (a << 2), a * dilationH * rowBytes);
  for (let i = 0; i < batch; i += TILE_ROWS) {
    const images = min(TILE_ROWS, batch - i);
    for (let r = 0; r < TILE_ROWS; r++) store<u32>(tables + (r << 2), min(r, images - 1) * imageBytes);
    const from = x + i * imageBytes;
    for (let j = 0; j < n; j += TILE_COLUMNS) {
      const cols = min(TILE_COLUMNS, n - j);
      const panel = weights + ((j * k) << 2);
      // A partial panel is one block: continuing from y would read past its last pixel.
      const block = cols == TILE_COLUMNS && k > BLOCK_K ? max(1, BLOCK_K / windowRow) : kernelH;
      for (let a = 0; a < kernelH; a += block) {
        const first = a == 0;
        const last = a + block >= kernelH;
        let to = y + i * outBytes + (j << 2);
        for (let h = 0; h < rows; h++) {
          const row = h * stepH - top;
          const a0 = max(a, firstInside(row, dilationH));
          const count = min(a + block, endInside(row, dilationH, kernelH, height)) - a0;
          for (let w = 0; w < columns; w++) {
            const column = w * stepW - left;
            const b0 = firstInside(column, 1);
            const length = (endInside(column, 1, kernelW, width) - b0) * channels;
            tile(
              from + row * rowBytes + (((column + b0) * channels) << 2), tables, 4, runTable + (a0 << 2), count, length,
              panel + ((a0 * windowRow + b0 * channels) << 5), 32,
              first ? bias + (j << 2) : to, first ? 0 : outBytes, to, outBytes, images, cols, relu && last, spill,
              (windowRow - length) << 5,
            );
            to += n << 2;
          }
        }
      }
    }
  }
}
