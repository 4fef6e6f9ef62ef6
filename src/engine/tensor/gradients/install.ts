import { tf } from '../tf';
import { avgPoolGradient } from './avgPool';
import { batchNormGradient, batchNormInferenceGradient } from './batchNorm';
import { biasActivationGradient } from './biasActivation';
import { conv2DGradient, fusedConv2DGradient } from './conv';
import { depthwiseGradient } from './depthwise';
import { globalAvgPoolGradient } from './globalAvgPool';
import { fusedMatMulGradient } from './matMul';
import { reluGradient } from './relu';
import { unaryActivationGradient } from './unaryActivation';

const GRADIENTS = [
  conv2DGradient,
  fusedConv2DGradient,
  depthwiseGradient,
  avgPoolGradient,
  reluGradient,
  unaryActivationGradient,
  fusedMatMulGradient,
  batchNormGradient,
  batchNormInferenceGradient,
  biasActivationGradient,
  globalAvgPoolGradient,
];

/** Registers our gradients, which hold for every backend, in place of tfjs's. Registering again changes nothing. */
export function installGradients(): void {
  for (const gradient of GRADIENTS) {
    const known = tf.getGradient(gradient.kernelName);
    if (known === gradient) continue;
    if (known !== undefined) tf.unregisterGradient(gradient.kernelName);
    tf.registerGradient(gradient);
  }
}
