import type { GradConfig } from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../kernelNames';
import type { tf } from '../tf';
import { activationGrad, biasGrad } from './activation';
import { savedTensor, windowAttrs } from './attrs';

/** y = act(x + bias): with g = dy act'(y), dx = g and dbias the sum of g over all axes but the last. */
export const biasActivationGradient: GradConfig = {
  kernelName: LAB_KERNELS.biasActivation,
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => {
    const g = activationGrad(dy as tf.Tensor, savedTensor(saved, 0, 'biasActivation'), windowAttrs(attrs).activation);
    return { x: () => g.clone(), bias: () => biasGrad(g) };
  },
};
