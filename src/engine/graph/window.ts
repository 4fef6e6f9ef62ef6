import type { Padding, Sides } from './types';
import { isPair } from './validate';

/** One axis of a sliding window over `size` places. */
export interface WindowAxis {
  readonly before: number;
  readonly after: number;
  readonly output: number;
}

/**
 * output = floor((size + before + after - reach) / stride) + 1,  reach = dilation * (kernel - 1) + 1.
 * 'same': output = ceil(size / stride) and before + after the least that gives it, before = floor of half.
 * axis: 0 height, 1 width. An output below 1 means that the window does not fit.
 */
export function windowAxis(
  size: number,
  kernel: number,
  stride: number,
  dilation: number,
  padding: Padding,
  axis: 0 | 1,
): WindowAxis {
  const reach = dilation * (kernel - 1) + 1;
  if (padding === 'same') {
    const output = Math.ceil(size / stride);
    const total = Math.max((output - 1) * stride + reach - size, 0);
    const before = Math.floor(total / 2);
    return { before, after: total - before, output };
  }
  const sides = explicitSides(padding);
  const before = (axis === 0 ? sides?.top : sides?.left) ?? 0;
  const after = (axis === 0 ? sides?.bottom : sides?.right) ?? 0;
  const room = size + before + after - reach;
  return { before, after, output: room < 0 ? 0 : Math.floor(room / stride) + 1 };
}

/** Padding on the four sides where it is given in numbers; null for 'same' and 'valid'. */
export function explicitSides(padding: Padding): Sides | null {
  if (typeof padding === 'string') return null;
  return isPair(padding) ? { top: padding[0], bottom: padding[0], left: padding[1], right: padding[1] } : padding;
}
