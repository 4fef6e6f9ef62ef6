import { addAny, addLanes, addRows, addVectors, inFours } from './depthwiseCell';
import { madd } from './simd';
import {
  batch, dilationHeight, dilationWidth, inChannels, inHeight, inWidth, kernelHeight, kernelWidth, outChannels, outHeight,
  outWidth, paddedHeight, paddedWidth, padLeft, padTop, placeImage, strideHeight, strideWidth,
} from './window';

/**
 * Depthwise convolution, filter [kh, kw, in, multiplier]. Without stride and multiplier a row of outputs, read as
 * width x channels numbers, meets each filter cell as one contiguous row of the padded input times that cell's channels
 * over and over: vectors run along the row whatever the number of channels.
 */

@inline
function isPlain(): bool {
  return outChannels == inChannels && strideHeight == 1 && strideWidth == 1;
}

/** Floats of one filter cell laid out so that 4 channels can be read from any channel on. */
@inline
function cellStride(): i32 {
  return inChannels + 3;
}

export function depthwiseScratch(): i32 {
  const cells = kernelHeight * kernelWidth;
  const rows = max(paddedHeight(), inHeight + (kernelHeight - 1) * dilationHeight);
  const width = max(paddedWidth(), inWidth + (kernelWidth - 1) * dilationWidth);
  return 4 * (cells * (cellStride() + 1) + rows * width * max(inChannels, outChannels));
}

/** Each cell's channels, then the first three again; turned: cells in reverse order. */
function wrapCells(filter: usize, to: usize, turned: bool): void {
  const cells = kernelHeight * kernelWidth;
  const stride = cellStride();
  for (let cell = 0; cell < cells; cell++) {
    const from = turned ? cells - 1 - cell : cell;
    for (let c = 0; c < stride; c++) {
      store<f32>(to + ((cell * stride + c) << 2), load<f32>(filter + ((from * inChannels + (c % inChannels)) << 2)));
    }
  }
}

/** Byte offsets of the cells in a frame of `width` pixels a row. */
function fillCells(table: usize, width: i32): void {
  for (let kh = 0; kh < kernelHeight; kh++) {
    for (let kw = 0; kw < kernelWidth; kw++) {
      const offset = ((kh * dilationHeight * width + kw * dilationWidth) * inChannels) << 2;
      store<u32>(table + ((kh * kernelWidth + kw) << 2), offset);
    }
  }
}

@inline
function wrap(c: i32, channels: i32): i32 {
  return c >= channels ? c - channels : c;
}

/** out[j] = sum over cells of row[cell offset + j] weight[cell, j mod channels], j < length. */
function correlateRow(row: usize, cellTable: usize, weights: usize, cells: i32, out: usize, length: i32): void {
  const stride = cellStride() << 2;
  const channels = inChannels;
  // Four channels on, wrapped: one comparison instead of a division.
  const four = 4 % channels;
  let j = 0;
  let c = 0;
  for (; j + 16 <= length; j += 16) {
    const w1 = wrap(c + four, channels), w2 = wrap(w1 + four, channels), w3 = wrap(w2 + four, channels);
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let w = weights;
    for (let cell = 0; cell < cells; cell++) {
      const from = row + load<u32>(cellTable + (cell << 2)) + (j << 2);
      s0 = madd(v128.load(from), v128.load(w + (c << 2)), s0);
      s1 = madd(v128.load(from, 16), v128.load(w + (w1 << 2)), s1);
      s2 = madd(v128.load(from, 32), v128.load(w + (w2 << 2)), s2);
      s3 = madd(v128.load(from, 48), v128.load(w + (w3 << 2)), s3);
      w += stride;
    }
    const to = out + (j << 2);
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
    c = wrap(w3 + four, channels);
  }
  for (; j + 4 <= length; j += 4) {
    let s = f32x4.splat(0);
    for (let cell = 0; cell < cells; cell++) {
      const from = row + load<u32>(cellTable + (cell << 2)) + (j << 2);
      s = madd(v128.load(from), v128.load(weights + cell * stride + (c << 2)), s);
    }
    v128.store(out + (j << 2), s);
    c = wrap(c + four, channels);
  }
  for (; j < length; j++) {
    let s: f32 = 0;
    for (let cell = 0; cell < cells; cell++) {
      const from = row + load<u32>(cellTable + (cell << 2)) + (j << 2);
      s += load<f32>(from) * load<f32>(weights + cell * stride + (c << 2));
    }
    store<f32>(out + (j << 2), s);
    c = wrap(c + 1, channels);
  }
}

export function depthwise(x: usize, filter: usize, y: usize, scratch: usize): void {
  const cells = kernelHeight * kernelWidth;
  const cellTable = scratch;
  const weights = cellTable + (cells << 2);
  const frame = weights + ((cells * cellStride()) << 2);
  const rows = paddedHeight();
  const width = paddedWidth();
  const plain = isPlain();
  fillCells(cellTable, width);
  if (plain) wrapCells(filter, weights, false);
  memory.fill(frame, 0, (rows * width * inChannels) << 2);
  for (let i = 0; i < batch; i++) {
    const image = x + ((i * inHeight * inWidth * inChannels) << 2);
    placeImage(image, inHeight, inWidth, inChannels, frame, rows, width, padTop, padLeft, 1, 1);
    for (let h = 0; h < outHeight; h++) {
      const row = frame + ((h * strideHeight * width * inChannels) << 2);
      const out = y + (((i * outHeight + h) * outWidth * outChannels) << 2);
      if (plain) correlateRow(row, cellTable, weights, cells, out, outWidth * inChannels);
      else correlateAny(row, cellTable, filter, cells, out);
    }
  }
}

