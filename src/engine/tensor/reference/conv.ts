import { addTo, eachCell, outputSizes, type Values, valueAt, type WindowSpec } from './geometry';

export interface ConvSpec extends WindowSpec {
  readonly inChannels: number;
  readonly outChannels: number;
}

/** y[p, o] = bias[o] + sum over cells and i of x[p + cell, i] filter[cell, i, o]. filter: [kh, kw, in, out]. */
export function conv2d(spec: ConvSpec, x: Values, filter: Values, bias?: Values): Float64Array {
  const { inChannels, outChannels } = spec;
  const pixels = outputSizes(spec).reduce((all, n) => all * n, 1);
  const y = Float64Array.from({ length: pixels * outChannels }, (_, i) => (bias ? valueAt(bias, i % outChannels) : 0));
  eachCell(spec, (outPixel, inPixel, cell) => {
    for (let i = 0; i < inChannels; i += 1) {
      for (let o = 0; o < outChannels; o += 1) {
        const weight = valueAt(filter, (cell * inChannels + i) * outChannels + o);
        addTo(y, outPixel * outChannels + o, valueAt(x, inPixel * inChannels + i) * weight);
      }
    }
  });
  return y;
}

/** dx[q, i] = sum over (p, cell) with p + cell = q and o of dy[p, o] filter[cell, i, o]. */
export function conv2dInputGrad(spec: ConvSpec, dy: Values, filter: Values): Float64Array {
  const { batch, height, width, inChannels, outChannels } = spec;
  const dx = new Float64Array(batch * height * width * inChannels);
  eachCell(spec, (outPixel, inPixel, cell) => {
    for (let i = 0; i < inChannels; i += 1) {
      for (let o = 0; o < outChannels; o += 1) {
        const weight = valueAt(filter, (cell * inChannels + i) * outChannels + o);
        addTo(dx, inPixel * inChannels + i, valueAt(dy, outPixel * outChannels + o) * weight);
      }
    }
  });
  return dx;
}

/** dfilter[cell, i, o] = sum over p of x[p + cell, i] dy[p, o]. */
export function conv2dFilterGrad(spec: ConvSpec, x: Values, dy: Values): Float64Array {
  const { kernel, inChannels, outChannels } = spec;
  const dfilter = new Float64Array(kernel[0] * kernel[1] * inChannels * outChannels);
  eachCell(spec, (outPixel, inPixel, cell) => {
    for (let i = 0; i < inChannels; i += 1) {
      for (let o = 0; o < outChannels; o += 1) {
        const slope = valueAt(dy, outPixel * outChannels + o);
        addTo(dfilter, (cell * inChannels + i) * outChannels + o, valueAt(x, inPixel * inChannels + i) * slope);
      }
    }
  });
  return dfilter;
}
