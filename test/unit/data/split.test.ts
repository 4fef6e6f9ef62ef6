import { describe, expect, it } from 'vitest';
import { fittingSizes, splitDataset, splitIdentity, validStart } from '../../../src/engine/data/split';
import type { Dataset, ImageSet } from '../../../src/engine/data/types';
import { PROFILES } from '../../../src/engine/space/profiles';
import { labError } from '../graph/support';

/** 1×2 images whose bytes spell their own number, so that every image can be told. */
function numbered(count: number, offset: number): ImageSet {
  const images = new Uint8Array(count * 2);
  for (let i = 0; i < count; i += 1) images.set([(i + offset) >> 8, (i + offset) & 255], i * 2);
  return { images, labels: new Uint8Array(count), count, shape: [1, 2, 1], classes: 10 };
}

const mnistLike: Dataset = {
  id: 'numbered',
  title: 'Numbered',
  provenance: 'test',
  train: numbered(60_000, 0),
  test: numbered(10_000, 0),
};
const first = (set: ImageSet) => ((set.images[0] ?? 0) << 8) | (set.images[1] ?? 0);
const last = (set: ImageSet) => ((set.images[set.count * 2 - 2] ?? 0) << 8) | (set.images[set.count * 2 - 1] ?? 0);

describe('splitDataset', () => {
  it("is the paper's at full size: 0..53,999, 54,000..59,999, 0..9,999 of test", () => {
    const { train, valid, test } = splitDataset(mnistLike, PROFILES.paper.split);
    expect([first(train), last(train), first(valid), last(valid), first(test), last(test)]).toEqual([
      0, 53_999, 54_000, 59_999, 0, 9_999,
    ]);
    expect([train.count, valid.count, test.count]).toEqual([54_000, 6_000, 10_000]);
  });

  it('is, in profile teach: the first 12,000 images, and 54,000 to 55,999', () => {
    const { train, valid } = splitDataset(mnistLike, PROFILES.teach.split);
    expect([first(train), last(train), first(valid), last(valid)]).toEqual([0, 11_999, 54_000, 55_999]);
  });

  it.each([
    [10, 9],
    [11, 10],
    [1000, 900],
    [12_345, 11_111],
    [60_000, 54_000],
  ])('of %i training images, validation begins at %i', (count, start) => {
    expect(validStart(count)).toBe(start);
  });

  it('never lets validation reach into training or test', () => {
    const error = labError(() => splitDataset(mnistLike, { train: 54_001, valid: 1, test: 1 }));
    expect([error.kind, error.message]).toEqual([
      'data',
      "train: expected 1 to 54000 images (images 0 to 53999 of Numbered's training part), got 54001.",
    ]);
  });

  it.each([
    [{ train: 1, valid: 6_001, test: 1 }, /^valid: expected 1 to 6000 images \(images 54000 to 59999/],
    [{ train: 1, valid: 1, test: 10_001 }, /^test: expected 1 to 10000/],
    [{ train: 0, valid: 1, test: 1 }, /^train: .* got 0/],
    [{ train: 1.5, valid: 1, test: 1 }, /^train: .* got 1.5/],
    [{ train: 1, valid: Number.NaN, test: 1 }, /^valid: .* got NaN/],
  ])('refuses %j', (sizes, message) => {
    expect(labError(() => splitDataset(mnistLike, sizes)).message).toMatch(message);
  });

  it('offers the largest sizes that fit', () => {
    const small = { ...mnistLike, train: numbered(10_000, 0), test: numbered(2_000, 0) };
    const sizes = fittingSizes(small, PROFILES.teach.split);
    expect(sizes).toEqual({ train: 9_000, valid: 1_000, test: 2_000 });
    expect(splitDataset(small, sizes).valid.count).toBe(1_000);
  });
});

describe('splitIdentity', () => {
  const sizes = { train: 100, valid: 20, test: 30 };
  const identityOf = (dataset: Dataset): string => splitIdentity(splitDataset(dataset, sizes));

  it('tells two sets of equal id, title and counts apart by one pixel or one label of what is used', () => {
    const images = mnistLike.train.images.slice();
    images[7] = 99;
    const labels = mnistLike.test.labels.slice();
    labels[29] = 3;
    const known = identityOf(mnistLike);
    expect(identityOf({ ...mnistLike, train: { ...mnistLike.train, images } })).not.toBe(known);
    expect(identityOf({ ...mnistLike, test: { ...mnistLike.test, labels } })).not.toBe(known);
  });

  it('is the same for the same images under another name, whatever lies outside the split', () => {
    const labels = mnistLike.test.labels.slice();
    labels[30] = 3;
    expect(identityOf({ ...mnistLike, title: 'Other', test: { ...mnistLike.test, labels } })).toBe(identityOf(mnistLike));
  });
});
