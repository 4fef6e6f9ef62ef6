import { addTo, eachCell, outputSizes, type Values, valueAt, type WindowSpec } from './geometry';

export interface PoolSpec extends WindowSpec {
  readonly channels: number;
}

const outputSize = (spec: PoolSpec): number => outputSizes(spec).reduce((all, n) => all * n, spec.channels);
const inputSize = ({ batch, height, width, channels }: PoolSpec): number => batch * height * width * channels;

/** For each output the index of its first maximum in x, in row-major order of the window. */
function maxima(spec: PoolSpec, x: Values): Int32Array {
  const winners = new Int32Array(outputSize(spec)).fill(-1);
  eachCell(spec, (outPixel, inPixel) => {
    for (let c = 0; c < spec.channels; c += 1) {
      const to = outPixel * spec.channels + c;
      const from = inPixel * spec.channels + c;
      const best = valueAt(winners, to);
      if (best < 0 || valueAt(x, from) > valueAt(x, best)) winners[to] = from;
    }
  });
  return winners;
}

/** The greatest cell of each window; padding does not count. */
export function maxPool(spec: PoolSpec, x: Values): Float64Array {
  return Float64Array.from(maxima(spec, x), (from) => valueAt(x, from));
}

/** Each window gives its dy to its first maximum. */
export function maxPoolGrad(spec: PoolSpec, x: Values, dy: Values): Float64Array {
  const dx = new Float64Array(inputSize(spec));
  maxima(spec, x).forEach((from, to) => {
    addTo(dx, from, valueAt(dy, to));
  });
  return dx;
}

/** Cells of each output pixel's window that lie inside the image. */
function validCells(spec: PoolSpec): Float64Array {
  const counts = new Float64Array(outputSize(spec) / spec.channels);
  eachCell(spec, (outPixel) => addTo(counts, outPixel, 1));
  return counts;
}

/** Mean of the cells of each window that lie inside the image. */
export function avgPool(spec: PoolSpec, x: Values): Float64Array {
  const counts = validCells(spec);
  const y = new Float64Array(outputSize(spec));
  eachCell(spec, (outPixel, inPixel) => {
    for (let c = 0; c < spec.channels; c += 1) {
      addTo(y, outPixel * spec.channels + c, valueAt(x, inPixel * spec.channels + c) / valueAt(counts, outPixel));
    }
  });
  return y;
}

/** dx[q] = sum over the windows that hold q of dy / (their cells inside the image). */
export function avgPoolGrad(spec: PoolSpec, dy: Values): Float64Array {
  const counts = validCells(spec);
  const dx = new Float64Array(inputSize(spec));
  eachCell(spec, (outPixel, inPixel) => {
    for (let c = 0; c < spec.channels; c += 1) {
      addTo(dx, inPixel * spec.channels + c, valueAt(dy, outPixel * spec.channels + c) / valueAt(counts, outPixel));
    }
  });
  return dx;
}
