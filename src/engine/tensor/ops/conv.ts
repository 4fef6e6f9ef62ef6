import type { tf } from '../tf';
import { runKernel } from './runKernel';

export type Activation = 'linear' | 'relu';

/** As tf.conv2d's arguments; explicit padding is [[0, 0], [top, bottom], [left, right], [0, 0]]. */
export interface ConvOptions {
  /** [outChannels] */
  readonly bias?: tf.Tensor1D;
  /** Default 'linear'. */
  readonly activation?: Activation;
  /** Default 1. */
  readonly strides?: [number, number] | number;
  readonly pad: 'same' | 'valid' | tf.backend_util.ExplicitPadding;
  /** Default 1. */
  readonly dilations?: [number, number] | number;
}

/**
 * activation(x * filter + bias), cross-correlation as tf.conv2d computes it.
 * x: [batch, height, width, in]; filter: [kernelHeight, kernelWidth, in, out]; result: [batch, height', width', out].
 * Unlike tf.fused.conv2d it stays one op while gradients are recorded.
 */
export function conv2d(x: tf.Tensor4D, filter: tf.Tensor4D, options: ConvOptions): tf.Tensor4D {
  const { bias, activation = 'linear', strides = 1, pad, dilations = 1 } = options;
  const attrs = { strides, pad, dilations, dataFormat: 'NHWC', activation };
  if (bias === undefined && activation === 'linear') return runKernel<tf.Rank.R4>('Conv2D', { x, filter }, attrs);
  const inputs = bias === undefined ? { x, filter } : { x, filter, bias };
  return runKernel<tf.Rank.R4>('FusedConv2D', inputs, attrs);
}
