import type { Pair, Sides } from '../types';
import { noSides, ONE, type ResolvedWindow, samePair, sameSides, type WindowOp } from './windows';

/**
 * A window as TensorFlow's layers say it, which know 'same' and 'valid' and refuse some strides: a border around the image,
 * the window itself, and then every so many rows and columns of what it gives.
 */
export interface TensorFlowWindow {
  readonly border: Sides | null;
  readonly padding: 'same' | 'valid';
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly subsample: Pair | null;
}

/**
 * The same numbers in TensorFlow's words. A window of stride 1, of whose outputs every stride-th is kept, gives what the
 * strided window gives: that is how strides together with dilations are written, and a depthwise convolution's unequal ones.
 */
export function tensorFlowWindow(op: WindowOp, window: ResolvedWindow): TensorFlowWindow {
  const { stride, dilation, sides, same } = window;
  const strided = !samePair(stride, ONE);
  const refused = strided && (!samePair(dilation, ONE) || (op.kind === 'depthwiseConv2d' && stride[0] !== stride[1]));
  if (refused) {
    // A border of its own: 'same' at stride 1 would start at another place.
    return { border: noSides(sides) ? null : sides, padding: 'valid', stride: ONE, dilation, subsample: stride };
  }
  const plain = { stride, dilation, subsample: null };
  if (op.padding === 'same') return { border: null, padding: 'same', ...plain };
  if (noSides(sides)) return { border: null, padding: 'valid', ...plain };
  // An average counts the border that is given in numbers, and does not count what 'same' adds.
  const keyword = op.kind !== 'avgPool' && sameSides(sides, same);
  return keyword ? { border: null, padding: 'same', ...plain } : { border: sides, padding: 'valid', ...plain };
}
