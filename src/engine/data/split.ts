import { LabError } from '../core/errors';
import { Sha256 } from '../core/sha256';
import type { DataSplit, Dataset, ImageSet, SplitSizes } from './types';

/** Where the validation images begin: the last tenth of the published training part, whatever its size. */
export function validStart(trainCount: number): number {
  return trainCount - Math.floor(trainCount / 10);
}

/** Images from ... to - 1 of a set, sharing its memory. */
export function sliceImages(set: ImageSet, from: number, to: number): ImageSet {
  const length = set.shape.reduce((product, size) => product * size, 1);
  return {
    ...set,
    images: set.images.subarray(from * length, to * length),
    labels: set.labels.subarray(from, to),
    count: to - from,
  };
}

function check(name: keyof SplitSizes, wanted: number, available: number, where: string): void {
  if (!Number.isInteger(wanted) || wanted < 1 || wanted > available) {
    throw new LabError(
      'data',
      `${name}: expected 1 to ${available} images (${where}), got ${wanted}.`,
      `Ask for at most ${available} ${name} images, or use a larger set.`,
    );
  }
}

/**
 * The published training part of n images is cut at s = n - floor(n / 10): train = its first images, of 0..s-1; valid =
 * images s, s + 1, ..., of s..n-1; test = the first of the published test part. For 60,000 images s = 54,000, the paper's
 * 54,000 / 6,000 / 10,000 (section 4.2). Validation and training never overlap and never come from test. The parts share
 * the set's memory. LabError 'data' where more is asked than there is.
 * Deviation: the paper's printed code validates on the first 6,000 test images.
 */
export function splitDataset(dataset: Dataset, sizes: SplitSizes): DataSplit {
  const start = validStart(dataset.train.count);
  const kept = dataset.train.count - start;
  check('train', sizes.train, start, `images 0 to ${start - 1} of ${dataset.title}'s training part`);
  check('valid', sizes.valid, kept, `images ${start} to ${dataset.train.count - 1} of ${dataset.title}'s training part`);
  check('test', sizes.test, dataset.test.count, `${dataset.title}'s test part`);
  return {
    train: sliceImages(dataset.train, 0, sizes.train),
    valid: sliceImages(dataset.train, start, start + sizes.valid),
    test: sliceImages(dataset.test, 0, sizes.test),
  };
}

/** How many images a data set has: all that fittingSizes asks of it. */
export interface DatasetCounts {
  readonly train: { readonly count: number };
  readonly test: { readonly count: number };
}

/** The largest sizes that splitDataset gives, none above the wanted ones. */
export function fittingSizes(dataset: DatasetCounts, wanted: SplitSizes): SplitSizes {
  const start = validStart(dataset.train.count);
  return {
    train: Math.min(wanted.train, start),
    valid: Math.min(wanted.valid, dataset.train.count - start),
    test: Math.min(wanted.test, dataset.test.count),
  };
}

/**
 * A name for the very images and labels of a split: SHA-256 over the parts' labels and pixels, 64 hex digits. Measurements
 * are kept by it, because a set of unverified origin shares id, title and counts with every other of its kind.
 */
export function splitIdentity({ train, valid, test }: DataSplit): string {
  const hash = new Sha256();
  for (const { labels, images } of [train, valid, test]) hash.update(labels).update(images);
  return hash.hex();
}
