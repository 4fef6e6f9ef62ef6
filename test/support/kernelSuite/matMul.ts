import { Rng } from '../../../src/engine/core/rng';
import { dense, tf } from '../../../src/engine/tensor/index';
import * as reference from '../../../src/engine/tensor/reference/training';
import { comparing, type Discrepancy, type KernelCase } from './compare';
import { between, shapeStream, uniform } from './shapes';

/** Rows, columns, inner size. */
type Sizes = readonly [m: number, n: number, k: number];

const SIZES: readonly Sizes[] = [
  [30, 24, 784],
  [64, 10, 64],
  [7, 5, 3],
  [1, 1, 1],
  [13, 17, 1],
  [6, 8, 1100],
  [9, 20, 2050],
  [1, 40, 9],
  [12, 64, 784],
  [20, 4, 8],
];

/** Named sizes: the product with every choice of transposes, and the dense layer. */
export function matMulCases(seed: number): KernelCase[] {
  return SIZES.flatMap((sizes) => [
    matMulCase(sizes, false, false, seed),
    matMulCase(sizes, true, false, seed),
    matMulCase(sizes, false, true, seed),
    matMulCase(sizes, true, true, seed),
    denseCase(sizes, seed),
  ]);
}

/** Random sizes, the inner one up to 1100 now and then: a product with the next choice of transposes, and a dense layer. */
export function randomMatMulCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'matMul');
  return Array.from({ length: count }, (_, i) => {
    const sizes: Sizes = [between(rng, 1, 40), between(rng, 1, 40), i % 16 === 0 ? between(rng, 500, 1100) : between(rng, 1, 60)];
    return [matMulCase(sizes, (i & 1) === 1, (i & 2) === 2, seed), denseCase(sizes, seed)];
  }).flat();
}

/** Sides that are multiples of 4, as those of a network's dense layers, for which a backend may have a kernel of its own. */
export function matMulOfFoursCases(seed: number): KernelCase[] {
  const sizes: readonly Sizes[] = [
    [64, 64, 784],
    [4, 4, 4],
    [784, 64, 64],
  ];
  return sizes.flatMap((each) => [matMulCase(each, false, false, seed), denseCase(each, seed)]);
}

/** As randomMatMulCases, all sides multiples of 4. */
export function randomMatMulOfFoursCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'matMul of fours');
  const side = (most: number): number => 4 * between(rng, 1, most);
  return Array.from({ length: count }, (_, i) => {
    const sizes: Sizes = [side(10), side(10), i % 16 === 0 ? side(275) : side(15)];
    return [matMulCase(sizes, (i & 1) === 1, (i & 2) === 2, seed), denseCase(sizes, seed)];
  }).flat();
}

function matMulCase([m, n, k]: Sizes, transposeA: boolean, transposeB: boolean, seed: number): KernelCase {
  const name = `matMul ${m}x${k} by ${k}x${n}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const [a, b, dy] = [uniform(rng, m * k), uniform(rng, k * n), uniform(rng, m * n)];
    const da = transposeA
      ? reference.matMul(b, dy, [k, m, n], transposeB, true)
      : reference.matMul(dy, b, [m, k, n], false, !transposeB);
    const db = transposeB
      ? reference.matMul(dy, a, [n, k, m], true, transposeA)
      : reference.matMul(a, dy, [k, n, m], !transposeA, false);
    return comparing(() => {
      const tensors = [tf.tensor2d(a, transposeA ? [k, m] : [m, k]), tf.tensor2d(b, transposeB ? [n, k] : [k, n])];
      const op = (left: tf.Tensor, right: tf.Tensor): tf.Tensor => tf.matMul(left, right, transposeA, transposeB);
      const [left, right] = tensors as [tf.Tensor, tf.Tensor];
      const [dLeft, dRight] = tf.grads(op)(tensors, tf.tensor2d(dy, [m, n])) as [tf.Tensor, tf.Tensor];
      return [
        ['value', op(left, right), reference.matMul(a, b, [m, n, k], transposeA, transposeB)],
        ['gradient of a', dLeft, da],
        ['gradient of b', dRight, db],
      ];
    });
  };
  return { name, run };
}

function denseCase([m, n, k]: Sizes, seed: number): KernelCase {
  const name = `dense + bias + relu ${m}x${k} by ${k}x${n}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const [x, kernel, bias, dy] = [uniform(rng, m * k), uniform(rng, k * n), uniform(rng, n), uniform(rng, m * n)];
    const y = reference.relu(reference.matMul(x, kernel, [m, n, k], false, false).map((value, i) => value + (bias[i % n] ?? 0)));
    const g = reference.reluGrad(dy, y);
    return comparing(() => {
      const tensors: [tf.Tensor, tf.Tensor, tf.Tensor] = [tf.tensor2d(x, [m, k]), tf.tensor2d(kernel, [k, n]), tf.tensor1d(bias)];
      const op = (xs: tf.Tensor, kernels: tf.Tensor, biases: tf.Tensor): tf.Tensor =>
        dense(xs as tf.Tensor2D, kernels as tf.Tensor2D, { bias: biases as tf.Tensor1D, activation: 'relu' });
      const [dx, dKernel, dBias] = tf.grads(op)(tensors, tf.tensor2d(dy, [m, n])) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return [
        ['value', op(...tensors), y],
        ['gradient of x', dx, reference.matMul(g, kernel, [m, k, n], false, true)],
        ['gradient of kernel', dKernel, reference.matMul(x, g, [k, n, m], true, false)],
        ['gradient of bias', dBias, reference.biasGrad(g, n), Math.sqrt(m)],
      ];
    });
  };
  return { name, run };
}
