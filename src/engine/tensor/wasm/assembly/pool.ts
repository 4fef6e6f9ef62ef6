import { maxPoolGradOverlapping, maxPoolGradTiled, maxPoolTiled } from './poolPairs';
import {
  batch, inChannels, inHeight, inWidth, kernelHeight, kernelWidth, outHeight, outWidth, padLeft, padTop, strideHeight,
  strideWidth,
} from './window';

/**
 * Pools over [kernelHeight, kernelWidth] windows; cells outside the image do not count. Each op walks the output pixels
 * and clips the window to the image. Without stride, neighbouring pixels whose windows need no clipping are neighbours in
 * memory too, window cell by window cell: a run of them is computed as one long pixel. What computes it goes by fours, then
 * singly, and takes the window of 2x2 cells, the one most children have, without a loop. A window of NaN gives NaN.
 */

/** One past the last cell of a window at `start` that lies below size. */
@inline
function endInside(start: i32, count: i32, size: i32): i32 {
  return min(count, size - start);
}

/** Output pixels from w on that are one run; 1 where the window is clipped at its sides or moves by strides. */
@inline
function runFrom(w: i32, columns: i32): i32 {
  if (strideWidth != 1 || columns != kernelWidth) return 1;
  return min(outWidth, inWidth - kernelWidth + padLeft + 1) - w;
}

/** True for windows of 2x2 cells without padding before them, on channels in fours; see poolPairs. */
function hasPairs(stride: i32): bool {
  return kernelHeight == 2 && kernelWidth == 2 && strideHeight == stride && strideWidth == stride && padTop == 0 &&
    padLeft == 0 && (inChannels & 3) == 0;
}

/** True where 2x2 windows lie side by side and fill the image. */
function isTiled(): bool {
  return hasPairs(2) && outHeight << 1 == inHeight && outWidth << 1 == inWidth;
}

export function maxPool(x: usize, y: usize): void {
  if (isTiled()) {
    maxPoolTiled(x, y);
    return;
  }
  const pixel = inChannels << 2;
  let to = y;
  for (let i = 0; i < batch; i++) {
    const image = x + i * inHeight * inWidth * pixel;
    for (let h = 0; h < outHeight; h++) {
      const top = h * strideHeight - padTop;
      const h0 = max(0, -top);
      const h1 = endInside(top, kernelHeight, inHeight);
      for (let w = 0; w < outWidth; ) {
        const left = w * strideWidth - padLeft;
        const w0 = max(0, -left);
        const w1 = endInside(left, kernelWidth, inWidth);
        const run = runFrom(w, w1 - w0);
        maxPixels(image + ((top + h0) * inWidth + left + w0) * pixel, h1 - h0, w1 - w0, inWidth * pixel, pixel, to, run * pixel);
        to += run * pixel;
        w += run;
      }
    }
  }
}

function maxPixels(from: usize, rows: i32, columns: i32, stepH: i32, stepW: i32, to: usize, bytes: i32): void {
  const end = to + bytes;
  if (rows == 2 && columns == 2) {
    for (; to + 16 <= end; to += 16) {
      const above = f32x4.pmax(v128.load(from), v128.load(from + stepW));
      const below = f32x4.pmax(v128.load(from + stepH), v128.load(from + stepH + stepW));
      v128.store(to, f32x4.pmax(above, below));
      from += 16;
    }
  }
  for (; to + 16 <= end; to += 16) {
    let best = f32x4.splat(-Infinity);
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < columns; b++) best = f32x4.pmax(v128.load(from + a * stepH + b * stepW), best);
    }
    v128.store(to, best);
    from += 16;
  }
  for (; to < end; to += 4) {
    let best: f32 = -Infinity;
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < columns; b++) {
        const value = load<f32>(from + a * stepH + b * stepW);
        best = value < best ? best : value;
      }
    }
    store<f32>(to, best);
    from += 4;
  }
}

/** dx: each window gives its dy to its first maximum, in row-major order. x: the pool's input, y: its output. */
export function maxPoolGrad(dy: usize, x: usize, y: usize, dx: usize): void {
  if (isTiled()) {
    maxPoolGradTiled(dy, x, y, dx);
    return;
  }
  if (hasPairs(1) && outHeight == inHeight && outWidth == inWidth) {
    maxPoolGradOverlapping(dy, x, y, dx);
    return;
  }
  const pixel = inChannels << 2;
  memory.fill(dx, 0, batch * inHeight * inWidth * pixel);
  let done = 0;
  for (let i = 0; i < batch; i++) {
    const image = i * inHeight * inWidth * pixel;
    for (let h = 0; h < outHeight; h++) {
      const top = h * strideHeight - padTop;
      const h0 = max(0, -top);
      const h1 = endInside(top, kernelHeight, inHeight);
      for (let w = 0; w < outWidth; ) {
        const left = w * strideWidth - padLeft;
        const w0 = max(0, -left);
        const w1 = endInside(left, kernelWidth, inWidth);
        const start = image + ((top + h0) * inWidth + left + w0) * pixel;
        const run = runFrom(w, w1 - w0);
        maxGradPixels(x + start, dx + start, h1 - h0, w1 - w0, inWidth * pixel, pixel, y + done, dy + done, run * pixel);
        done += run * pixel;
        w += run;
      }
    }
  }
}

/** Adds what is left of the slope to the cell where it holds the maximum; gives what is left after that. */
@inline
function settle(x: usize, dx: usize, best: v128, slope: v128): v128 {
  const hit = f32x4.eq(v128.load(x), best);
  v128.store(dx, f32x4.add(v128.load(dx), v128.and(slope, hit)));
  return v128.andnot(slope, hit);
}

