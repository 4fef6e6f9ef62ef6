import type { Shape } from '../core/shape';
import type { LayerOp } from './types';

export type ParameterPart = 'filter' | 'kernel' | 'bias' | 'gamma' | 'beta' | 'mean' | 'variance';

/** One array of a layer. */
export interface LayerParameter {
  readonly part: ParameterPart;
  readonly shape: Shape;
  readonly trainable: boolean;
  /** What it starts from: drawn as weights or as a bias, or filled. */
  readonly role: 'weights' | 'bias' | 'zeros' | 'ones';
  /** Inputs that one output sums over; 0 for roles that are not drawn. */
  readonly fanIn: number;
}

function weighted(
  part: 'filter' | 'kernel',
  shape: Shape,
  fanIn: number,
  bias: boolean,
  made: number,
): readonly LayerParameter[] {
  const weights: LayerParameter = { part, shape, trainable: true, role: 'weights', fanIn };
  return bias ? [weights, { part: 'bias', shape: [made], trainable: true, role: 'bias', fanIn }] : [weights];
}

/**
 * The arrays of a layer that reads `input`. Layouts are tfjs's: filters [kh, kw, in, out], depthwise filters [kh, kw, in, multiplier]
 * (output channel in * multiplier + m), dense kernels [in, units], all others [channels].
 */
export function layerParameters(op: LayerOp, input: Shape): readonly LayerParameter[] {
  const channels = input[input.length - 1] ?? 0;
  switch (op.kind) {
    case 'conv2d': {
      const [kh, kw] = op.kernel;
      return weighted('filter', [kh, kw, channels, op.filters], kh * kw * channels, op.bias, op.filters);
    }
    case 'depthwiseConv2d': {
      const [kh, kw] = op.kernel;
      return weighted('filter', [kh, kw, channels, op.multiplier], kh * kw, op.bias, channels * op.multiplier);
    }
    case 'dense':
      return weighted('kernel', [channels, op.units], channels, op.bias, op.units);
    case 'batchNorm':
      return [
        { part: 'gamma', shape: [channels], trainable: true, role: 'ones', fanIn: 0 },
        { part: 'beta', shape: [channels], trainable: true, role: 'zeros', fanIn: 0 },
        { part: 'mean', shape: [channels], trainable: false, role: 'zeros', fanIn: 0 },
        { part: 'variance', shape: [channels], trainable: false, role: 'ones', fanIn: 0 },
      ];
    case 'input':
    case 'maxPool':
    case 'avgPool':
    case 'relu':
    case 'activation':
    case 'identity':
    case 'zeroPad':
    case 'crop':
    case 'zero':
    case 'dropout':
    case 'flatten':
    case 'globalAvgPool':
    case 'concat':
    case 'add':
      return [];
    default:
      return op satisfies never;
  }
}
