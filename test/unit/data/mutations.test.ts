import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { Rng } from '../../../src/engine/core/rng';
import { datasetFromFiles } from '../../../src/engine/data/assemble';
import type { NamedBytes } from '../../../src/engine/data/dataError';
import type { ImageSet } from '../../../src/engine/data/types';
import { cifarBatch, gzip, idxSet, tar } from './builders';

/**
 * 5,000 damaged files, seed 51. Each is read together with its undamaged companions, and either gives a LabError 'data' or
 * exactly what an independent reading of the damaged bytes gives (the oracles below, which know the format's definition
 * and nothing of the readers).
 */
const SEED = 51;

/** Numbers that break naive header arithmetic. */
const NASTY = [0, 1, 2, 27, 0x7f, 0x80, 0xff, 0x7fffffff, 0x80000000, 0xffffffff];

/** One damage, of six kinds. headerBytes: how much of the file counts as its header. */
function damage(bytes: Uint8Array, headerBytes: number, rng: Rng): Uint8Array {
  const header = Math.min(headerBytes, bytes.length);
  switch (rng.int(6)) {
    case 0:
      return bytes.slice(0, rng.int(bytes.length));
    case 1: {
      const copy = Uint8Array.from(bytes);
      for (let n = 1 + rng.int(3); n > 0; n -= 1) {
        const at = rng.int(copy.length);
        copy[at] = (copy[at] ?? 0) ^ (1 << rng.int(8));
      }
      return copy;
    }
    case 2: {
      const copy = Uint8Array.from(bytes);
      copy[rng.int(header)] = rng.int(256);
      return copy;
    }
    case 3: {
      const copy = Uint8Array.from(bytes);
      const at = rng.int(Math.max(1, header - 3));
      new DataView(copy.buffer).setUint32(at, NASTY[rng.int(NASTY.length)] ?? 0);
      return copy;
    }
    case 4: {
      const extra = new Uint8Array(bytes.length + 1 + rng.int(40));
      extra.set(bytes);
      for (let i = bytes.length; i < extra.length; i += 1) extra[i] = rng.int(256);
      return extra;
    }
    default: {
      const from = rng.int(bytes.length);
      const to = Math.min(bytes.length, from + 1 + rng.int(64));
      const copy = new Uint8Array(bytes.length - (to - from));
      copy.set(bytes.subarray(0, from));
      copy.set(bytes.subarray(to), from);
      return copy;
    }
  }
}

/** IDX by its definition; the caller knows which of the two kinds it must be. */
function idxOracle(bytes: Uint8Array, rank: 1 | 3): { sizes: number[]; values: Uint8Array } {
  expect([...bytes.subarray(0, 4)]).toEqual([0, 0, 8, rank]);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const sizes = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i));
  const values = bytes.subarray(4 + 4 * rank);
  expect(values.length).toBe(sizes.reduce((product, size) => product * size, 1));
  return { sizes, values };
}

function expectIdx(set: ImageSet, images: Uint8Array, labels: Uint8Array): void {
  const pixels = idxOracle(images, 3);
  const names = idxOracle(labels, 1);
  expect([set.count, ...set.shape]).toEqual([...pixels.sizes, 1]);
  expect(names.sizes).toEqual([set.count]);
  expect(Buffer.compare(set.images, pixels.values)).toBe(0);
  expect(Buffer.compare(set.labels, names.values)).toBe(0);
  expect(Math.max(...set.labels)).toBeLessThan(10);
}

function expectCifar(set: ImageSet, batches: readonly Uint8Array[]): void {
  const records = batches.flatMap((batch) => {
    expect(batch.length % 3073).toBe(0);
    return Array.from({ length: batch.length / 3073 }, (_, i) => batch.subarray(i * 3073, (i + 1) * 3073));
  });
  expect(set.count).toBe(records.length);
  records.forEach((record, i) => {
    expect(set.labels[i]).toBe(record[0]);
    const planar = new Uint8Array(3072);
    for (let p = 0; p < 1024; p += 1) {
      for (let c = 0; c < 3; c += 1) planar[c * 1024 + p] = set.images[i * 3072 + p * 3 + c] ?? 0;
    }
    expect(Buffer.compare(planar, record.subarray(1))).toBe(0);
  });
  expect(Math.max(...set.labels)).toBeLessThan(10);
}

