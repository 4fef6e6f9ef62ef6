import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { activation, activationGradient } from './activation';
import { addN } from './addN';
import { batchNorm, batchNormGradient, batchNormInference } from './batchNorm';
import { conv2d } from './conv2d';
import { conv2dFilterGradient } from './conv2dFilterGradient';
import { conv2dInputGradient } from './conv2dInputGradient';
import { depthwiseConv2d, depthwiseFilterGradient, depthwiseInputGradient } from './depthwise';
import { reluGradient } from './elementwise';
import { softmaxCrossEntropy } from './loss';
import { matMulOr } from './matMul';
import { biasActivation, globalAvgPool, globalAvgPoolGradient, scaledSum, scaledSumGradient } from './mixed';
import { adam, sgd } from './optimiser';
import { avgPool, avgPoolGradient, maxPool, maxPoolGradient } from './pool';
import { type KernelCall, webgpuBackend } from './shader';
import { biasGradient } from './sumRows';
import { takeBatch } from './takeBatch';

type Kernel = (call: KernelCall) => ReturnType<tf.KernelFunc>;

/** Our kernels of backend 'webgpu', by tfjs's names (where they replace one of tfjs's) and by ours. */
const KERNELS: readonly (readonly [name: string, kernel: Kernel])[] = [
  [tf.Conv2D, conv2d],
  [tf.FusedConv2D, conv2d],
  [tf.Conv2DBackpropInput, conv2dInputGradient],
  [tf.Conv2DBackpropFilter, conv2dFilterGradient],
  [tf.DepthwiseConv2dNative, depthwiseConv2d],
  [tf.DepthwiseConv2dNativeBackpropInput, depthwiseInputGradient],
  [tf.DepthwiseConv2dNativeBackpropFilter, depthwiseFilterGradient],
  [tf.AddN, addN],
  [tf.MaxPool, maxPool],
  [tf.AvgPool, avgPool],
  [tf.MaxPoolGrad, maxPoolGradient],
  [tf.AvgPoolGrad, avgPoolGradient],
  [LAB_KERNELS.conv2DBackpropInput, conv2dInputGradient],
  [LAB_KERNELS.conv2DBackpropFilter, conv2dFilterGradient],
  [LAB_KERNELS.depthwiseBackpropInput, depthwiseInputGradient],
  [LAB_KERNELS.depthwiseBackpropFilter, depthwiseFilterGradient],
  [LAB_KERNELS.avgPoolGrad, avgPoolGradient],
  [LAB_KERNELS.reluGrad, reluGradient],
  [LAB_KERNELS.activation, activation],
  [LAB_KERNELS.activationGrad, activationGradient],
  [LAB_KERNELS.biasGrad, biasGradient],
  [LAB_KERNELS.softmaxCrossEntropy, softmaxCrossEntropy],
  [LAB_KERNELS.takeBatch, takeBatch],
  [LAB_KERNELS.batchNorm, batchNorm],
  [LAB_KERNELS.batchNormGrad, batchNormGradient],
  [LAB_KERNELS.batchNormInference, batchNormInference],
  [LAB_KERNELS.biasActivation, biasActivation],
  [LAB_KERNELS.globalAvgPool, globalAvgPool],
  [LAB_KERNELS.globalAvgPoolGrad, globalAvgPoolGradient],
  [LAB_KERNELS.scaledSum, scaledSum],
  [LAB_KERNELS.scaledSumGrad, scaledSumGradient],
  [LAB_KERNELS.adam, adam],
  [LAB_KERNELS.sgd, sgd],
];

let registered = false;

/** Registers our kernels for tfjs's 'webgpu' backend, replacing tfjs's own of the same name. Again: changes nothing. */
export function registerWebGpuKernels(): void {
  if (registered) return;
  registered = true;
  for (const [name, kernel] of KERNELS) replace(name, kernel);
  for (const name of [tf.BatchMatMul, tf._FusedMatMul]) {
    const stock = tf.getKernel(name, 'webgpu');
    if (stock !== undefined)
      replace(
        name,
        matMulOr((call) => stock.kernelFunc({ ...call, backend: webgpuBackend(call) })),
      );
  }
}

function replace(kernelName: string, kernelFunc: Kernel): void {
  if (tf.getKernel(kernelName, 'webgpu') !== undefined) tf.unregisterKernel(kernelName, 'webgpu');
  tf.registerKernel({ kernelName, backendName: 'webgpu', kernelFunc });
}
