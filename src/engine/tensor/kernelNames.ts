/**
 * Kernels of ours that tfjs has no name for. A backend that registers one is used for it; another backend computes the
 * same from tf ops. Each is an ordinary tfjs kernel (registerKernel), whose contract is stated here.
 */
export const LAB_KERNELS = {
  /** inputs {dy, y}: same shape; output dx = dy where y > 0, else 0. */
  reluGrad: 'LabReluGrad',
  /** inputs {x}, attrs {fn: 'tanh' | 'sigmoid' | 'relu6' | 'swish'}; output fn(x), of x's shape. */
  activation: 'LabActivation',
  /**
   * inputs {dy, of}, attrs as activation; output dy fn'(x). of: x for swish, for the others y = fn(x).
   *   tanh 1 - y^2,  sigmoid y (1 - y),  relu6 1 where 0 < y < 6, else 0,  swish s + x s (1 - s) with s = sigmoid(x)
   */
  activationGrad: 'LabActivationGrad',
  /** inputs {dy}: [..., channels]; output [channels], the sum over all other axes. */
  biasGrad: 'LabBiasGrad',
  /** As Conv2DBackpropFilter, and honours attrs.dilations. */
  conv2DBackpropFilter: 'LabConv2DBackpropFilter',
  /** As Conv2DBackpropInput, and honours attrs.dilations. */
  conv2DBackpropInput: 'LabConv2DBackpropInput',
  /** As DepthwiseConv2dNativeBackpropFilter, and honours attrs.dilations. */
  depthwiseBackpropFilter: 'LabDepthwiseBackpropFilter',
  /** As DepthwiseConv2dNativeBackpropInput, and honours attrs.dilations. */
  depthwiseBackpropInput: 'LabDepthwiseBackpropInput',
  /** As AvgPoolGrad, and divides by the number of valid cells under 'same' padding. */
  avgPoolGrad: 'LabAvgPoolGrad',
  /**
   * inputs {logits, targets}: [batch, classes]; outputs [loss: scalar, gradient of the loss by the logits], and where it costs
   * nothing more the number of rows whose largest logit is at the largest target: scalar.
   */
  softmaxCrossEntropy: 'LabSoftmaxCrossEntropy',
  /**
   * inputs {x, gamma, beta}: x [..., channels], the others [channels]; attrs {epsilon, activation: 'linear' | 'relu'};
   * outputs [y, mean, variance]: y = act(gamma (x - mean) / sqrt(variance + epsilon) + beta), with the moments of x over all
   * axes but the last, variance the biased one.
   */
  batchNorm: 'LabBatchNorm',
  /**
   * inputs {dy, x, gamma, beta, mean, variance}, attrs as batchNorm; outputs [dx, dgamma, dbeta] of batchNorm, with
   * g = dy act'(y), n values a channel, r = 1 / sqrt(variance + epsilon), h = r (x - mean):
   *   dbeta = sum g,  dgamma = sum g h,  dx = gamma r (g - dbeta / n - h dgamma / n).
   */
  batchNormGrad: 'LabBatchNormGrad',
  /** As batchNorm, but with mean and variance among the inputs, and y the only output. */
  batchNormInference: 'LabBatchNormInference',
  /** inputs {x, bias}: [..., channels], [channels]; attrs {activation}; output act(x + bias). */
  biasActivation: 'LabBiasActivation',
  /** inputs {x}: [batch, height, width, channels]; output [batch, channels], the mean over height and width. */
  globalAvgPool: 'LabGlobalAvgPool',
  /** inputs {dy}: [batch, channels], attrs {inputShape}; output of that shape: dy / (height width) everywhere. */
  globalAvgPoolGrad: 'LabGlobalAvgPoolGrad',
  /** inputs {weights, x0, x1, ...}, attrs {count}: output the sum over k of weights[k] x_k. weights: [count], x_k of one shape. */
  scaledSum: 'LabScaledSum',
  /** inputs {dy, weights, x0, ...}, attrs as scaledSum; outputs [dweights, dx0, ...]: dx_k = weights[k] dy, dweights[k] = sum dy x_k. */
  scaledSumGrad: 'LabScaledSumGrad',
  /**
   * Adam on count parameters. inputs {m, v, param0, gradient0, param1, gradient1, ...}, attrs {count, rate, beta1, beta2,
   * epsilon, decay}; no outputs: m, v and the parameters change in place, so nobody else may share their data.
   *   g' = g + decay p,  m <- beta1 m + (1 - beta1) g',  v <- beta2 v + (1 - beta2) g'^2,  p <- p - rate m / (sqrt(v) + epsilon)
   * m and v are packed as packSlots (ops/slots.ts) says; for one parameter that is its own shape.
   */
  adam: 'LabAdam',
  /**
   * Gradient descent with momentum. inputs {velocity, param0, gradient0, ...}, attrs {count, rate, momentum, decay, nesterov};
   * no outputs; else as adam.
   *   g' = g + decay p,  b <- momentum b + g',  p <- p - rate b, or with nesterov p <- p - rate (g' + momentum b)
   */
  sgd: 'LabSgd',
  /**
   * A batch from images on the device. inputs {images0, images1, ..., labels, order, table}, attrs {from, size, length,
   * classes, parts, perPart}; outputs [x: [size, length], targets: [size, classes], one-hot]. See ops/takeBatch.ts.
   */
  takeBatch: 'LabTakeBatch',
} as const;
