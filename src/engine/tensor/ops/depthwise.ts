import { LAB_KERNELS } from '../kernelNames';
import { tf } from '../tf';
import { type ConvOptions, spreadForStock } from './conv';
import { hasKernel, runKernel } from './runKernel';

/**
 * activation(x * filter + bias), each channel by itself, as tf.depthwiseConv2d computes it.
 * x: [batch, height, width, in]; filter: [kernelHeight, kernelWidth, in, multiplier]; bias: [in x multiplier];
 * result: [batch, height', width', in x multiplier]. Bias and ReLU are one pass over the result, forward and backward.
 */
export function depthwiseConv2d(x: tf.Tensor4D, filter: tf.Tensor4D, options: ConvOptions): tf.Tensor4D {
  const { bias, activation = 'linear', strides = 1, pad } = options;
  const spread = spreadForStock(filter, options, LAB_KERNELS.depthwiseBackpropFilter);
  const y = tf.depthwiseConv2d(x, spread.filter, strides, pad, 'NHWC', spread.dilations);
  if (bias === undefined) return activation === 'relu' ? tf.relu(y) : y;
  if (hasKernel(LAB_KERNELS.biasActivation)) {
    return runKernel<tf.Rank.R4>(LAB_KERNELS.biasActivation, { x: y, bias }, { activation });
  }
  const biased = tf.add<tf.Tensor4D>(y, bias);
  return activation === 'relu' ? tf.relu(biased) : biased;
}
