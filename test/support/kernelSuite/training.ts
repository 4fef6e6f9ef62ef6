import { Rng } from '../../../src/engine/core/rng';
import { adamStep, softmaxCrossEntropy, tf } from '../../../src/engine/tensor/index';
import * as reference from '../../../src/engine/tensor/reference/training';
import { comparing, type Discrepancy, type KernelCase } from './compare';
import { between, shapeStream, uniform } from './shapes';

export function trainingCases(seed: number): KernelCase[] {
  return [
    reluCase(1, seed),
    reluCase(1003, seed),
    lossCase(64, 10, 3, seed),
    lossCase(1, 2, 80, seed),
    lossCase(5, 1000, 10, seed),
    adamCase(1, 3, seed),
    adamCase(1003, 5, seed),
  ];
}

/** Random sizes of ReLU, loss and Adam. */
export function randomTrainingCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'training');
  return Array.from({ length: count }, () => [
    reluCase(between(rng, 1, 700), seed),
    lossCase(between(rng, 1, 70), between(rng, 2, 40), between(rng, 1, 60), seed),
    adamCase(between(rng, 1, 700), between(rng, 1, 4), seed),
  ]).flat();
}

function reluCase(size: number, seed: number): KernelCase {
  const name = `relu of ${size}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const [x, dy] = [uniform(rng, size), uniform(rng, size)];
    const y = reference.relu(x);
    return comparing(() => [
      ['value', tf.relu(tf.tensor1d(x)), y],
      ['gradient of x', tf.grad((xs: tf.Tensor) => tf.relu(xs))(tf.tensor1d(x), tf.tensor1d(dy)), reference.reluGrad(dy, y)],
    ]);
  };
  return { name, run };
}

function lossCase(rows: number, classes: number, scale: number, seed: number): KernelCase {
  const name = `softmaxCrossEntropy of ${rows}x${classes} logits up to ${scale}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const logits = uniform(rng, rows * classes).map((value) => value * scale);
    const targets = new Float32Array(rows * classes);
    for (let r = 0; r < rows; r += 1) targets[r * classes + rng.int(classes)] = 1;
    const { loss, slope } = reference.softmaxCrossEntropy(logits, targets, classes);
    return comparing(() => {
      const [z, t] = [tf.tensor2d(logits, [rows, classes]), tf.tensor2d(targets, [rows, classes])];
      const op = (zs: tf.Tensor): tf.Tensor => softmaxCrossEntropy(zs as tf.Tensor2D, t);
      return [
        ['value', op(z), [loss]],
        ['gradient of logits, weighted 3', tf.grad(op)(z, tf.scalar(3)), slope.map((value) => 3 * value)],
      ];
    });
  };
  return { name, run };
}

function adamCase(size: number, steps: number, seed: number): KernelCase {
  const name = `adamStep on ${size} weights, ${steps} steps`;
  const settings = { learningRate: 2e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const start = uniform(rng, size);
    let state: reference.AdamState = { param: Float64Array.from(start), m: new Float64Array(size), v: new Float64Array(size) };
    const slot = {
      param: tf.tidy(() => tf.variable(tf.tensor1d(start))),
      m: tf.tidy(() => tf.variable(tf.zeros([size]))),
      v: tf.tidy(() => tf.variable(tf.zeros([size]))),
    };
    const before = tf.clone(slot.param);
    for (let step = 1; step <= steps; step += 1) {
      const gradient = uniform(rng, size);
      state = reference.adam(state, gradient, settings, step);
      tf.tidy(() => adamStep(slot, tf.tensor1d(gradient), settings, step));
    }
    const found = await comparing(() => [
      ['param', tf.clone(slot.param), state.param],
      ['m', tf.clone(slot.m), state.m],
      ['v', tf.clone(slot.v), state.v],
      ['a clone taken before', tf.clone(before), start],
    ]);
    tf.dispose([slot.param, slot.m, slot.v, before]);
    return found;
  };
  return { name, run };
}
