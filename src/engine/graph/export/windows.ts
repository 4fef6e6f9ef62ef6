import type { LayerOp, Pair, Sides } from '../types';
import { windowAxis } from '../window';

/** Layers that slide a window over an image. */
export type WindowOp = Extract<LayerOp, { kind: 'conv2d' | 'depthwiseConv2d' | 'maxPool' | 'avgPool' }>;

export const ONE: Pair = [1, 1];

export const samePair = (a: Pair, b: Pair): boolean => a[0] === b[0] && a[1] === b[1];

export const noSides = ({ top, bottom, left, right }: Sides): boolean => top + bottom + left + right === 0;

export const sameSides = (a: Sides, b: Sides): boolean =>
  a.top === b.top && a.bottom === b.bottom && a.left === b.left && a.right === b.right;

/** [rows above = below, columns left = right] where the sides agree, else null. */
export function symmetric({ top, bottom, left, right }: Sides): Pair | null {
  return top === bottom && left === right ? [top, left] : null;
}

/** A window in plain numbers: its padding resolved for the image that it slides over. */
export interface ResolvedWindow {
  readonly kernel: Pair;
  readonly stride: Pair;
  readonly dilation: Pair;
  readonly sides: Sides;
  /** What 'same' would pad here. */
  readonly same: Sides;
}

export function resolveWindow(op: WindowOp, [height, width]: readonly [number, number, ...number[]]): ResolvedWindow {
  const [kernel, dilation] = 'size' in op ? [op.size, ONE] : [op.kernel, op.dilation];
  const { stride } = op;
  const sidesFor = (padding: WindowOp['padding']): Sides => {
    const rows = windowAxis(height, kernel[0], stride[0], dilation[0], padding, 0);
    const columns = windowAxis(width, kernel[1], stride[1], dilation[1], padding, 1);
    return { top: rows.before, bottom: rows.after, left: columns.before, right: columns.after };
  };
  return { kernel, stride, dilation, sides: sidesFor(op.padding), same: sidesFor('same') };
}
