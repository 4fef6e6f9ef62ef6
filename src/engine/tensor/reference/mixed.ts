import { addTo, type Values, valueAt } from './geometry';

/** y = sum over i of weights[i] inputs[i]; null is the zero operation. */
export function scaledSum(inputs: readonly (Values | null)[], weights: Values, size: number): Float64Array {
  const y = new Float64Array(size);
  inputs.forEach((x, k) => {
    if (x === null) return;
    for (let i = 0; i < size; i += 1) addTo(y, i, valueAt(weights, k) * valueAt(x, i));
  });
  return y;
}

/** dweights[k] = sum of dy inputs[k], 0 for null. The slope of inputs[k] is weights[k] dy. */
export function scaledSumWeightGrad(dy: Values, inputs: readonly (Values | null)[]): Float64Array {
  return Float64Array.from(inputs, (x) => {
    if (x === null) return 0;
    let sum = 0;
    for (let i = 0; i < dy.length; i += 1) sum += valueAt(dy, i) * valueAt(x, i);
    return sum;
  });
}

/** y[n, c] = mean over pixels of x[n, p, c]. */
export function globalAvgPool(x: Values, batch: number, channels: number): Float64Array {
  const pixels = x.length / (batch * channels);
  const y = new Float64Array(batch * channels);
  for (let i = 0; i < x.length; i += 1) {
    addTo(y, Math.floor(i / (pixels * channels)) * channels + (i % channels), valueAt(x, i) / pixels);
  }
  return y;
}

/** The tensors [rows, columns[k]] side by side: [rows, sum of columns]. */
export function concatColumns(parts: readonly Values[], columns: readonly number[]): Float64Array {
  const width = columns.reduce((sum, n) => sum + n, 0);
  const rows = (parts[0]?.length ?? 0) / (columns[0] ?? 1);
  const y = new Float64Array(rows * width);
  let before = 0;
  parts.forEach((part, k) => {
    const wide = columns[k] ?? 0;
    for (let i = 0; i < part.length; i += 1) y[Math.floor(i / wide) * width + before + (i % wide)] = valueAt(part, i);
    before += wide;
  });
  return y;
}

/** Columns from ... from + wide - 1 of x: [rows, width]. */
export function sliceColumns(x: Values, width: number, from: number, wide: number): Float64Array {
  const y = new Float64Array((x.length / width) * wide);
  for (let i = 0; i < y.length; i += 1) y[i] = valueAt(x, Math.floor(i / wide) * width + from + (i % wide));
  return y;
}
