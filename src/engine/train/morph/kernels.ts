import type { Shape } from '../../core/shape';
import type { LayerOp, Pair } from '../../graph/types';
import { windowAxis } from '../../graph/window';

type Filtered = Extract<LayerOp, { readonly kind: 'conv2d' | 'depthwiseConv2d' }>;
type OpWithKernel = Filtered | Extract<LayerOp, { readonly kind: 'dense' }>;

const AXES = [0, 1] as const;

/**
 * Where the old kernel lies in the new one so that, with zeros around it, both give the same image: offset = (before' - before) / dilation
 * rows and columns, before being what the padding puts ahead of the image. Null where there is no such place: other strides,
 * dilations or output sizes, or a kernel that shrinks. Dense layers have one place.
 */
export function kernelOffset(old: OpWithKernel, now: OpWithKernel, from: Shape | undefined, to: Shape | undefined): Pair | null {
  if (old.kind === 'dense' || now.kind === 'dense') return old.kind === now.kind ? [0, 0] : null;
  if (old.stride.join() !== now.stride.join() || old.dilation.join() !== now.dilation.join()) return null;
  const offset = AXES.map((axis): number | null => {
    const size = from?.[axis];
    if (size === undefined || size !== to?.[axis]) return null;
    const was = windowAxis(size, old.kernel[axis], old.stride[axis], old.dilation[axis], old.padding, axis);
    const is = windowAxis(size, now.kernel[axis], now.stride[axis], now.dilation[axis], now.padding, axis);
    const place = (is.before - was.before) / now.dilation[axis];
    const fits =
      was.output === is.output && Number.isInteger(place) && place >= 0 && place + old.kernel[axis] <= now.kernel[axis];
    return fits ? place : null;
  });
  const [row, column] = offset;
  return row == null || column == null ? null : [row, column];
}

/** The place of a kernel that reads the pixel it writes, where the image keeps its size; null where there is none. */
export function centreTap(op: Filtered, image: Shape | undefined): Pair | null {
  const [row, column] = AXES.map((axis): number | null => {
    const size = image?.[axis] ?? 0;
    const { before, output } = windowAxis(size, op.kernel[axis], op.stride[axis], op.dilation[axis], op.padding, axis);
    const place = before / op.dilation[axis];
    const fits = op.stride[axis] === 1 && output === size && Number.isInteger(place) && place < op.kernel[axis];
    return fits ? place : null;
  });
  return row == null || column == null ? null : [row, column];
}