function maxGradPixels(
  x: usize, dx: usize, rows: i32, columns: i32, stepH: i32, stepW: i32, y: usize, dy: usize, bytes: i32,
): void {
  const end = y + bytes;
  if (rows == 2 && columns == 2) {
    for (; y + 16 <= end; y += 16) {
      const best = v128.load(y);
      let slope = settle(x, dx, best, v128.load(dy));
      slope = settle(x + stepW, dx + stepW, best, slope);
      slope = settle(x + stepH, dx + stepH, best, slope);
      settle(x + stepH + stepW, dx + stepH + stepW, best, slope);
      x += 16;
      dx += 16;
      dy += 16;
    }
  }
  for (; y + 16 <= end; y += 16) {
    const best = v128.load(y);
    let slope = v128.load(dy);
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < columns; b++) {
        const at = a * stepH + b * stepW;
        slope = settle(x + at, dx + at, best, slope);
      }
    }
    x += 16;
    dx += 16;
    dy += 16;
  }
  for (; y < end; y += 4) {
    const at = firstEqual(x, load<f32>(y), rows, columns, stepH, stepW);
    if (at >= 0) store<f32>(dx + at, load<f32>(dx + at) + load<f32>(dy));
    x += 4;
    dx += 4;
    dy += 4;
  }
}

/** Bytes from x to the window's first cell of that value; -1 where there is none (a window of NaN). */
function firstEqual(x: usize, value: f32, rows: i32, columns: i32, stepH: i32, stepW: i32): i32 {
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < columns; b++) {
      if (load<f32>(x + a * stepH + b * stepW) == value) return a * stepH + b * stepW;
    }
  }
  return -1;
}

/** y = sum of the cells inside the image / their number. */
export function avgPool(x: usize, y: usize): void {
  const pixel = inChannels << 2;
  let to = y;
  for (let i = 0; i < batch; i++) {
    const image = x + i * inHeight * inWidth * pixel;
    for (let h = 0; h < outHeight; h++) {
      const top = h * strideHeight - padTop;
      const h0 = max(0, -top);
      const h1 = endInside(top, kernelHeight, inHeight);
      for (let w = 0; w < outWidth; ) {
        const left = w * strideWidth - padLeft;
        const w0 = max(0, -left);
        const w1 = endInside(left, kernelWidth, inWidth);
        const run = runFrom(w, w1 - w0);
        meanPixels(image + ((top + h0) * inWidth + left + w0) * pixel, h1 - h0, w1 - w0, inWidth * pixel, pixel, to, run * pixel);
        to += run * pixel;
        w += run;
      }
    }
  }
}

function meanPixels(from: usize, rows: i32, columns: i32, stepH: i32, stepW: i32, to: usize, bytes: i32): void {
  const end = to + bytes;
  const share: f32 = 1 / <f32>max(1, rows * columns);
  if (rows == 2 && columns == 2) {
    for (; to + 16 <= end; to += 16) {
      const above = f32x4.add(v128.load(from), v128.load(from + stepW));
      const below = f32x4.add(v128.load(from + stepH), v128.load(from + stepH + stepW));
      v128.store(to, f32x4.mul(f32x4.add(above, below), f32x4.splat(share)));
      from += 16;
    }
  }
  for (; to + 16 <= end; to += 16) {
    let sum = f32x4.splat(0);
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < columns; b++) sum = f32x4.add(sum, v128.load(from + a * stepH + b * stepW));
    }
    v128.store(to, f32x4.mul(sum, f32x4.splat(share)));
    from += 16;
  }
  for (; to < end; to += 4) {
    let sum: f32 = 0;
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < columns; b++) sum += load<f32>(from + a * stepH + b * stepW);
    }
    store<f32>(to, sum * share);
    from += 4;
  }
}

/** dx: each window spreads dy / (its cells inside the image) over those cells. */
export function avgPoolGrad(dy: usize, dx: usize): void {
  const pixel = inChannels << 2;
  memory.fill(dx, 0, batch * inHeight * inWidth * pixel);
  let from = dy;
  for (let i = 0; i < batch; i++) {
    const image = dx + i * inHeight * inWidth * pixel;
    for (let h = 0; h < outHeight; h++) {
      const top = h * strideHeight - padTop;
      const h0 = max(0, -top);
      const h1 = endInside(top, kernelHeight, inHeight);
      for (let w = 0; w < outWidth; ) {
        const left = w * strideWidth - padLeft;
        const w0 = max(0, -left);
        const w1 = endInside(left, kernelWidth, inWidth);
        const run = runFrom(w, w1 - w0);
        const start = image + ((top + h0) * inWidth + left + w0) * pixel;
        spreadPixels(from, start, h1 - h0, w1 - w0, inWidth * pixel, pixel, run * pixel);
        from += run * pixel;
        w += run;
      }
    }
  }
}

function spreadPixels(from: usize, to: usize, rows: i32, columns: i32, stepH: i32, stepW: i32, bytes: i32): void {
  const end = from + bytes;
  const share: f32 = 1 / <f32>max(1, rows * columns);
  for (; from + 16 <= end; from += 16) {
    const part = f32x4.mul(v128.load(from), f32x4.splat(share));
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < columns; b++) {
        const at = to + a * stepH + b * stepW;
        v128.store(at, f32x4.add(v128.load(at), part));
      }
    }
    to += 16;
  }
  for (; from < end; from += 4) {
    const part = load<f32>(from) * share;
    for (let a = 0; a < rows; a++) {
      for (let b = 0; b < columns; b++) {
        const at = to + a * stepH + b * stepW;
        store<f32>(at, load<f32>(at) + part);
      }
    }
    to += 4;
  }
}
