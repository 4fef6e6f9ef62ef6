import type { TensorInfo } from '@tensorflow/tfjs-core';
import { tf } from '../tf';
import { hasPlainEpilogue } from './convKernels';
import type { KernelExports } from './exports';
import type { Heap } from './heap';
import { type KernelCall, registerOver } from './registry';

const isFloat = (call: KernelCall): boolean => call.input('a').dtype === 'float32' && call.input('b').dtype === 'float32';
const product = (sizes: readonly number[]): number => sizes.reduce((all, n) => all * n, 1);

/** Columns of the result: of b, or its rows where it is transposed. */
const columnsOf = (call: KernelCall): number => call.input('b').shape.at(call.flag('transposeB') ? -2 : -1) ?? 0;

export function registerMatMulKernels(kernels: KernelExports, heap: Heap): void {
  const matMul = (call: KernelCall): TensorInfo => {
    const a = call.input('a');
    const b = call.input('b');
    const bias = call.optional('bias');
    const transposeA = call.flag('transposeA');
    const transposeB = call.flag('transposeB');
    const k = a.shape.at(transposeA ? -2 : -1) ?? 0;
    const m = a.shape.at(transposeA ? -1 : -2) ?? 0;
    const n = columnsOf(call);
    const batchA = a.shape.slice(0, -2);
    const batchB = b.shape.slice(0, -2);
    const outer = tf.broadcast_util.assertAndGetBroadcastShape(batchA, batchB);
    const c = heap.output([...outer, m, n]);
    const scratch = heap.scratch(kernels.matMulScratch(m, n, k));
    const relu = call.attrs.activation === 'relu' ? 1 : 0;
    const biasAt = bias === undefined ? 0 : heap.at(bias);
    const aAt = heap.at(a);
    const bAt = heap.at(b);
    const cAt = heap.at(c);
    for (let i = 0; i < product(outer); i += 1) {
      kernels.matMul(
        aAt + 4 * m * k * (product(batchA) === 1 ? 0 : i),
        bAt + 4 * k * n * (product(batchB) === 1 ? 0 : i),
        biasAt,
        cAt + 4 * m * n * i,
        m,
        n,
        k,
        transposeA ? 1 : 0,
        transposeB ? 1 : 0,
        relu,
        scratch,
      );
    }
    return c;
  };
  // Batches broadcast against each other only as a whole (1 against n): tfjs's kernel takes the rest.
  const plainBatches = (call: KernelCall): boolean => {
    const [a, b] = [product(call.input('a').shape.slice(0, -2)), product(call.input('b').shape.slice(0, -2))];
    return a === b || a === 1 || b === 1;
  };
  registerOver('BatchMatMul', (call) => isFloat(call) && plainBatches(call), matMul);
  registerOver('_FusedMatMul', (call) => isFloat(call) && plainBatches(call) && hasPlainEpilogue(call, columnsOf(call)), matMul);
}
