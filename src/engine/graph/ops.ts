import type { ActivationFunction, LayerOp, Padding, Pair, Sides } from './types';

/** Short forms of the catalogue's layers: stride 1, 'same', undilated, with bias, unless told otherwise. */

export interface ConvOptions {
  readonly stride?: Pair;
  readonly padding?: Padding;
  readonly dilation?: Pair;
  readonly bias?: boolean;
}

const ONE: Pair = [1, 1];

export function conv2d(filters: number, kernel: Pair, options: ConvOptions = {}): LayerOp {
  const { stride = ONE, padding = 'same', dilation = ONE, bias = true } = options;
  return { kind: 'conv2d', filters, kernel, stride, padding, dilation, bias };
}

export function depthwiseConv2d(kernel: Pair, options: ConvOptions & { readonly multiplier?: number } = {}): LayerOp {
  const { stride = ONE, padding = 'same', dilation = ONE, bias = true, multiplier = 1 } = options;
  return { kind: 'depthwiseConv2d', multiplier, kernel, stride, padding, dilation, bias };
}

export function pool(kind: 'maxPool' | 'avgPool', size: Pair, stride: Pair, padding: Padding): LayerOp {
  return { kind, size, stride, padding };
}

export function dense(units: number, bias = true): LayerOp {
  return { kind: 'dense', units, bias };
}

export function batchNorm(momentum: number, epsilon: number): LayerOp {
  return { kind: 'batchNorm', momentum, epsilon };
}

export const relu: LayerOp = { kind: 'relu' };
export const identity: LayerOp = { kind: 'identity' };
export const flatten: LayerOp = { kind: 'flatten' };

export function dropout(rate: number): LayerOp {
  return { kind: 'dropout', rate };
}

export function activation(fn: ActivationFunction): LayerOp {
  return { kind: 'activation', fn };
}

export function zeroPad(sides: Sides): LayerOp {
  return { kind: 'zeroPad', sides };
}

export function crop(sides: Sides): LayerOp {
  return { kind: 'crop', sides };
}

export function zero(stride: Pair): LayerOp {
  return { kind: 'zero', stride };
}
