import { Rng } from '../../../src/engine/core/rng';
import type { DataSplit, ImageSet } from '../../../src/engine/data/types';

/** Images whose class is which of `classes` columns of pixels is bright: learnable at once, and small. */
function brightColumn(count: number, size: number, classes: number, seed: number): ImageSet {
  const rng = Rng.fromSeed(seed, 'bright columns');
  const images = new Uint8Array(count * size * size);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const label = rng.int(classes);
    labels[i] = label;
    for (let p = 0; p < size * size; p += 1) images[i * size * size + p] = rng.int(60) + (p % size === label ? 180 : 0);
  }
  return { images, labels, count, shape: [size, size, 1], classes };
}

export function brightColumns(train: number, size: number, classes: number, seed = 5): DataSplit {
  return {
    train: brightColumn(train, size, classes, seed),
    valid: brightColumn(30, size, classes, seed + 1),
    test: brightColumn(30, size, classes, seed + 2),
  };
}
