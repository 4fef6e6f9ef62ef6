import type { GradConfig } from '@tensorflow/tfjs-core';
import { LabError } from '../../core/errors';
import { LAB_KERNELS } from '../kernelNames';
import { runKernelToMany } from '../ops/runKernel';
import { tf } from '../tf';
import { activationGrad, biasGrad } from './activation';
import { savedTensor, windowAttrs } from './attrs';

/** LAB_KERNELS.batchNorm as one recorded op: all three gradients by LAB_KERNELS.batchNormGrad, none through the moments. */
export const batchNormGradient: GradConfig = {
  kernelName: LAB_KERNELS.batchNorm,
  inputsToSave: ['x', 'gamma', 'beta'],
  outputsToSave: [false, true, true],
  gradFunc: (dys, saved, attrs) => {
    const dy = Array.isArray(dys) ? dys[0] : dys;
    const [x, gamma, beta, mean, variance] = [0, 1, 2, 3, 4].map((i) => savedTensor(saved, i, 'batchNorm'));
    if (dy === undefined || x === undefined || gamma === undefined || beta === undefined) throw lost();
    if (mean === undefined || variance === undefined) throw lost();
    const inputs = { dy, x, gamma, beta, mean, variance };
    const [dx, dgamma, dbeta] = runKernelToMany(LAB_KERNELS.batchNormGrad, inputs, attrs);
    if (dx === undefined || dgamma === undefined || dbeta === undefined) throw lost();
    return { x: () => dx, gamma: () => dgamma, beta: () => dbeta };
  },
};

/**
 * LAB_KERNELS.batchNormInference, whose moments are inputs. With r = 1 / sqrt(variance + epsilon), g = dy act'(y) and
 * p = sum of g (x - mean): dx = gamma r g, dgamma = r p, dbeta = sum g, dmean = -gamma r dbeta, dvariance = -gamma r^3 p / 2.
 */
export const batchNormInferenceGradient: GradConfig = {
  kernelName: LAB_KERNELS.batchNormInference,
  inputsToSave: ['x', 'gamma', 'mean', 'variance'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    const [x, gamma, mean, variance, y] = [0, 1, 2, 3, 4].map((i) => savedTensor(saved, i, 'batchNormInference'));
    if (x === undefined || gamma === undefined || mean === undefined) throw lost();
    if (variance === undefined || y === undefined) throw lost();
    const g = activationGrad(dy as tf.Tensor, y, windowAttrs(attrs).activation);
    const r = tf.rsqrt(tf.add(variance, Number(attrs.epsilon)));
    const scale = tf.mul(gamma, r);
    const products = (): tf.Tensor => biasGrad(tf.mul(g, tf.sub(x, mean)));
    return {
      x: () => tf.mul(g, scale),
      gamma: () => tf.mul(r, products()),
      beta: () => biasGrad(g),
      mean: () => tf.neg(tf.mul(scale, biasGrad(g))),
      variance: () => tf.mul(tf.mul(tf.mul(scale, tf.square(r)), -0.5), products()),
    };
  },
};

function lost(): LabError {
  return new LabError('internal', 'batchNorm: a tensor of the gradient is missing.', 'Report this with the program.');
}
