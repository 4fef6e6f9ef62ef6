import type { TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tf';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, registerOver } from './registry';

const sizeOf = (shape: readonly number[]): number => shape.reduce((all, n) => all * n, 1);

/** A tensor as rows: what lies before an axis, and the bytes from that axis on. */
function rowsAt(shape: readonly number[], axis: number): { readonly rows: number; readonly bytes: number } {
  return { rows: sizeOf(shape.slice(0, axis)), bytes: 4 * sizeOf(shape.slice(axis)) };
}

/**
 * Concat, Slice and SplitV of float32 tensors along any one axis, as copies of rows inside WebAssembly: tfjs-wasm makes a
 * JavaScript view of every row. What cuts more than one axis is left to tfjs.
 */
export function registerRowKernels(kernels: KernelExports, heap: Heap): void {
  const isFloat = (tensor: TensorInfo): boolean => tensor.dtype === 'float32' && sizeOf(tensor.shape) > 0;

  /** Part of x: `size` places of an axis, from `begin` on. */
  const part = (x: TensorInfo, axis: number, begin: number, size: number): TensorInfo => {
    const shape = x.shape.map((n, i) => (i === axis ? size : n));
    const y = heap.output(shape);
    const from = rowsAt(x.shape, axis);
    const to = rowsAt(shape, axis);
    const offset = 4 * begin * sizeOf(x.shape.slice(axis + 1));
    kernels.copyRows(heap.at(x) + offset, heap.at(y), from.rows, to.bytes, from.bytes, to.bytes);
    return y;
  };

  const parts = (call: KernelCall): TensorInfo[] => {
    const found: TensorInfo[] = [];
    for (let next = call.optional('0'); next !== undefined; next = call.optional(String(found.length))) found.push(next);
    return found;
  };
  registerOver(
    'Concat',
    (call) => parts(call).length > 0 && parts(call).every(isFloat),
    (call) => {
      const inputs = parts(call);
      const shapes = inputs.map(({ shape }) => shape);
      const axis = tf.util.parseAxisParam(call.number('axis'), call.input('0').shape)[0] ?? 0;
      const shape = tf.backend_util.computeOutShape(shapes, axis);
      const y = heap.output(shape);
      const to = rowsAt(shape, axis);
      let at = heap.at(y);
      for (const input of inputs) {
        const from = rowsAt(input.shape, axis);
        kernels.copyRows(heap.at(input), at, from.rows, from.bytes, from.bytes, to.bytes);
        at += from.bytes;
      }
      return y;
    },
  );

  /** The one axis that a slice cuts; null where it cuts several, or nothing. */
  const cutOf = (call: KernelCall): { readonly axis: number; readonly begin: number; readonly size: number } | null => {
    const x = call.input('x');
    if (call.numbers('begin').length === 0 || call.numbers('size').length === 0) return null;
    const [begins = [], sizes = []] = tf.slice_util.parseSliceParams(x, call.numbers('begin'), call.numbers('size'));
    const cuts = x.shape.flatMap((n, axis) => (sizes[axis] === n ? [] : [axis]));
    const [axis] = cuts;
    if (axis === undefined || cuts.length > 1) return null;
    const [begin, size] = [begins[axis] ?? 0, sizes[axis] ?? 0];
    return size > 0 && begin >= 0 && begin + size <= (x.shape[axis] ?? 0) ? { axis, begin, size } : null;
  };
  registerOver(
    'Slice',
    (call) => isFloat(call.input('x')) && cutOf(call) !== null,
    (call) => {
      const x = call.input('x');
      const { axis, begin, size } = cutOf(call) ?? { axis: 0, begin: 0, size: x.shape[0] ?? 0 };
      return part(x, axis, begin, size);
    },
  );

  registerOver(
    'SplitV',
    (call) => isFloat(call.input('x')) && splitSizes(call).every((size) => size > 0),
    (call) => {
      const x = call.input('x');
      const axis = tf.util.parseAxisParam(call.number('axis'), x.shape)[0] ?? 0;
      let begin = 0;
      return splitSizes(call).map((size) => {
        begin += size;
        return part(x, axis, begin - size, size);
      });
    },
  );
}

/** How long each part of a SplitV is; attrs.numOrSizeSplits is their number or their lengths. */
function splitSizes(call: KernelCall): number[] {
  const x = call.input('x');
  const axis = tf.util.parseAxisParam(call.number('axis'), x.shape)[0] ?? 0;
  const lengths = call.numbers('numOrSizeSplits');
  const count = call.number('numOrSizeSplits');
  const split = lengths.length > 0 ? lengths : count;
  return tf.backend_util.prepareSplitSize(x, split, axis);
}
