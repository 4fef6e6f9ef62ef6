import type { GradConfig } from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../kernelNames';
import { runKernel } from '../ops/runKernel';
import type { tf } from '../tf';
import { savedTensor } from './attrs';

/** y = fn(x): LAB_KERNELS.activationGrad reads swish's derivative off x, the others' off y. */
export const unaryActivationGradient: GradConfig = {
  kernelName: LAB_KERNELS.activation,
  inputsToSave: ['x'],
  outputsToSave: [true],
  gradFunc: (dy, saved, attrs) => ({
    x: () => {
      const of = savedTensor(saved, attrs.fn === 'swish' ? 0 : 1, 'activation');
      return runKernel(LAB_KERNELS.activationGrad, { dy: dy as tf.Tensor, of }, attrs);
    },
  }),
};
