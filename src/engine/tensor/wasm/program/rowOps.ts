import type { UnaryActivation } from '../../ops/activation';
import { shape4 } from '../convKernels';
import { ACTIVATION_CODES } from '../exports';
import type { ProgramRecorder } from './recorder';
import { type ProgramValue, sizeOf } from './value';

/** Rows and columns around an image. */
export interface ProgramBorder {
  readonly top: number;
  readonly bottom: number;
  readonly left: number;
  readonly right: number;
}

/** Sizes of [..., channels]. */
const rowsOf = ({ shape, size }: ProgramValue): { readonly rows: number; readonly channels: number } => {
  const channels = shape.at(-1) ?? 1;
  return { rows: size / channels, channels };
};

/** Ops on rows of channels and on single numbers, and their gradients. */
export function rowOps(recorder: ProgramRecorder) {
  const { kernels } = recorder;

  /** A call that reads some values and writes one. */
  const to = (
    y: ProgramValue,
    name: string,
    reads: readonly ProgramValue[],
    call: (y: number, from: readonly number[], scratch: number) => void,
    scratch = 0,
  ): ProgramValue => {
    recorder.push({
      name,
      reads,
      writes: [y],
      scratch,
      bind: ({ at, scratch: area }) => {
        const from = reads.map(at);
        const target = at(y);
        return () => call(target, from, area);
      },
    });
    return y;
  };

  const framed = (inner: readonly number[], { top, bottom, left, right }: ProgramBorder) => {
    const [batch, height, width, channels] = shape4(inner);
    const shape = [batch, height + top + bottom, width + left + right, channels];
    const wide = 4 * channels * (width + left + right);
    return { shape, batch, height, row: 4 * width * channels, wide, image: wide * (height + top + bottom), channels };
  };

  return {
    /** a + b */
    add: (a: ProgramValue, b: ProgramValue): ProgramValue =>
      to(recorder.value(a.shape), 'add', [a, b], (y, [from = 0, plus = 0]) => kernels.add(from, plus, y, a.size)),
    /** a b, number by number */
    multiply: (a: ProgramValue, b: ProgramValue): ProgramValue =>
      to(recorder.value(a.shape), 'multiply', [a, b], (y, [from = 0, by = 0]) => kernels.multiply(from, by, y, a.size)),
    relu: (x: ProgramValue): ProgramValue =>
      to(recorder.value(x.shape), 'relu', [x], (y, [from = 0]) => kernels.relu(from, y, x.size)),
    /** dy where y > 0, else 0 */
    reluGrad: (dy: ProgramValue, y: ProgramValue): ProgramValue =>
      to(recorder.value(dy.shape), 'reluGrad', [dy, y], (dx, [slope = 0, of = 0]) => kernels.reluGrad(slope, of, dx, dy.size)),
    activation: (x: ProgramValue, fn: UnaryActivation): ProgramValue =>
      to(recorder.value(x.shape), fn, [x], (y, [from = 0]) => kernels.activation(from, y, x.size, ACTIVATION_CODES[fn])),
    /** dy fn'(x), y being fn(x) */
    activationGrad: (dy: ProgramValue, x: ProgramValue, y: ProgramValue, fn: UnaryActivation): ProgramValue =>
      to(recorder.value(dy.shape), `${fn}Grad`, [dy, fn === 'swish' ? x : y], (dx, [slope = 0, of = 0]) =>
        kernels.activationGrad(slope, of, dx, dy.size, ACTIVATION_CODES[fn]),
      ),
    /** Sum over all axes but the last. */
    biasGrad(dy: ProgramValue): ProgramValue {
      const { rows, channels } = rowsOf(dy);
      return to(recorder.value([channels]), 'biasGrad', [dy], (sums, [slope = 0]) =>
        kernels.biasGrad(slope, sums, rows, channels),
      );
    },
    /** act(x + bias) */
    biasActivation(x: ProgramValue, bias: ProgramValue, relu: boolean): ProgramValue {
      const { rows, channels } = rowsOf(x);
      const call = (y: number, [from = 0, plus = 0]: readonly number[], scratch: number): void =>
        kernels.biasActivation(from, plus, y, rows, channels, relu ? 1 : 0, scratch);
      return to(recorder.value(x.shape), 'biasActivation', [x, bias], call, kernels.biasActivationScratch(channels));
    },

    /** act(a b + bias) of matrices, each transposed first where it is said. */
    matMul(
      a: ProgramValue,
      b: ProgramValue,
      options: { transposeA?: boolean; transposeB?: boolean; bias?: ProgramValue | null; relu?: boolean } = {},
    ): ProgramValue {
      const { transposeA = false, transposeB = false, bias = null, relu = false } = options;
      const [rows = 0, columns = 0] = a.shape;
      const [m, k] = transposeA ? [columns, rows] : [rows, columns];
      const n = b.shape[transposeB ? 0 : 1] ?? 0;
      const reads = bias === null ? [a, b] : [a, b, bias];
      const call = (c: number, [from = 0, by = 0, plus = 0]: readonly number[], scratch: number): void =>
        kernels.matMul(from, by, plus, c, m, n, k, transposeA ? 1 : 0, transposeB ? 1 : 0, relu ? 1 : 0, scratch);
      return to(recorder.value([m, n]), 'matMul', reads, call, kernels.matMulScratch(m, n, k));
    },

    /** Mean over height and width. */
    globalAvgPool(x: ProgramValue): ProgramValue {
      const [batch, height, width, channels] = shape4(x.shape);
      return to(recorder.value([batch, channels]), 'globalAvgPool', [x], (y, [from = 0]) =>
        kernels.globalAvgPool(from, y, batch, height * width, channels),
      );
    },
    globalAvgPoolGrad(dy: ProgramValue, x: ProgramValue): ProgramValue {
      const [batch, height, width, channels] = shape4(x.shape);
      return to(recorder.value(x.shape), 'globalAvgPoolGrad', [dy], (dx, [slope = 0]) =>
        kernels.globalAvgPoolGrad(slope, dx, batch, height * width, channels),
      );
    },

    /** Values side by side along the last axis. */
    concat(inputs: readonly ProgramValue[]): ProgramValue {
      const [first] = inputs;
      const widths = inputs.map((input) => rowsOf(input).channels);
      const channels = widths.reduce((sum, n) => sum + n, 0);
      const y = recorder.value([...(first?.shape.slice(0, -1) ?? []), channels]);
      const { rows } = rowsOf(y);
      return to(y, 'concat', inputs, (at, from) => {
        let target = at;
        for (const [i, width] of widths.entries()) {
          kernels.copyRows(from[i] ?? 0, target, rows, 4 * width, 4 * width, 4 * channels);
          target += 4 * width;
        }
      });
    },
    /** `size` places of the last axis, from `begin` on. */
    slice(x: ProgramValue, begin: number, size: number): ProgramValue {
      const { rows, channels } = rowsOf(x);
      return to(recorder.value([...x.shape.slice(0, -1), size]), 'slice', [x], (y, [from = 0]) =>
        kernels.copyRows(from + 4 * begin, y, rows, 4 * size, 4 * channels, 4 * size),
      );
    },

    zeros: (shape: readonly number[]): ProgramValue =>
      to(recorder.value(shape), 'zeros', [], (y) => kernels.fill(y, 0, sizeOf(shape))),

    /** Images with a border that holds `value`. */
    pad(x: ProgramValue, border: ProgramBorder, value: number): ProgramValue {
      const { shape, batch, height, row, wide, image, channels } = framed(x.shape, border);
      const inside = border.top * wide + 4 * border.left * channels;
      return to(recorder.value(shape), 'pad', [x], (y, [from = 0]) => {
        kernels.fill(y, value, sizeOf(shape));
        for (let i = 0; i < batch; i += 1)
          kernels.copyRows(from + i * height * row, y + i * image + inside, height, row, row, wide);
      });
    },
    /** What lies inside the border: images of that shape, [batch, height, width, channels]. */
    unpad(padded: ProgramValue, shape: readonly number[], border: ProgramBorder): ProgramValue {
      const { batch, height, row, wide, image, channels } = framed(shape, border);
      const inside = border.top * wide + 4 * border.left * channels;
      return to(recorder.value(shape), 'unpad', [padded], (y, [from = 0]) => {
        for (let i = 0; i < batch; i += 1)
          kernels.copyRows(from + i * image + inside, y + i * height * row, height, row, wide, row);
      });
    },
  };
}
