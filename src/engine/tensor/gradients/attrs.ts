import { LabError } from '../../core/errors';
import type { tf } from '../tf';

/** Attributes of a convolution or pooling kernel, as tfjs passes them. */
export interface WindowAttrs {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | tf.backend_util.ExplicitPadding;
  readonly dilations?: [number, number] | number | null;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
  readonly dataFormat?: 'NHWC' | 'NCHW';
  /** Pools only. */
  readonly filterSize?: [number, number] | number;
  /** Fused kernels only. */
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
  /** Filter gradients only. */
  readonly filterShape?: [number, number, number, number];
  /** Input gradients only. */
  readonly inputShape?: [number, number, number, number];
}

/** tfjs types a kernel's attributes as a map; these are the ones of windowed ops. */
export function windowAttrs(attrs: object | undefined): WindowAttrs {
  return (attrs ?? {}) as WindowAttrs;
}

/** [height, width] of a stride, dilation or size given as one number or two. */
export function pairOf(value: readonly number[] | number | null | undefined): [number, number] {
  if (value === null || value === undefined) return [1, 1];
  if (typeof value === 'number') return [value, value];
  return [value[0] ?? 1, value[1] ?? value[0] ?? 1];
}

/** The gradient functions below know channels-last data only. */
export function requireNhwc(attrs: WindowAttrs, op: string): void {
  if (attrs.dataFormat !== undefined && attrs.dataFormat !== 'NHWC') {
    throw new LabError('backend', `${op}: dataFormat must be NHWC, got ${attrs.dataFormat}.`, 'Transpose the tensors to NHWC.');
  }
}

/** The i-th tensor that the forward pass saved. */
export function savedTensor(saved: readonly tf.Tensor[], index: number, op: string): tf.Tensor {
  const tensor = saved[index];
  if (tensor === undefined) {
    throw new LabError('internal', `${op}: saved tensor ${index} is missing in the gradient.`, 'Report this with the program.');
  }
  return tensor;
}
