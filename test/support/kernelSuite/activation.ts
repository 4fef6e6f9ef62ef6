import { Rng } from '../../../src/engine/core/rng';
import { activation, tf, type UnaryActivation } from '../../../src/engine/tensor/index';
import * as reference from '../../../src/engine/tensor/reference/activation';
import { comparing, type Discrepancy, type KernelCase } from './compare';
import { between, shapeStream, uniform } from './shapes';

const FUNCTIONS: readonly UnaryActivation[] = ['tanh', 'sigmoid', 'relu6', 'swish'];

export function activationCases(seed: number): KernelCase[] {
  return FUNCTIONS.flatMap((fn) => [
    activationCase(fn, 1, 1, seed),
    activationCase(fn, 1003, 9, seed),
    activationCase(fn, 64, 1e-3, seed),
    activationCase(fn, 64, 100, seed),
    activationCase(fn, 7, 1e30, seed),
  ]);
}

/** Random numbers of values of random size; many, since slopes where tanh saturates are exact beside the largest only. */
export function randomActivationCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'activation');
  return Array.from({ length: count }, () => {
    const fn = FUNCTIONS[rng.int(FUNCTIONS.length)] ?? 'tanh';
    return activationCase(fn, between(rng, 60, 700), between(rng, 1, 20), seed);
  });
}

function activationCase(fn: UnaryActivation, size: number, scale: number, seed: number): KernelCase {
  const name = `${fn} of ${size} values up to ${scale}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const x = uniform(rng, size).map((value) => value * scale);
    const dy = uniform(rng, size);
    return comparing(() => [
      ['value', activation(tf.tensor1d(x), fn), reference.activation(fn, x)],
      [
        'gradient of x',
        tf.grad((xs: tf.Tensor) => activation(xs, fn))(tf.tensor1d(x), tf.tensor1d(dy)),
        reference.activationGrad(fn, dy, x),
      ],
    ]);
  };
  return { name, run };
}
