import { pairOf } from '../gradients/attrs';
import { dilateFilter } from '../gradients/dilation';
import { LAB_KERNELS } from '../kernelNames';
import type { tf } from '../tf';
import { hasKernel, runKernel } from './runKernel';

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
export function conv2d(x: tf.Tensor4D, given: tf.Tensor4D, options: ConvOptions): tf.Tensor4D {
  const { bias, activation = 'linear', strides = 1, pad } = options;
  const { filter, dilations } = spreadForStock(given, options, LAB_KERNELS.conv2DBackpropFilter);
  const attrs = { strides, pad, dilations, dataFormat: 'NHWC', activation };
  if (bias === undefined && activation === 'linear') return runKernel<tf.Rank.R4>('Conv2D', { x, filter }, attrs);
  const inputs = bias === undefined ? { x, filter } : { x, filter, bias };
  return runKernel<tf.Rank.R4>('FusedConv2D', inputs, attrs);
}

/**
 * tfjs's own kernels take no window with both a stride and a dilation; ours do, and `ours` is one of them. Without it the
 * filter is spread out by its dilation instead, which is the same sum.
 */
export function spreadForStock(
  filter: tf.Tensor4D,
  { strides, dilations }: Pick<ConvOptions, 'strides' | 'dilations'>,
  ours: string,
): { readonly filter: tf.Tensor4D; readonly dilations: [number, number] } {
  const [down, right] = pairOf(strides);
  const [dh, dw] = pairOf(dilations);
  const both = (down > 1 || right > 1) && (dh > 1 || dw > 1);
  if (!both || hasKernel(ours)) return { filter, dilations: [dh, dw] };
  return { filter: dilateFilter(filter, dh, dw), dilations: [1, 1] };
}
