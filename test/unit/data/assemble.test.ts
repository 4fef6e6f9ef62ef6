import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { datasetFromFiles } from '../../../src/engine/data/assemble';
import type { NamedBytes } from '../../../src/engine/data/dataError';
import { ascii, cifarBatch, gzip, idxImages, idxLabels, idxSet, rejection, tar } from './builders';

const rng = Rng.fromSeed(41, 'assemble');
const set = idxSet(rng);
const replace = (name: string, bytes: Uint8Array): NamedBytes[] =>
  set.map((file) => (file.name === name ? { name, bytes } : file));

describe('datasetFromFiles, IDX', () => {
  it('joins images and labels of both parts', async () => {
    const { dataset, verified, ignored } = await datasetFromFiles(set);
    expect([dataset.train.count, dataset.train.shape, dataset.test.count, dataset.train.classes]).toEqual([6, [5, 5, 1], 3, 10]);
    expect(dataset.train.images).toEqual(set[0]?.bytes.slice(16));
    expect(dataset.test.labels).toEqual(set[3]?.bytes.slice(8));
    expect([verified, ignored]).toEqual([false, []]);
  });

  it('never calls unverified files MNIST', async () => {
    const { dataset } = await datasetFromFiles(set, { title: 'my folder' });
    expect([dataset.id, dataset.title]).toEqual(['idx-files', 'my folder']);
    expect(dataset.provenance).toBe('IDX files of unverified origin (5×5×1, 6 + 3 images)');
  });

  it('gives the same set packed, renamed, in any order, in an archive, beside a readme', async () => {
    const { dataset } = await datasetFromFiles(set);
    const variants: readonly NamedBytes[][] = [
      set.map(({ name, bytes }) => ({ name: `${name}.gz`, bytes: gzip(bytes) })),
      [...set].reverse(),
      set.map(({ bytes }, i) => ({ name: `file ${i}`, bytes })),
      [{ name: 'all.tar', bytes: tar(set) }],
      [{ name: 'all.tgz', bytes: gzip(tar(set)) }],
      [...set, { name: 'README.md', bytes: ascii('# digits') }],
    ];
    for (const files of variants) {
      const again = (await datasetFromFiles(files)).dataset;
      expect([again.train, again.test]).toEqual([dataset.train, dataset.test]);
    }
  });

  it('says what it left out', async () => {
    const { ignored } = await datasetFromFiles([...set, { name: 'notes.txt', bytes: ascii('hello') }]);
    expect(ignored).toEqual([{ name: 'notes.txt', reason: 'not a data file but text' }]);
  });

  it('takes more classes where it is told so', async () => {
    const labels = idxLabels(6, rng);
    labels[8] = 25;
    expect((await datasetFromFiles(replace('train-labels-idx1-ubyte', labels), { classes: 26 })).dataset.train.classes).toBe(26);
  });

  const wrongLabel = idxLabels(6, rng);
  wrongLabel[10] = 17;

  it.each([
    [
      'a label out of range',
      replace('train-labels-idx1-ubyte', wrongLabel),
      /^train-labels-idx1-ubyte, byte 10: label 17 of image 2 is not in 0\.\.9/,
    ],
    [
      'too few labels',
      replace('train-labels-idx1-ubyte', idxLabels(5, rng)),
      /^train-labels-idx1-ubyte, byte 4: 5 labels for the 6 images of train-images/,
    ],
    [
      'images under a label name',
      replace('train-labels-idx1-ubyte', idxImages(6, 5, 5, rng)),
      /two image files and two label files .* found 3 and 1\. Files read: train-images/,
    ],
    ['a missing test part', set.slice(0, 2), /found 1 and 1/],
    [
      'parts of different sizes',
      replace('t10k-images-idx3-ubyte', idxImages(3, 5, 6, rng)),
      /^t10k-images-idx3-ubyte, byte 8: test images of 5×6×1 do not fit training images of 5×5×1/,
    ],
    ['no files', [], /^No data file among 0/],
    ['text only', [{ name: 'a.txt', bytes: ascii('hello') }], /^No data file among 1 \(a\.txt: not a data file but text\)/],
    [
      'a web page under a data name',
      replace('t10k-images-idx3-ubyte', ascii('<!DOCTYPE html>')),
      /^t10k-images-idx3-ubyte, byte 0: .* a web page/,
    ],
    ['a Git LFS pointer', [{ name: 'x.gz', bytes: ascii('version https://git-lfs.github.com/spec/v1\n') }], /Git LFS pointer/],
    ['a zip', [{ name: 'archive.zip', bytes: ascii('PK\u0003\u0004') }], /zip archive: unpack it first/],
    ['CIFAR-100', [{ name: 'train.bin', bytes: new Uint8Array(3074 * 2).fill(7) }], /CIFAR-100/],
    ['an empty file', [{ name: 'train-images-idx3-ubyte', bytes: new Uint8Array(0) }], /an empty file/],
  ])('refuses %s', async (_, files, message) => {
    const error = await rejection(datasetFromFiles(files));
    expect([error.kind, error.message]).toEqual(['data', expect.stringMatching(message)]);
    expect(error.remedy).not.toBe('');
  });

  it('does not unpack for ever', async () => {
    let bytes = gzip(ascii('deep'));
    for (let i = 0; i < 5; i += 1) bytes = gzip(bytes);
    expect((await rejection(datasetFromFiles([{ name: 'deep.gz', bytes }]))).message).toMatch(/packed more than 3 times over/);
  });
});

describe('datasetFromFiles, CIFAR-10', () => {
  const batches: NamedBytes[] = [
    { name: 'cifar-10-batches-bin/data_batch_2.bin', bytes: cifarBatch(3, rng) },
    { name: 'cifar-10-batches-bin/batches.meta.txt', bytes: ascii('airplane\n') },
    { name: 'cifar-10-batches-bin/data_batch_1.bin', bytes: cifarBatch(2, rng) },
    { name: 'cifar-10-batches-bin/test_batch.bin', bytes: cifarBatch(2, rng) },
  ];

  it('joins batches in the order of their names', async () => {
    const { dataset } = await datasetFromFiles(batches);
    expect([dataset.id, dataset.train.count, dataset.test.count, dataset.train.shape]).toEqual([
      'cifar10-batches',
      5,
      2,
      [32, 32, 3],
    ]);
    const labelsOf = (bytes: Uint8Array | undefined) => [...(bytes ?? [])].filter((_, i) => i % 3073 === 0);
    expect([...dataset.train.labels]).toEqual([...labelsOf(batches[2]?.bytes), ...labelsOf(batches[0]?.bytes)]);
  });

  it('reads the published form, a gzipped tar', async () => {
    const { dataset } = await datasetFromFiles([{ name: 'cifar-10-binary.tar.gz', bytes: gzip(tar(batches)) }]);
    expect(dataset.train).toEqual((await datasetFromFiles(batches)).dataset.train);
  });

  it.each([
    ['no test batch', batches.slice(0, 3), /There is no CIFAR-10 test batch/],
    ['no training batch', batches.slice(3), /There are no CIFAR-10 training batches/],
    ['IDX files among them', [...batches, ...set], /cannot be parts of one set/],
    [
      'a cut batch',
      [{ name: 'data_batch_1.bin', bytes: cifarBatch(2, rng).subarray(0, 4000) }],
      /^data_batch_1\.bin, byte 3073: CIFAR-10 records/,
    ],
  ])('refuses %s', async (_, files, message) => {
    const error = await rejection(datasetFromFiles(files));
    expect([error.kind, error.message]).toEqual(['data', expect.stringMatching(message)]);
  });
});
