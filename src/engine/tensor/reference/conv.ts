import { doubles, eachCell, outputSizes, type Values, valueAt, type WindowSpec } from './geometry';

export interface ConvSpec extends WindowSpec {
  readonly inChannels: number;
  readonly outChannels: number;
}

const sizeOf = (sizes: readonly number[]): number => sizes.reduce((all, n) => all * n, 1);
const inputSize = ({ batch, height, width, inChannels }: ConvSpec): number => batch * height * width * inChannels;
const filterSize = ({ kernel, inChannels, outChannels }: ConvSpec): number => sizeOf(kernel) * inChannels * outChannels;
const outputSize = (spec: ConvSpec): number => sizeOf(outputSizes(spec)) * spec.outChannels;

/** y[p, o] = bias[o] + sum over cells and i of x[p + cell, i] filter[cell, i, o]. filter: [kh, kw, in, out]. */
export function conv2d(spec: ConvSpec, x: Values, filter: Values, bias?: Values): Float64Array {
  const { inChannels, outChannels } = spec;
  const [from, weights] = [doubles(x, inputSize(spec)), doubles(filter, filterSize(spec))];
  const y = Float64Array.from({ length: outputSize(spec) }, (_, i) => (bias ? valueAt(bias, i % outChannels) : 0));
  eachCell(spec, (outPixel, inPixel, cell) => {
    for (let i = 0; i < inChannels; i += 1) {
      const value = from[inPixel * inChannels + i] as number;
      for (let o = 0; o < outChannels; o += 1) {
        const to = outPixel * outChannels + o;
        y[to] = (y[to] as number) + value * (weights[(cell * inChannels + i) * outChannels + o] as number);
      }
    }
  });
  return y;
}

/** dx[q, i] = sum over (p, cell) with p + cell = q and o of dy[p, o] filter[cell, i, o]. */
export function conv2dInputGrad(spec: ConvSpec, dy: Values, filter: Values): Float64Array {
  const { inChannels, outChannels } = spec;
  const [slopes, weights] = [doubles(dy, outputSize(spec)), doubles(filter, filterSize(spec))];
  const dx = new Float64Array(inputSize(spec));
  eachCell(spec, (outPixel, inPixel, cell) => {
    for (let i = 0; i < inChannels; i += 1) {
      const to = inPixel * inChannels + i;
      for (let o = 0; o < outChannels; o += 1) {
        const weight = weights[(cell * inChannels + i) * outChannels + o] as number;
        dx[to] = (dx[to] as number) + (slopes[outPixel * outChannels + o] as number) * weight;
      }
    }
  });
  return dx;
}

/** dfilter[cell, i, o] = sum over p of x[p + cell, i] dy[p, o]. */
export function conv2dFilterGrad(spec: ConvSpec, x: Values, dy: Values): Float64Array {
  const { inChannels, outChannels } = spec;
  const [from, slopes] = [doubles(x, inputSize(spec)), doubles(dy, outputSize(spec))];
  const dfilter = new Float64Array(filterSize(spec));
  eachCell(spec, (outPixel, inPixel, cell) => {
    for (let i = 0; i < inChannels; i += 1) {
      const value = from[inPixel * inChannels + i] as number;
      for (let o = 0; o < outChannels; o += 1) {
        const to = (cell * inChannels + i) * outChannels + o;
        dfilter[to] = (dfilter[to] as number) + value * (slopes[outPixel * outChannels + o] as number);
      }
    }
  });
  return dfilter;
}
