import { Rng } from '../../../src/engine/core/rng';
import type { tf } from '../../../src/engine/tensor/index';
import type { WindowSpec } from '../../../src/engine/tensor/reference/geometry';

/** Uniform in [-1, 1), rounded to float32 as the tensors will be. */
export function uniform(rng: Rng, size: number): Float32Array {
  return Float32Array.from({ length: size }, () => 2 * rng.uniform() - 1);
}

/** All different, in random order: no two cells of a pool tie. */
export function distinct(rng: Rng, size: number): Float32Array {
  return rng.shuffle(Float32Array.from({ length: size }, (_, i) => (i + 1) / size - 0.5));
}

export const product = (sizes: readonly number[]): number => sizes.reduce((all, n) => all * n, 1);

export const two = ([a, b]: readonly [number, number]): [number, number] => [a, b];

export function explicitPad(pad: WindowSpec['pad']): 'same' | 'valid' | tf.backend_util.ExplicitPadding {
  if (typeof pad === 'string') return pad;
  const [[top, bottom], [left, right]] = pad;
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

export function windowName({ batch, height, width, kernel, stride, dilation, pad }: WindowSpec, channels: string): string {
  const padding = typeof pad === 'string' ? pad : `pad ${pad.flat().join(' ')}`;
  return `${batch}x${height}x${width} ${channels}, ${kernel.join('x')} stride ${stride.join('x')} dilation ${dilation.join('x')} ${padding}`;
}

/** A named window: whatever it does not say is plain. */
export type Window = Pick<WindowSpec, 'height' | 'width' | 'kernel'> & Partial<WindowSpec>;

export const filled = (window: Window): WindowSpec => ({
  batch: 2,
  stride: [1, 1],
  dilation: [1, 1],
  pad: 'same',
  ...window,
});

/** From `from` to `to`, both included. */
export const between = (rng: Rng, from: number, to: number): number => from + rng.int(to - from + 1);

/**
 * The stream of shapes of one family of kernels. A family has its own, so that a new family changes no other's shapes.
 */
export const shapeStream = (seed: number, family: string): Rng => Rng.fromSeed(seed, `shapes of ${family}`);

export interface WindowLimits {
  /** Largest image side. */
  readonly size?: number;
  readonly dilated?: boolean;
}

/**
 * A window of 1 to 5 cells a side (7 now and then) on an image of 1 to `size` pixels a side: stride or dilation or neither
 * (tfjs takes no window with both), padding 'same', 'valid' or explicit. The window always fits the padded image.
 */
export function randomWindow(rng: Rng, { size = 11, dilated = true }: WindowLimits = {}): WindowSpec {
  const side = (): number => (rng.int(12) === 0 ? 7 : between(rng, 1, 5));
  const kernel: [number, number] = [side(), side()];
  const kind = rng.int(4);
  const stride: [number, number] = kind === 1 ? [between(rng, 1, 3), between(rng, 1, 3)] : [1, 1];
  const dilation: [number, number] = dilated && kind === 2 ? [between(rng, 1, 3), between(rng, 1, 3)] : [1, 1];
  const reach: [number, number] = [(kernel[0] - 1) * dilation[0] + 1, (kernel[1] - 1) * dilation[1] + 1];
  const padding = rng.int(4);
  const fits = (i: 0 | 1): number => between(rng, padding < 2 ? 1 : reach[i], Math.max(size, reach[i]));
  // Less than the window, as no cell of the output may see padding alone.
  const margin = (i: 0 | 1): [number, number] => [rng.int(reach[i]), rng.int(reach[i])];
  return {
    batch: between(rng, 1, 3),
    height: fits(0),
    width: fits(1),
    kernel,
    stride,
    dilation,
    pad: padding < 2 ? 'same' : padding === 2 ? 'valid' : [margin(0), margin(1)],
  };
}
