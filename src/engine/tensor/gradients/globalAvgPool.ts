import type { GradConfig } from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../kernelNames';
import { runKernel } from '../ops/runKernel';
import type { tf } from '../tf';
import { savedTensor } from './attrs';

/** y[n, c] = mean of x[n, :, :, c]: dx[n, h, w, c] = dy[n, c] / (height width). */
export const globalAvgPoolGradient: GradConfig = {
  kernelName: LAB_KERNELS.globalAvgPool,
  inputsToSave: ['x'],
  gradFunc: (dy, saved) => {
    const inputShape = savedTensor(saved, 0, 'globalAvgPool').shape;
    return { x: () => runKernel(LAB_KERNELS.globalAvgPoolGrad, { dy: dy as tf.Tensor }, { inputShape }) };
  },
};
