/**
 * Kernels of ours that tfjs has no name for. A backend that registers one is used for it; another backend computes the
 * same from tf ops. Each is an ordinary tfjs kernel (registerKernel), whose contract is stated here.
 */
export const LAB_KERNELS = {
  /** inputs {dy, y}: same shape; output dx = dy where y > 0, else 0. */
  reluGrad: 'LabReluGrad',
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
  /** inputs {logits, targets}: [batch, classes]; outputs [loss: scalar, gradient of the loss by the logits]. */
  softmaxCrossEntropy: 'LabSoftmaxCrossEntropy',
  /**
   * inputs {param, m, v, gradient}, attrs {rate, beta1, beta2, epsilon}; no outputs: param, m and v change in place.
   *   m <- beta1 m + (1 - beta1) g,  v <- beta2 v + (1 - beta2) g^2,  param <- param - rate m / (sqrt(v) + epsilon)
   */
  adam: 'LabAdam',
} as const;
