import { LabError } from '../core/errors';
import { sha256 } from '../core/sha256';
import { CIFAR_CLASSES, CIFAR_SIDE } from './cifar';
import { dataError, GET_AGAIN, type NamedBytes } from './dataError';
import { IDX_LABELS_OFFSET } from './idx';
import { datasetOfChecksum, type KnownDataset } from './known';
import { type Ignored, type Part, type Recognised, recogniseFiles } from './recognise';
import type { Dataset, ImageSet } from './types';

export interface AssembledDataset {
  readonly dataset: Dataset;
  /** Whether every file's checksum is that of a published set. */
  readonly verified: boolean;
  readonly ignored: readonly Ignored[];
}

export interface AssembleOptions {
  /** Labels must be below this; 10 unless told. */
  readonly classes?: number;
  /** Shown as the set's name where the checksums do not tell it. */
  readonly title?: string;
}

type Idx = Extract<Recognised, { kind: 'idx' }>;
type Cifar = Extract<Recognised, { kind: 'cifar' }>;

const BOTH_PARTS = 'Give the training and the test part together.';

function missing(what: string, names: readonly string[]): LabError {
  return new LabError('data', `${what} Files read: ${names.length === 0 ? 'none' : names.join(', ')}.`, BOTH_PARTS);
}

interface Pair {
  readonly images: Idx;
  readonly labels: Idx;
  readonly part: Part | null;
}

/** Pairs images with labels: same part by name, else same number of items. */
function pairUp(files: readonly Idx[]): readonly Pair[] {
  const names = files.map(({ name }) => name);
  const images = files.filter(({ content }) => content.kind === 'images');
  const labels = files.filter(({ content }) => content.kind === 'labels');
  if (images.length !== 2 || labels.length !== 2) {
    throw missing(
      `An IDX set has two image files and two label files (train and test); found ${images.length} and ${labels.length}.`,
      names,
    );
  }
  return images.map((image) => {
    const sameName = labels.filter(({ part }) => part !== null && part === image.part);
    const sameCount = labels.filter(({ content }) => content.count === image.content.count);
    const label = sameName.length === 1 ? sameName[0] : sameCount.length === 1 ? sameCount[0] : undefined;
    if (label === undefined) {
      throw missing(`${image.name}: no label file with ${image.content.count} labels belongs to it.`, names);
    }
    if (label.content.count !== image.content.count) {
      throw dataError(
        label.name,
        4,
        `${label.content.count} labels for the ${image.content.count} images of ${image.name}`,
        'Give images and labels that belong together.',
      );
    }
    return { images: image, labels: label, part: image.part ?? label.part };
  });
}

function idxSet(pair: Pair, classes: number): ImageSet {
  const { images, labels } = pair;
  if (images.content.kind !== 'images' || labels.content.kind !== 'labels') throw missing('Images and labels are mixed up.', []);
  labels.content.labels.forEach((label, i) => {
    if (label >= classes) {
      throw dataError(
        labels.name,
        IDX_LABELS_OFFSET + i,
        `label ${label} of image ${i} is not in 0..${classes - 1}`,
        'Give the set that this lab expects, or say how many classes it has.',
      );
    }
  });
  const { height, width, count, pixels } = images.content;
  return { images: pixels, labels: labels.content.labels, count, shape: [height, width, 1], classes };
}

function idxParts(files: readonly Idx[], classes: number): { train: ImageSet; test: ImageSet } {
  const [a, b] = pairUp(files);
  if (a === undefined || b === undefined || a.labels === b.labels) {
    throw missing(
      'Both image files belong to the same labels.',
      files.map(({ name }) => name),
    );
  }
  const aIsTest = a.part !== b.part ? a.part === 'test' || b.part === 'train' : a.images.content.count < b.images.content.count;
  const [train, test] = (aIsTest ? [b, a] : [a, b]).map((pair) => idxSet(pair, classes));
  if (train === undefined || test === undefined) throw missing('A part is missing.', []);
  if (train.shape.join() !== test.shape.join()) {
    throw dataError(
      (aIsTest ? a : b).images.name,
      8,
      `test images of ${test.shape.join('×')} do not fit training images of ${train.shape.join('×')}`,
      'Give two parts of one set.',
    );
  }
  return { train, test };
}