interface Outcome {
  errors: number;
  reads: number;
}

/** Damages files[at] `times` times; `check` compares a successful read with the files as damaged. */
async function fuzz(
  name: string,
  times: number,
  files: readonly NamedBytes[],
  headerBytes: number,
  check: (train: ImageSet, test: ImageSet, damaged: readonly Uint8Array[]) => void,
): Promise<Outcome> {
  const rng = Rng.fromSeed(SEED, name);
  const outcome = { errors: 0, reads: 0 };
  for (let n = 0; n < times; n += 1) {
    const victim = rng.int(files.length);
    const damaged = files.map((file, i) => (i === victim ? { ...file, bytes: damage(file.bytes, headerBytes, rng) } : file));
    try {
      const { dataset } = await datasetFromFiles(damaged);
      check(
        dataset.train,
        dataset.test,
        damaged.map(({ bytes }) => bytes),
      );
      outcome.reads += 1;
    } catch (thrown) {
      if (!(thrown instanceof LabError)) throw thrown;
      expect([thrown.kind, thrown.remedy === '']).toEqual(['data', false]);
      expect(thrown.message.length).toBeLessThan(1000);
      outcome.errors += 1;
    }
  }
  return outcome;
}

describe('5,000 damaged files', () => {
  const rng = Rng.fromSeed(SEED, 'originals');
  const idx = idxSet(rng, 12, 5, 6);
  const packed = idx.map(({ name, bytes }) => ({ name: `${name}.gz`, bytes: gzip(bytes) }));
  const cifar = [
    { name: 'data_batch_1.bin', bytes: cifarBatch(3, rng) },
    { name: 'test_batch.bin', bytes: cifarBatch(2, rng) },
  ];
  const none = new Uint8Array(0);

  it('IDX: 2,000', async () => {
    const outcome = await fuzz('idx', 2000, idx, 16, (train, test, [a = none, b = none, c = none, d = none]) => {
      expectIdx(train, a, b);
      expectIdx(test, c, d);
    });
    expect(outcome.errors + outcome.reads).toBe(2000);
    expect(outcome.errors).toBeGreaterThan(1000);
    expect(outcome.reads).toBeGreaterThan(100);
  });

  it('IDX in gzip: 1,000', async () => {
    const unpack = (bytes: Uint8Array) => new Uint8Array(gunzipSync(bytes));
    const outcome = await fuzz('gzip', 1000, packed, 10, (train, test, [a = none, b = none, c = none, d = none]) => {
      expectIdx(train, unpack(a), unpack(b));
      expectIdx(test, unpack(c), unpack(d));
    });
    expect(outcome.errors).toBeGreaterThan(500);
    expect(outcome.reads).toBeGreaterThan(10);
  });

  it('CIFAR-10 batches: 1,000', async () => {
    const outcome = await fuzz('cifar', 1000, cifar, 1, (train, test, [a = none, b = none]) => {
      expectCifar(train, [a]);
      expectCifar(test, [b]);
    });
    expect(outcome.errors).toBeGreaterThan(400);
    expect(outcome.reads).toBeGreaterThan(100);
  });

  it('CIFAR-10 in tar: 1,000', async () => {
    const archive = [{ name: 'cifar-10-binary.tar', bytes: tar(cifar) }];
    // The members begin behind one header each; a read is right where it gives the bytes that stand there.
    const second = 512 + Math.ceil((cifar[0]?.bytes.length ?? 0) / 512) * 512;
    const outcome = await fuzz('tar', 1000, archive, 1024, (train, test, [bytes = none]) => {
      expectCifar(train, [bytes.subarray(512, 512 + 3 * 3073)]);
      expectCifar(test, [bytes.subarray(second + 512, second + 512 + 2 * 3073)]);
    });
    expect(outcome.errors).toBeGreaterThan(400);
    expect(outcome.reads).toBeGreaterThan(100);
  });
});
