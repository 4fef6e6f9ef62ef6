import { Rng } from '../../../src/engine/core/rng';
import { batchNorm, batchNormInference, tf } from '../../../src/engine/tensor/index';
import * as norm from '../../../src/engine/tensor/reference/batchNorm';
import * as training from '../../../src/engine/tensor/reference/training';
import { comparing, type Discrepancy, type KernelCase } from './compare';
import { between, product, shapeStream, uniform } from './shapes';

const EPSILON = 1e-3;

export function batchNormCases(seed: number): KernelCase[] {
  const shapes = [
    [2, 28, 28, 8],
    [3, 28, 28, 1],
    [2, 14, 14, 3],
    [1, 1, 1, 5],
    [70, 9],
    [3, 1, 1, 1],
    [5, 7, 6],
    [9, 9, 130],
  ];
  return shapes.flatMap((shape) => [
    trainingCase({ shape, relu: false, offset: 0 }, seed),
    trainingCase({ shape, relu: true, offset: 0 }, seed),
    inferenceCase(shape, true, seed),
  ]);
}

/** Of 2 to 4 axes; a mean of up to 300 standard deviations, where sums of squares would cancel. */
export function randomBatchNormCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'batchNorm');
  return Array.from({ length: count }, () => {
    const shape = [...Array.from({ length: between(rng, 1, 3) }, () => between(rng, 1, 9)), between(rng, 1, 21)];
    const relu = rng.int(2) === 0;
    return [trainingCase({ shape, relu, offset: rng.int(3) === 0 ? 100 : 0 }, seed), inferenceCase(shape, relu, seed)];
  }).flat();
}

interface TrainingCase {
  readonly shape: readonly number[];
  readonly relu: boolean;
  /** Added to x, whose values lie in [-1, 1). */
  readonly offset: number;
}

function trainingCase({ shape, relu, offset }: TrainingCase, seed: number): KernelCase {
  const name = `batchNorm of ${shape.join('x')}${relu ? ' + relu' : ''}${offset === 0 ? '' : `, values around ${offset}`}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const channels = shape.at(-1) ?? 1;
    const x = uniform(rng, product(shape)).map((value) => value + offset);
    const [gamma, beta, dy] = [uniform(rng, channels), uniform(rng, channels), uniform(rng, x.length)];
    const moments = norm.moments(x, channels);
    const linear = norm.batchNorm(x, gamma, beta, moments, EPSILON);
    const g = relu ? training.reluGrad(dy, linear) : dy;
    const wanted = norm.batchNormGrad(g, x, gamma, EPSILON);
    // Where x varies little round a large mean, its own rounding, 2^-24 of the mean, is what shows.
    const rounding = offset === 0 ? 1 : 40;
    return comparing(() => {
      const tensors: [tf.Tensor, tf.Tensor, tf.Tensor] = [tf.tensor(x, [...shape]), tf.tensor1d(gamma), tf.tensor1d(beta)];
      const op = (xs: tf.Tensor, gammas: tf.Tensor, betas: tf.Tensor) =>
        batchNorm(xs, gammas as tf.Tensor1D, betas as tf.Tensor1D, { epsilon: EPSILON, activation: relu ? 'relu' : 'linear' });
      const { y, mean, variance } = op(...tensors);
      const slopes = tf.grads((xs: tf.Tensor, gammas: tf.Tensor, betas: tf.Tensor) => op(xs, gammas, betas).y);
      const [dx, dgamma, dbeta] = slopes(tensors, tf.tensor(dy, [...shape])) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return [
        ['value', y, relu ? training.relu(linear) : linear, rounding],
        ['mean', mean, moments.mean],
        ['variance', variance, moments.variance],
        ['gradient of x', dx, wanted.dx, 5 * rounding],
        ['gradient of gamma', dgamma, wanted.dgamma, 5 * rounding],
        ['gradient of beta', dbeta, wanted.dbeta, 1],
      ];
    });
  };
  return { name, run };
}

function inferenceCase(shape: readonly number[], relu: boolean, seed: number): KernelCase {
  const name = `batchNormInference of ${shape.join('x')}${relu ? ' + relu' : ''}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const channels = shape.at(-1) ?? 1;
    const x = uniform(rng, product(shape));
    const [gamma, beta, mean] = [uniform(rng, channels), uniform(rng, channels), uniform(rng, channels)];
    const variance = uniform(rng, channels).map((value) => value * value + 0.1);
    const moments = { mean: Float64Array.from(mean), variance: Float64Array.from(variance) };
    const linear = norm.batchNorm(x, gamma, beta, moments, EPSILON);
    const dy = uniform(rng, x.length);
    const g = relu ? training.reluGrad(dy, linear) : dy;
    const root = Float64Array.from(variance, (value) => Math.sqrt(value + EPSILON));
    const at = (values: ArrayLike<number>, i: number): number => values[i % channels] ?? Number.NaN;
    return comparing(() => {
      const parts = [gamma, beta, mean, variance].map((values) => tf.tensor1d(values));
      const op = (xs: tf.Tensor, ...[gammas, betas, means, variances]: tf.Tensor[]): tf.Tensor =>
        batchNormInference(
          xs,
          {
            gamma: gammas as tf.Tensor1D,
            beta: betas as tf.Tensor1D,
            mean: means as tf.Tensor1D,
            variance: variances as tf.Tensor1D,
          },
          { epsilon: EPSILON, activation: relu ? 'relu' : 'linear' },
        );
      const xs = tf.tensor(x, [...shape]);
      const slopes = tf.grads(op)([xs, ...parts], tf.tensor(dy, [...shape]));
      const [dx, dgamma, dbeta, dmean, dvariance] = slopes as [tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor];
      const sums = (term: (slope: number, i: number) => number): Float64Array =>
        training.biasGrad(Float64Array.from(g, term), channels);
      const straight = (slope: number, i: number): number => (slope * at(gamma, i)) / at(root, i);
      const d = (i: number): number => (x[i] ?? Number.NaN) - at(mean, i);
      return [
        ['value', op(xs, ...parts), relu ? training.relu(linear) : linear],
        ['gradient of x', dx, Float64Array.from(g, straight)],
        ['gradient of gamma', dgamma, sums((slope, i) => (slope * d(i)) / at(root, i)), 1],
        ['gradient of beta', dbeta, sums((slope) => slope), 1],
        ['gradient of mean', dmean, sums((slope, i) => -straight(slope, i)), 1],
        ['gradient of variance', dvariance, sums((slope, i) => (-straight(slope, i) * d(i)) / (2 * at(root, i) ** 2)), 1],
      ];
    });
  };
  return { name, run };
}
