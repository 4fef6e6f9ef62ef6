/**
 * The only door to tfjs. Everything above writes plain tfjs programs (`tf.conv2d`, `tf.maxPool`, `tf.variableGrads`, ...),
 * which run, with right gradients, on every backend after openBackend. The ops below do the work of several tf ops in one
 * pass over memory, forward and backward; use them where speed matters. They too run on every backend.
 *
 *   conv2d(x, filter, { bias, activation, strides, pad, dilations })      convolution + bias + ReLU
 *   dense(x, kernel, { bias, activation })                                x W + b, then ReLU
 *   softmaxCrossEntropy(logits, targets)                                  mean NLL of one-hot targets, a scalar
 *   depthwiseConv2d(x, filter, options as conv2d's)                       depthwise convolution + bias + ReLU
 *   batchNorm(x, gamma, beta, { epsilon, activation })                    by the batch's moments, + ReLU
 *   batchNormInference(x, parts, { epsilon, activation })                 by given moments, + ReLU
 *   activation(x, fn)                                                     tanh, sigmoid, relu6 or swish
 *   globalAvgPool(x)                                                      mean over height and width
 *   scaledSum(inputs, weights)                                            sum of weights[i] inputs[i]
 *   optimiserStep(optimiserState(variables, kind), gradients, settings)   Adam or SGD on all variables at once, in place
 *   adamStep({ param, m, v }, gradient, settings, step)                   Adam on one variable, in place
 */
export type { BackendAssets, GpuAccess, WasmAssets } from './assets';
export { type BackendInfo, type BackendKind, type BackendRequest, type BackendWish, openBackend } from './backend';
export { activation, type UnaryActivation } from './ops/activation';
export {
  type BatchNormOptions,
  type BatchNormParts,
  type BatchNormResult,
  batchNorm,
  batchNormInference,
} from './ops/batchNorm';
export { type Activation, type ConvOptions, conv2d } from './ops/conv';
export { type DenseOptions, dense } from './ops/dense';
export { depthwiseConv2d } from './ops/depthwise';
export { type DeviceBackend, deviceBackend, readScalars } from './ops/device';
export { globalAvgPool } from './ops/globalAvgPool';
export { type SoftmaxScore, softmaxCrossEntropy, softmaxScore } from './ops/loss';
export {
  type AdamSettings,
  type AdamSlot,
  adamRate,
  adamStep,
  disposeOptimiser,
  type OptimiserChoice,
  type OptimiserSettings,
  type OptimiserState,
  optimiserState,
  optimiserStep,
  type SgdSettings,
} from './ops/optimiser';
export { programHost } from './ops/programs';
export { scaledSum } from './ops/scaledSum';
export { type PackedSlots, packSlots } from './ops/slots';
export { disposeBank, type ImageBank, type ImageBytes, imageBank, takeBatch } from './ops/takeBatch';
export { valueAndGradients } from './ops/valueAndGradients';
export { tf } from './tf';
export type {
  OpObserver,
  Program,
  ProgramBuilder,
  ProgramHost,
  ProgramSlope,
  ProgramSpace,
  ProgramValue,
} from './wasm/program/host';
