import { doubles, eachCell, outputSizes, type Values, type WindowSpec } from './geometry';

export interface DepthwiseSpec extends WindowSpec {
  readonly channels: number;
  readonly multiplier: number;
}

const sizeOf = (sizes: readonly number[]): number => sizes.reduce((all, n) => all * n, 1);
const inputSize = ({ batch, height, width, channels }: DepthwiseSpec): number => batch * height * width * channels;
const filterSize = ({ kernel, channels, multiplier }: DepthwiseSpec): number => sizeOf(kernel) * channels * multiplier;
const outputSize = (spec: DepthwiseSpec): number => sizeOf(outputSizes(spec)) * spec.channels * spec.multiplier;

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
  const [values, weights] = [doubles(x, inputSize(spec)), doubles(filter, filterSize(spec))];
  const y = new Float64Array(outputSize(spec));
  eachProduct(spec, (to, from, weight) => {
    y[to] = (y[to] as number) + (values[from] as number) * (weights[weight] as number);
  });
  return y;
}

export function depthwiseInputGrad(spec: DepthwiseSpec, dy: Values, filter: Values): Float64Array {
  const [slopes, weights] = [doubles(dy, outputSize(spec)), doubles(filter, filterSize(spec))];
  const dx = new Float64Array(inputSize(spec));
  eachProduct(spec, (from, to, weight) => {
    dx[to] = (dx[to] as number) + (slopes[from] as number) * (weights[weight] as number);
  });
  return dx;
}

export function depthwiseFilterGrad(spec: DepthwiseSpec, x: Values, dy: Values): Float64Array {
  const [values, slopes] = [doubles(x, inputSize(spec)), doubles(dy, outputSize(spec))];
  const dfilter = new Float64Array(filterSize(spec));
  eachProduct(spec, (from, at, to) => {
    dfilter[to] = (dfilter[to] as number) + (values[at] as number) * (slopes[from] as number);
  });
  return dfilter;
}
