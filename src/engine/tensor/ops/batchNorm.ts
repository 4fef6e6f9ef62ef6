import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import type { Activation } from './conv';
import { hasKernel, runKernel, runKernelToMany } from './runKernel';

export interface BatchNormOptions {
  /** Added to the variance. */
  readonly epsilon: number;
  /** Default 'linear'. */
  readonly activation?: Activation;
}

export interface BatchNormResult {
  /** Of x's shape. */
  readonly y: tf.Tensor;
  /** [channels]; no gradient flows through the moments. */
  readonly mean: tf.Tensor1D;
  /** [channels], biased: divided by the number of values. */
  readonly variance: tf.Tensor1D;
}

/**
 * Batch normalisation with the batch's own moments (Ioffe and Szegedy 2015, algorithm 1), over all axes but the last:
 *   y = act(gamma (x - mean) / sqrt(variance + epsilon) + beta).
 * x: [..., channels]; gamma, beta: [channels]. One op forward and one backward where the backend has the kernel.
 */
export function batchNorm(x: tf.Tensor, gamma: tf.Tensor1D, beta: tf.Tensor1D, options: BatchNormOptions): BatchNormResult {
  const { epsilon, activation = 'linear' } = options;
  if (hasKernel(LAB_KERNELS.batchNorm)) {
    const [y, mean, variance] = runKernelToMany(LAB_KERNELS.batchNorm, { x, gamma, beta }, { epsilon, activation });
    if (y !== undefined && mean !== undefined && variance !== undefined) {
      return { y, mean: mean as tf.Tensor1D, variance: variance as tf.Tensor1D };
    }
  }
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const moments = tf.moments(x, axes);
  const mean = moments.mean as tf.Tensor1D;
  const variance = moments.variance as tf.Tensor1D;
  return { y: normalised(x, { gamma, beta, mean, variance }, epsilon, activation), mean, variance };
}

/** What a trained layer normalises by, [channels] each. */
export interface BatchNormParts {
  readonly gamma: tf.Tensor1D;
  readonly beta: tf.Tensor1D;
  readonly mean: tf.Tensor1D;
  readonly variance: tf.Tensor1D;
}

/** As batchNorm, with given moments (algorithm 2): one pass over x where the backend has the kernel. */
export function batchNormInference(x: tf.Tensor, parts: BatchNormParts, options: BatchNormOptions): tf.Tensor {
  const { epsilon, activation = 'linear' } = options;
  if (!hasKernel(LAB_KERNELS.batchNormInference)) return normalised(x, parts, epsilon, activation);
  return runKernel(LAB_KERNELS.batchNormInference, { x, ...parts }, { epsilon, activation });
}

function normalised(x: tf.Tensor, parts: BatchNormParts, epsilon: number, activation: Activation): tf.Tensor {
  const scale = tf.mul(parts.gamma, tf.rsqrt(tf.add(parts.variance, epsilon)));
  const y = tf.add(tf.mul(tf.sub(x, parts.mean), scale), parts.beta);
  return activation === 'relu' ? tf.relu(y) : y;
}
