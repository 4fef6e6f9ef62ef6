import {
  batch, dilationHeight, dilationWidth, inChannels, inHeight, inWidth, kernelHeight, kernelWidth, outHeight, outWidth,
  padLeft, padTop, strideHeight, strideWidth,
} from './window';

/** Pools over [kernelHeight, kernelWidth] windows; cells outside the image do not count. Channels go by fours, then singly. */

/** First window index whose position start + index step is not negative. */
@inline
function firstInside(start: i32, step: i32): i32 {
  return start >= 0 ? 0 : (step - 1 - start) / step;
}

/** One past the last window index whose position is below size. */
@inline
function endInside(start: i32, step: i32, count: i32, size: i32): i32 {
  return start >= size ? 0 : min(count, (size - 1 - start) / step + 1);
}

export function maxPool(x: usize, y: usize): void {
  const channels = inChannels;
  const stepW = (dilationWidth * channels) << 2;
  const stepH = (dilationHeight * inWidth * channels) << 2;
  let to = y;
  for (let i = 0; i < batch; i++) {
    const image = x + ((i * inHeight * inWidth * channels) << 2);
    for (let h = 0; h < outHeight; h++) {
      const top = h * strideHeight - padTop;
      const h0 = firstInside(top, dilationHeight);
      const h1 = endInside(top, dilationHeight, kernelHeight, inHeight);
      for (let w = 0; w < outWidth; w++) {
        const left = w * strideWidth - padLeft;
        const w0 = firstInside(left, dilationWidth);
        const w1 = endInside(left, dilationWidth, kernelWidth, inWidth);
        const start = image + (((top + h0 * dilationHeight) * inWidth + left + w0 * dilationWidth) * channels << 2);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let best = f32x4.splat(-Infinity);
          let row = start + (c << 2);
          for (let a = h0; a < h1; a++) {
            let at = row;
            for (let b = w0; b < w1; b++) {
              best = f32x4.pmax(best, v128.load(at));
              at += stepW;
            }
            row += stepH;
          }
          v128.store(to, best);
          to += 16;
        }
        for (; c < channels; c++) {
          let best: f32 = -Infinity;
          let row = start + (c << 2);
          for (let a = h0; a < h1; a++) {
            let at = row;
            for (let b = w0; b < w1; b++) {
              const value = load<f32>(at);
              if (value > best) best = value;
              at += stepW;
            }
            row += stepH;
          }
          store<f32>(to, best);
          to += 4;
        }
      }
    }
  }
}

/** dx: each window gives its dy to its first maximum, in row-major order. x: the pool's input, y: its output. */
export function maxPoolGrad(dy: usize, x: usize, y: usize, dx: usize): void {
  const channels = inChannels;
  const stepW = (dilationWidth * channels) << 2;
  const stepH = (dilationHeight * inWidth * channels) << 2;
  memory.fill(dx, 0, (batch * inHeight * inWidth * channels) << 2);
  let done = 0;
  for (let i = 0; i < batch; i++) {
    const image = (i * inHeight * inWidth * channels) << 2;
    for (let h = 0; h < outHeight; h++) {
      const top = h * strideHeight - padTop;
      const h0 = firstInside(top, dilationHeight);
      const h1 = endInside(top, dilationHeight, kernelHeight, inHeight);
      for (let w = 0; w < outWidth; w++) {
        const left = w * strideWidth - padLeft;
        const w0 = firstInside(left, dilationWidth);
        const w1 = endInside(left, dilationWidth, kernelWidth, inWidth);
        const start = image + (((top + h0 * dilationHeight) * inWidth + left + w0 * dilationWidth) * channels << 2);
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          const best = v128.load(y + done);
          let slope = v128.load(dy + done);
          let row = start + (c << 2);
          for (let a = h0; a < h1; a++) {
            let at = row;
            for (let b = w0; b < w1; b++) {
              const hit = f32x4.eq(v128.load(x + at), best);
              v128.store(dx + at, f32x4.add(v128.load(dx + at), v128.and(slope, hit)));
              slope = v128.andnot(slope, hit);
              at += stepW;
            }
            row += stepH;
          }
          done += 16;
        }
        for (; c < channels; c++) {
          giveToFirst(load<f32>(y + done), load<f32>(dy + done), x, dx, start + (c << 2), h1 - h0, w1 - w0, stepH, stepW);
          done += 4;
        }
      }
    }
  }
}

