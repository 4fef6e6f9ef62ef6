import type { Shape } from '../../core/shape';

/** An array with its shape, row-major. */
export interface Tensor {
  readonly shape: Shape;
  readonly values: Float32Array;
}

/** out[i[axes[0]], i[axes[1]], ...] = array[i[0], i[1], ...]: numpy's transpose. */
export function transpose({ shape, values }: Tensor, axes: readonly number[]): Tensor {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, size) => product * size, 1));
  const sizes = axes.map((axis) => shape[axis] ?? 1);
  const steps = axes.map((axis) => strides[axis] ?? 1);
  const index = sizes.map(() => 0);
  const out = new Float32Array(values.length);
  let from = 0;
  for (let to = 0; to < out.length; to += 1) {
    out[to] = values[from] ?? 0;
    for (let axis = sizes.length - 1; axis >= 0; axis -= 1) {
      index[axis] = (index[axis] ?? 0) + 1;
      from += steps[axis] ?? 0;
      if ((index[axis] ?? 0) < (sizes[axis] ?? 1)) break;
      from -= (sizes[axis] ?? 1) * (steps[axis] ?? 0);
      index[axis] = 0;
    }
  }
  return { shape: sizes, values: out };
}

/** [kh, kw, in, out] -> [out, in, kh, kw]: a convolution's filter as PyTorch and ONNX keep it. */
export const filterOutFirst = (filter: Tensor): Tensor => transpose(filter, [3, 2, 0, 1]);

/** [kh, kw, in, m] -> [in m, 1, kh, kw]: a depthwise filter as a convolution of `in` groups. */
export function depthwiseOutFirst(filter: Tensor): Tensor {
  const { shape, values } = transpose(filter, [2, 3, 0, 1]);
  const [channels = 1, multiplier = 1, rows = 1, columns = 1] = shape;
  return { shape: [channels * multiplier, 1, rows, columns], values };
}

/** Zeros between the taps, so that an undilated convolution does what the dilated one did: reach = dilation (k - 1) + 1. */
export function stretched({ shape, values }: Tensor, dilation: readonly [number, number]): Tensor {
  const [rows = 1, columns = 1, ...rest] = shape;
  const run = rest.reduce((product, size) => product * size, 1);
  const [tall, wide] = [dilation[0] * (rows - 1) + 1, dilation[1] * (columns - 1) + 1];
  const out = new Float32Array(tall * wide * run);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const from = (row * columns + column) * run;
      out.set(values.subarray(from, from + run), (row * dilation[0] * wide + column * dilation[1]) * run);
    }
  }
  return { shape: [tall, wide, ...rest], values: out };
}
