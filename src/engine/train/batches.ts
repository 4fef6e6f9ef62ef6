import { LabError } from '../core/errors';
import type { Rng } from '../core/rng';
import type { ImageSet, Normalisation } from '../data/types';
import type { tf } from '../tensor';
import { type Augmentation, drawChange, writeChanged } from './augment';

/**
 * How pixels become numbers: (byte / 255 - mean) / std, looked up. [256] where all channels share their numbers, else
 * [channels, 256].
 */
export function pixelTable({ mean, std }: Normalisation): Float32Array {
  const means = typeof mean === 'number' ? [mean] : mean;
  const stds = typeof std === 'number' ? means.map(() => std) : std;
  const table = new Float32Array(256 * means.length);
  means.forEach((channelMean, c) => {
    for (let byte = 0; byte < 256; byte += 1) table[256 * c + byte] = (byte / 255 - channelMean) / (stds[c] ?? 1);
  });
  return table;
}

/** How the images of a source are changed, and the stream that this is drawn from: three draws at most an image, in order. */
export interface Augmenting {
  readonly kind: Augmentation;
  readonly rng: Rng;
}

export interface Batch {
  /** [size, height, width, channels] */
  readonly pixels: Float32Array;
  /** [size, classes], one-hot. */
  readonly targets: Float32Array;
  readonly size: number;
}

/** A batch that is on the device already; its tensors are the caller's to dispose of. */
export interface DeviceBatch {
  /** [size, height, width, channels], normalised. */
  readonly x: tf.Tensor4D;
  /** [size, classes], one-hot. */
  readonly targets: tf.Tensor2D;
  readonly size: number;
}

/**
 * Images order[from] ... order[to - 1] of a set as numbers, by a pixelTable; where order is null, images from ... to - 1
 * themselves. augmenting: they are changed on the way. Throws LabError 'data' on a label outside the set's classes.
 */
export function takeBatch(
  set: ImageSet,
  table: Float32Array,
  order: Uint32Array | null,
  from: number,
  to: number,
  augmenting: Augmenting | null = null,
): Batch {
  const size = to - from;
  const length = set.shape.reduce((product, n) => product * n, 1);
  const pixels = new Float32Array(size * length);
  const targets = new Float32Array(size * set.classes);
  const channels = table.length / 256;
  for (let i = 0; i < size; i += 1) {
    const index = order === null ? from + i : (order[from + i] ?? 0);
    const source = index * length;
    const target = i * length;
    if (augmenting !== null) {
      writeChanged(set.images, source, set.shape, drawChange(augmenting.kind, augmenting.rng), table, pixels, target);
    } else if (channels === 1) {
      for (let p = 0; p < length; p += 1) pixels[target + p] = table[set.images[source + p] ?? 0] ?? 0;
    } else {
      for (let p = 0; p < length; p += 1) {
        pixels[target + p] = table[256 * (p % channels) + (set.images[source + p] ?? 0)] ?? 0;
      }
    }
    const label = set.labels[index] ?? 0;
    if (label >= set.classes) throw labelError(index, label, set.classes);
    targets[i * set.classes + label] = 1;
  }
  return { pixels, targets, size };
}

/** What is thrown on labels[index] outside 0 ... classes - 1. */
export function labelError(index: number, label: number, classes: number): LabError {
  return new LabError(
    'data',
    `labels[${index}]: expected 0 to ${classes - 1}, got ${label}.`,
    'Import the data set again, or choose one whose labels fit its classes.',
  );
}

/** Frees a batch's tensors, where it has any. */
export function disposeBatch(batch: Batch | DeviceBatch): void {
  if ('x' in batch) {
    batch.x.dispose();
    batch.targets.dispose();
  }
}