function giveToFirst(best: f32, slope: f32, x: usize, dx: usize, start: usize, rows: i32, columns: i32, stepH: i32, stepW: i32): void {
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < columns; b++) {
      const at = start + a * stepH + b * stepW;
      if (load<f32>(x + at) == best) {
        store<f32>(dx + at, load<f32>(dx + at) + slope);
        return;
      }
    }
  }
}

/** y = sum of the cells inside the image / their number. */
export function avgPool(x: usize, y: usize): void {
  const channels = inChannels;
  const stepW = (dilationWidth * channels) << 2;
  const stepH = (dilationHeight * inWidth * channels) << 2;
  let to = y;
  for (let i = 0; i < batch; i++) {
    const image = x + ((i * inHeight * inWidth * channels) << 2);
    for (let h = 0; h < outHeight; h++) {
      const top = h * strideHeight - padTop;
      const h0 = firstInside(top, dilationHeight);
      const h1 = endInside(top, dilationHeight, kernelHeight, inHeight);
      for (let w = 0; w < outWidth; w++) {
        const left = w * strideWidth - padLeft;
        const w0 = firstInside(left, dilationWidth);
        const w1 = endInside(left, dilationWidth, kernelWidth, inWidth);
        const start = image + (((top + h0 * dilationHeight) * inWidth + left + w0 * dilationWidth) * channels << 2);
        const share: f32 = 1 / <f32>max(1, (h1 - h0) * (w1 - w0));
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          let sum = f32x4.splat(0);
          let row = start + (c << 2);
          for (let a = h0; a < h1; a++) {
            let at = row;
            for (let b = w0; b < w1; b++) {
              sum = f32x4.add(sum, v128.load(at));
              at += stepW;
            }
            row += stepH;
          }
          v128.store(to, f32x4.mul(sum, f32x4.splat(share)));
          to += 16;
        }
        for (; c < channels; c++) {
          let sum: f32 = 0;
          let row = start + (c << 2);
          for (let a = h0; a < h1; a++) {
            let at = row;
            for (let b = w0; b < w1; b++) {
              sum += load<f32>(at);
              at += stepW;
            }
            row += stepH;
          }
          store<f32>(to, sum * share);
          to += 4;
        }
      }
    }
  }
}

/** dx: each window spreads dy / (its cells inside the image) over those cells. */
export function avgPoolGrad(dy: usize, dx: usize): void {
  const channels = inChannels;
  const stepW = (dilationWidth * channels) << 2;
  const stepH = (dilationHeight * inWidth * channels) << 2;
  memory.fill(dx, 0, (batch * inHeight * inWidth * channels) << 2);
  let from = dy;
  for (let i = 0; i < batch; i++) {
    const image = dx + ((i * inHeight * inWidth * channels) << 2);
    for (let h = 0; h < outHeight; h++) {
      const top = h * strideHeight - padTop;
      const h0 = firstInside(top, dilationHeight);
      const h1 = endInside(top, dilationHeight, kernelHeight, inHeight);
      for (let w = 0; w < outWidth; w++) {
        const left = w * strideWidth - padLeft;
        const w0 = firstInside(left, dilationWidth);
        const w1 = endInside(left, dilationWidth, kernelWidth, inWidth);
        const start = image + (((top + h0 * dilationHeight) * inWidth + left + w0 * dilationWidth) * channels << 2);
        const share: f32 = 1 / <f32>max(1, (h1 - h0) * (w1 - w0));
        let c = 0;
        for (; c + 4 <= channels; c += 4) {
          const part = f32x4.mul(v128.load(from), f32x4.splat(share));
          let row = start + (c << 2);
          for (let a = h0; a < h1; a++) {
            let at = row;
            for (let b = w0; b < w1; b++) {
              v128.store(at, f32x4.add(v128.load(at), part));
              at += stepW;
            }
            row += stepH;
          }
          from += 16;
        }
        for (; c < channels; c++) {
          const part = load<f32>(from) * share;
          let row = start + (c << 2);
          for (let a = h0; a < h1; a++) {
            let at = row;
            for (let b = w0; b < w1; b++) {
              store<f32>(at, load<f32>(at) + part);
              at += stepW;
            }
            row += stepH;
          }
          from += 4;
        }
      }
    }
  }
}
