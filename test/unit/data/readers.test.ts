import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { parseCifar } from '../../../src/engine/data/cifar';
import { gunzip } from '../../../src/engine/data/gzip';
import { parseIdx } from '../../../src/engine/data/idx';
import { isTar, readTar } from '../../../src/engine/data/tar';
import { labError } from '../graph/support';
import { ascii, cifarBatch, gzip, idxImages, idxLabels, join, rejection, tar } from './builders';

const file = (bytes: Uint8Array, name = 'file') => ({ name, bytes });
/** A copy with some bytes replaced. */
const edited = (bytes: Uint8Array, at: number, values: readonly number[]) => {
  const copy = Uint8Array.from(bytes);
  copy.set(values, at);
  return copy;
};

describe('parseIdx', () => {
  const images = idxImages(3, 4, 5, Rng.fromSeed(31));
  const labels = idxLabels(7, Rng.fromSeed(32));

  it('reads images and labels in place', () => {
    expect(parseIdx(file(images))).toEqual({ kind: 'images', count: 3, height: 4, width: 5, pixels: images.slice(16) });
    expect(parseIdx(file(labels))).toEqual({ kind: 'labels', count: 7, labels: labels.slice(8) });
  });

  it('reads a view into a larger buffer', () => {
    const padded = join([ascii('xyz'), images]);
    expect(parseIdx(file(padded.subarray(3)))).toEqual(parseIdx(file(images)));
  });

  it.each([
    ['a foreign file', ascii('<html>not found</html>'), /^file, byte 0: this is not an IDX file/],
    ['a cut header', images.subarray(0, 9), /^file, byte 9: the header of 16 bytes is cut off/],
    [
      'cut data',
      images.subarray(0, 70),
      /^file, byte 70: it is cut off: the header promises 3 items of 20 bytes, 76 bytes in all, the file has 70/,
    ],
    ['data behind the end', join([images, ascii('x')]), /^file, byte 76: it goes on after its last item/],
    ['no items', edited(labels, 4, [0, 0, 0, 0]), /^file, byte 4: it holds no items/],
    [
      'more items than fit in memory',
      edited(images, 4, [255, 255, 255, 255]),
      /byte 76: it is cut off: the header promises 4294967295 items/,
    ],
    ['a huge side', edited(images, 8, [127, 255, 255, 255]), /^file, byte 8: the height must be 1 to 4096, got 2147483647/],
    ['a width of 0', edited(images, 12, [0, 0, 0, 0]), /^file, byte 12: the width must be 1 to 4096, got 0/],
    ['floats', edited(images, 2, [13]), /^file, byte 2: values must be unsigned bytes \(type 8\), got type 13 \(float\)/],
    ['rank 2', edited(images, 3, [2]), /^file, byte 3: rank must be 3 \(images\) or 1 \(labels\), got 2/],
  ])('refuses %s', (_, bytes, message) => {
    const error = labError(() => parseIdx(file(bytes)));
    expect([error.kind, error.message]).toEqual(['data', expect.stringMatching(message)]);
    expect(error.remedy).not.toBe('');
  });
});

describe('parseCifar', () => {
  const batch = cifarBatch(3, Rng.fromSeed(33));

  it('turns planes into NHWC', () => {
    const { count, images, labels } = parseCifar(file(batch));
    expect(count).toBe(3);
    for (const [image, row, column, channel] of [
      [0, 0, 0, 0],
      [1, 31, 31, 2],
      [2, 7, 19, 1],
    ] as const) {
      const planar = image * 3073 + 1 + channel * 1024 + row * 32 + column;
      expect(images[((image * 32 + row) * 32 + column) * 3 + channel]).toBe(batch[planar]);
    }
    expect([...labels]).toEqual([batch[0], batch[3073], batch[6146]]);
  });

  it.each([
    [
      'a part of a record',
      batch.subarray(0, 3073 + 100),
      /^file, byte 3073: CIFAR-10 records have 3073 bytes; 3173 bytes leave a part of one/,
    ],
    ['an empty file', new Uint8Array(0), /^file, byte 0: /],
    ['a label out of range', edited(batch, 3073, [10]), /^file, byte 3073: label 10 of image 1 is not in 0\.\.9/],
  ])('refuses %s', (_, bytes, message) => {
    const error = labError(() => parseCifar(file(bytes)));
    expect([error.kind, error.message]).toEqual(['data', expect.stringMatching(message)]);
  });
});

describe('readTar', () => {
  const members = [
    { name: 'folder/a.bin', bytes: ascii('first') },
    { name: 'folder/empty', bytes: new Uint8Array(0) },
    { name: 'folder/b.bin', bytes: Uint8Array.from({ length: 1024 }, (_, i) => i % 251) },
  ];
  const archive = tar(members);

  it('gives the regular files', () => {
    expect(isTar(archive)).toBe(true);
    expect(readTar(file(archive)).map(({ name, bytes }) => ({ name, bytes: Uint8Array.from(bytes) }))).toEqual(members);
  });

  it('accepts an archive without its empty blocks at the end', () => {
    expect(readTar(file(archive.subarray(0, archive.length - 1024)))).toHaveLength(3);
  });

  it.each([
    ['a damaged header', edited(archive, 1024, [88]), /^file, byte 1172: the header's checksum is \d+, its bytes sum to \d+/],
    [
      'a cut member',
      archive.subarray(0, 1536 + 512 + 100),
      /^file, byte 2048: 'folder\/b.bin' has 1024 bytes, the archive only 100 more/,
    ],
    ['a cut header', archive.subarray(0, 1030), /^file, byte 1024: the archive ends inside a header/],
  ])('refuses %s', (_, bytes, message) => {
    const error = labError(() => readTar(file(bytes)));
    expect([error.kind, error.message]).toEqual(['data', expect.stringMatching(message)]);
  });
});

describe('gunzip', () => {
  const content = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * i) % 253);

  it('unpacks, also larger than one piece', async () => {
    const { name, bytes } = await gunzip(file(gzip(content), 'x.gz'));
    expect(name).toBe('x');
    expect(Buffer.compare(bytes, content)).toBe(0);
  });

  it('refuses cut and damaged data', async () => {
    const packed = gzip(content.subarray(0, 5000));
    const cut = await rejection(gunzip(file(packed.subarray(0, packed.length - 5), 'x.gz')));
    expect([cut.kind, cut.message]).toEqual(['data', expect.stringMatching(/^x\.gz: the gzip data is damaged or cut off after/)]);
    const checksum = await rejection(gunzip(file(edited(packed, packed.length - 6, [1, 2]), 'x.gz')));
    expect(checksum.message).toMatch(/damaged/);
  });

  it('stops at a bomb before unpacking it whole', async () => {
    const bomb = gzip(new Uint8Array(20_000_000));
    const error = await rejection(gunzip(file(bomb, 'bomb.gz'), 1_000_000));
    expect(error.message).toBe('bomb.gz: it unpacks to more than 1000000 bytes.');
  });
});
