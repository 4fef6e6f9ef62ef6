import { addTo, eachCell, outputSizes, type Values, valueAt, type WindowSpec } from './geometry';

export interface DepthwiseSpec extends WindowSpec {
  readonly channels: number;
  readonly multiplier: number;
}

/** Visits every product of the convolution: indices into y, x and filter [kh, kw, channels, multiplier]. */
function eachProduct(spec: DepthwiseSpec, visit: (y: number, x: number, filter: number) => void): void {
  const { channels, multiplier } = spec;
  const outChannels = channels * multiplier;
  eachCell(spec, (outPixel, inPixel, cell) => {
    for (let o = 0; o < outChannels; o += 1) {
      const channel = Math.floor(o / multiplier);
      visit(outPixel * outChannels + o, inPixel * channels + channel, cell * outChannels + o);
    }
  });
}

/** y[p, c m + q] = sum over cells of x[p + cell, c] filter[cell, c, q], q < multiplier m. */
export function depthwiseConv2d(spec: DepthwiseSpec, x: Values, filter: Values): Float64Array {
  const pixels = outputSizes(spec).reduce((all, n) => all * n, 1);
  const y = new Float64Array(pixels * spec.channels * spec.multiplier);
  eachProduct(spec, (to, from, weight) => addTo(y, to, valueAt(x, from) * valueAt(filter, weight)));
  return y;
}

export function depthwiseInputGrad(spec: DepthwiseSpec, dy: Values, filter: Values): Float64Array {
  const dx = new Float64Array(spec.batch * spec.height * spec.width * spec.channels);
  eachProduct(spec, (y, x, weight) => addTo(dx, x, valueAt(dy, y) * valueAt(filter, weight)));
  return dx;
}

export function depthwiseFilterGrad(spec: DepthwiseSpec, x: Values, dy: Values): Float64Array {
  const dfilter = new Float64Array(spec.kernel[0] * spec.kernel[1] * spec.channels * spec.multiplier);
  eachProduct(spec, (y, from, weight) => addTo(dfilter, weight, valueAt(x, from) * valueAt(dy, y)));
  return dfilter;
}
