import { LabError } from '../../core/errors';

/**
 * Slow, plain TypeScript versions of the tensor ops: the truth that the kernels of every backend are checked against.
 * Straight from the definitions, sums in double precision, no code shared with the kernels. Tensors are flat arrays,
 * NHWC, row-major.
 */
export type Values = ArrayLike<number>;
export type Sides = readonly [before: number, after: number];

export interface WindowSpec {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly kernel: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly dilation: readonly [number, number];
  /** 'same': output ceil(size / stride), the odd cell of padding after. Sides: rows, then columns. */
  readonly pad: 'same' | 'valid' | readonly [Sides, Sides];
}

/** One axis of a window: which input position cell k of output position o reads. */
export interface Axis {
  readonly inSize: number;
  readonly outSize: number;
  readonly kernel: number;
  /** o stride + k dilation - before; outside [0, inSize) it is padding. */
  readonly at: (o: number, k: number) => number;
}

function axis(inSize: number, kernel: number, stride: number, dilation: number, pad: 'same' | 'valid' | Sides): Axis {
  const reach = (kernel - 1) * dilation + 1;
  let before = 0;
  let outSize: number;
  if (pad === 'same') {
    outSize = Math.ceil(inSize / stride);
    before = Math.floor(Math.max(0, (outSize - 1) * stride + reach - inSize) / 2);
  } else {
    const [first, last] = pad === 'valid' ? [0, 0] : pad;
    before = first;
    outSize = Math.floor((inSize + first + last - reach) / stride) + 1;
  }
  if (outSize < 1) {
    throw new LabError('internal', `reference: a window of ${reach} does not fit ${inSize}.`, 'Use a smaller window.');
  }
  const at = (o: number, k: number): number => o * stride + k * dilation - before;
  return { inSize, outSize, kernel, at };
}

export interface Axes {
  readonly rows: Axis;
  readonly columns: Axis;
}

export function axesOf({ height, width, kernel, stride, dilation, pad }: WindowSpec): Axes {
  const [padRows, padColumns] = typeof pad === 'string' ? [pad, pad] : pad;
  return {
    rows: axis(height, kernel[0], stride[0], dilation[0], padRows),
    columns: axis(width, kernel[1], stride[1], dilation[1], padColumns),
  };
}

/** [batch, outHeight, outWidth] of a window. */
export function outputSizes(spec: WindowSpec): [number, number, number] {
  const { rows, columns } = axesOf(spec);
  return [spec.batch, rows.outSize, columns.outSize];
}

/**
 * Visits every (output pixel, window cell) pair whose cell lies inside the image: the indices of the output pixel, of the
 * input pixel (both counted over the batch) and of the cell.
 */
export function eachCell(spec: WindowSpec, visit: (outPixel: number, inPixel: number, cell: number) => void): void {
  const { rows, columns } = axesOf(spec);
  for (let n = 0; n < spec.batch; n += 1) {
    for (let h = 0; h < rows.outSize; h += 1) {
      for (let w = 0; w < columns.outSize; w += 1) {
        const outPixel = (n * rows.outSize + h) * columns.outSize + w;
        for (let a = 0; a < rows.kernel; a += 1) {
          const row = rows.at(h, a);
          if (row < 0 || row >= rows.inSize) continue;
          for (let b = 0; b < columns.kernel; b += 1) {
            const column = columns.at(w, b);
            if (column < 0 || column >= columns.inSize) continue;
            visit(outPixel, (n * spec.height + row) * spec.width + column, a * columns.kernel + b);
          }
        }
      }
    }
  }
}

/** The values in double precision, of which there must be so many: for loops that then read them without asking again. */
export function doubles(values: Values, length: number): Float64Array {
  if (values.length === length) return values instanceof Float64Array ? values : new Float64Array(values);
  throw new LabError('internal', `reference: ${values.length} values, expected ${length}.`, 'Check the shapes.');
}

/** values[i], which is there. */
export function valueAt(values: Values, i: number): number {
  const value = values[i];
  if (value === undefined) throw new LabError('internal', `reference: index ${i} of ${values.length}.`, 'Check the shapes.');
  return value;
}

export function addTo(sums: Float64Array, i: number, value: number): void {
  sums[i] = valueAt(sums, i) + value;
}
