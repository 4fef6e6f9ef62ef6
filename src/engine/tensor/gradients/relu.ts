import type { GradConfig } from '@tensorflow/tfjs-core';
import type { tf } from '../tf';
import { reluGrad } from './activation';
import { savedTensor } from './attrs';

/** Replaces tfjs's gradient of relu, which goes through step, two casts and a product. */
export const reluGradient: GradConfig = {
  kernelName: 'Relu',
  outputsToSave: [true],
  gradFunc: (dy, saved) => ({ x: () => reluGrad(dy as tf.Tensor, savedTensor(saved, 0, 'relu')) }),
};