/** One output row at any stride and multiplier. */
function correlateAny(row: usize, cellTable: usize, filter: usize, cells: i32, out: usize): void {
  const multiplier = outChannels / inChannels;
  const fours = inFours();
  for (let w = 0; w < outWidth; w++) {
    for (let o = 0; o < fours; o += 4) {
      const from = row + ((w * strideWidth * inChannels + o) << 2);
      let s = f32x4.splat(0);
      for (let cell = 0; cell < cells; cell++) {
        s = madd(v128.load(from + load<u32>(cellTable + (cell << 2))), v128.load(filter + ((cell * outChannels + o) << 2)), s);
      }
      v128.store(out + ((w * outChannels + o) << 2), s);
    }
    for (let o = fours; o < outChannels; o++) {
      const from = row + ((w * strideWidth * inChannels + o / multiplier) << 2);
      let s: f32 = 0;
      for (let cell = 0; cell < cells; cell++) {
        s += load<f32>(from + load<u32>(cellTable + (cell << 2))) * load<f32>(filter + ((cell * outChannels + o) << 2));
      }
      store<f32>(out + ((w * outChannels + o) << 2), s);
    }
  }
}

/** dx, as the depthwise convolution of dy with the turned filter; with stride or multiplier by scattering. */
export function depthwiseInputGrad(dy: usize, filter: usize, dx: usize, scratch: usize): void {
  if (!isPlain()) {
    scatterInputGrad(dy, filter, dx);
    return;
  }
  const cells = kernelHeight * kernelWidth;
  const cellTable = scratch;
  const weights = cellTable + (cells << 2);
  const frame = weights + ((cells * cellStride()) << 2);
  const reachH = (kernelHeight - 1) * dilationHeight;
  const reachW = (kernelWidth - 1) * dilationWidth;
  const rows = inHeight + reachH;
  const width = inWidth + reachW;
  fillCells(cellTable, width);
  wrapCells(filter, weights, true);
  memory.fill(frame, 0, (rows * width * inChannels) << 2);
  for (let i = 0; i < batch; i++) {
    const image = dy + ((i * outHeight * outWidth * inChannels) << 2);
    placeImage(image, outHeight, outWidth, inChannels, frame, rows, width, reachH - padTop, reachW - padLeft, 1, 1);
    for (let h = 0; h < inHeight; h++) {
      const out = dx + (((i * inHeight + h) * inWidth * inChannels) << 2);
      correlateRow(frame + ((h * width * inChannels) << 2), cellTable, weights, cells, out, inWidth * inChannels);
    }
  }
}

function scatterInputGrad(dy: usize, filter: usize, dx: usize): void {
  const multiplier = outChannels / inChannels;
  const fours = inFours();
  memory.fill(dx, 0, (batch * inHeight * inWidth * inChannels) << 2);
  for (let i = 0; i < batch; i++) {
    for (let h = 0; h < outHeight; h++) {
      for (let w = 0; w < outWidth; w++) {
        const slope = dy + ((((i * outHeight + h) * outWidth + w) * outChannels) << 2);
        for (let kh = 0; kh < kernelHeight; kh++) {
          const row = h * strideHeight + kh * dilationHeight - padTop;
          if (row < 0 || row >= inHeight) continue;
          for (let kw = 0; kw < kernelWidth; kw++) {
            const column = w * strideWidth + kw * dilationWidth - padLeft;
            if (column < 0 || column >= inWidth) continue;
            const to = dx + ((((i * inHeight + row) * inWidth + column) * inChannels) << 2);
            const weight = filter + (((kh * kernelWidth + kw) * outChannels) << 2);
            for (let o = 0; o < fours; o += 4) {
              const at = to + (o << 2);
              v128.store(at, madd(v128.load(slope + (o << 2)), v128.load(weight + (o << 2)), v128.load(at)));
            }
            for (let o = fours; o < outChannels; o++) {
              const at = to + ((o / multiplier) << 2);
              store<f32>(at, load<f32>(at) + load<f32>(slope + (o << 2)) * load<f32>(weight + (o << 2)));
            }
          }
        }
      }
    }
  }
}

/** dfilter[cell, o] = sum over images and output pixels p of x[p + cell, o / multiplier] dy[p, o]. */
export function depthwiseFilterGrad(x: usize, dy: usize, dfilter: usize, scratch: usize): void {
  const cells = kernelHeight * kernelWidth;
  const cellTable = scratch;
  const frame = cellTable + ((cells * (cellStride() + 1)) << 2);
  const rows = paddedHeight();
  const width = paddedWidth();
  fillCells(cellTable, width);
  memory.fill(frame, 0, (rows * width * inChannels) << 2);
  memory.fill(dfilter, 0, (cells * outChannels) << 2);
  const byVectors = isPlain() && inChannels % 4 == 0;
  const byRows = isPlain() && inChannels == 1;
  const byLanes = isPlain();
  for (let i = 0; i < batch; i++) {
    const image = x + ((i * inHeight * inWidth * inChannels) << 2);
    placeImage(image, inHeight, inWidth, inChannels, frame, rows, width, padTop, padLeft, 1, 1);
    const slope = dy + ((i * outHeight * outWidth * outChannels) << 2);
    for (let cell = 0; cell < cells; cell++) {
      const from = frame + load<u32>(cellTable + (cell << 2));
      const to = dfilter + ((cell * outChannels) << 2);
      if (byVectors) addVectors(from, width, slope, to);
      else if (byRows) addRows(from, width, slope, to);
      else if (byLanes) addLanes(from, width, slope, to);
      else addAny(from, width, slope, to);
    }
  }
}