function joinCifar(files: readonly Cifar[]): ImageSet {
  const count = files.reduce((sum, { content }) => sum + content.count, 0);
  const length = CIFAR_SIDE * CIFAR_SIDE * 3;
  const images = new Uint8Array(count * length);
  const labels = new Uint8Array(count);
  let at = 0;
  for (const { content } of files) {
    images.set(content.images, at * length);
    labels.set(content.labels, at);
    at += content.count;
  }
  return { images, labels, count, shape: [CIFAR_SIDE, CIFAR_SIDE, 3], classes: CIFAR_CLASSES };
}

function cifarParts(files: readonly Cifar[]): { train: ImageSet; test: ImageSet } {
  const names = files.map(({ name }) => name);
  const ordered = [...files].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
  const test = ordered.filter(({ part }) => part === 'test');
  const train = ordered.filter(({ part }) => part !== 'test');
  if (train.length === 0) throw missing('There are no CIFAR-10 training batches (data_batch_1.bin and so on).', names);
  if (test.length === 0) throw missing('There is no CIFAR-10 test batch (a file with "test" in its name).', names);
  return { train: joinCifar(train), test: joinCifar(test) };
}

/** The published set that all data files come from by their checksums, or null. */
function publishedSet(files: readonly NamedBytes[], ignored: readonly Ignored[]): KnownDataset | null {
  const skipped = new Set(ignored.map(({ name }) => name));
  const sets = files.filter(({ name }) => !skipped.has(name)).map(({ bytes }) => datasetOfChecksum(sha256(bytes)));
  const [first] = sets;
  if (first === undefined || first === null || sets.some((set) => set !== first)) return null;
  return sets.length === first.files.length ? first : null;
}

/**
 * A data set from the files of a drop, a folder or a download: IDX images and labels of two parts, or CIFAR-10 batches,
 * packed or not, in any order. What a file is, is told by its content; 'test' or 't10k' in its name makes it the test part
 * (for IDX without such names the smaller pair is). The set is called by its published name only where every file has the
 * published checksum. LabError 'data' naming the file and byte, or the missing part.
 */
export async function datasetFromFiles(files: readonly NamedBytes[], options: AssembleOptions = {}): Promise<AssembledDataset> {
  const { classes = 10 } = options;
  const { found, ignored } = await recogniseFiles(files);
  const idx = found.filter((file) => file.kind === 'idx');
  const cifar = found.filter((file) => file.kind === 'cifar');
  if (idx.length > 0 && cifar.length > 0) {
    throw missing(
      'IDX and CIFAR-10 files cannot be parts of one set.',
      found.map(({ name }) => name),
    );
  }
  if (found.length === 0) {
    throw new LabError(
      'data',
      `No data file among ${files.length} (${ignored
        .slice(0, 4)
        .map(({ name, reason }) => `${name}: ${reason}`)
        .join('; ')}).`,
      GET_AGAIN,
    );
  }
  const { train, test } = cifar.length > 0 ? cifarParts(cifar) : idxParts(idx, classes);
  const published = publishedSet(files, ignored);
  const size = `${train.shape.join('×')}, ${train.count} + ${test.count} images`;
  const form = cifar.length > 0 ? 'CIFAR-10 binary batches' : 'IDX files';
  const dataset: Dataset = {
    id: published?.id ?? (cifar.length > 0 ? 'cifar10-batches' : 'idx-files'),
    title: published?.title ?? options.title ?? form,
    provenance: published === null ? `${form} of unverified origin (${size})` : `${published.provenance}, checksums verified`,
    train,
    test,
  };
  return { dataset, verified: published !== null, ignored };
}
