import { gzipSync } from 'node:zlib';
import { LabError } from '../../../src/engine/core/errors';
import type { Rng } from '../../../src/engine/core/rng';
import type { NamedBytes } from '../../../src/engine/data/dataError';

/** Files of the known formats, written by hand from their definitions. */

export function idxImages(count: number, height: number, width: number, rng: Rng): Uint8Array {
  const bytes = new Uint8Array(16 + count * height * width);
  bytes.set([0, 0, 8, 3]);
  const view = new DataView(bytes.buffer);
  view.setUint32(4, count);
  view.setUint32(8, height);
  view.setUint32(12, width);
  for (let i = 16; i < bytes.length; i += 1) bytes[i] = rng.int(256);
  return bytes;
}

export function idxLabels(count: number, rng: Rng): Uint8Array {
  const bytes = new Uint8Array(8 + count);
  bytes.set([0, 0, 8, 1]);
  new DataView(bytes.buffer).setUint32(4, count);
  for (let i = 8; i < bytes.length; i += 1) bytes[i] = rng.int(10);
  return bytes;
}

export function cifarBatch(count: number, rng: Rng): Uint8Array {
  const bytes = new Uint8Array(count * 3073);
  for (let i = 0; i < bytes.length; i += 1) bytes[i] = i % 3073 === 0 ? rng.int(10) : rng.int(256);
  return bytes;
}

/** A ustar archive of regular files. */
export function tar(files: readonly NamedBytes[]): Uint8Array {
  const blocks: Uint8Array[] = [];
  for (const { name, bytes } of files) {
    const header = new Uint8Array(512);
    const put = (at: number, text: string) => header.set(new TextEncoder().encode(text), at);
    put(0, name);
    put(100, '0000644\0');
    put(108, '0000000\0');
    put(116, '0000000\0');
    put(124, `${bytes.length.toString(8).padStart(11, '0')}\0`);
    put(136, '00000000000\0');
    put(148, '        ');
    put(156, '0');
    put(257, 'ustar\u000000');
    const sum = header.reduce((total, byte) => total + byte, 0);
    put(148, `${sum.toString(8).padStart(6, '0')}\0 `);
    const body = new Uint8Array(Math.ceil(bytes.length / 512) * 512);
    body.set(bytes);
    blocks.push(header, body);
  }
  blocks.push(new Uint8Array(1024));
  return join(blocks);
}

export function join(pieces: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    out.set(piece, at);
    at += piece.length;
  }
  return out;
}

export function gzip(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

export function ascii(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A small set under MNIST's names. */
export function idxSet(rng: Rng, train = 6, test = 3, side = 5): NamedBytes[] {
  return [
    { name: 'train-images-idx3-ubyte', bytes: idxImages(train, side, side, rng) },
    { name: 'train-labels-idx1-ubyte', bytes: idxLabels(train, rng) },
    { name: 't10k-images-idx3-ubyte', bytes: idxImages(test, side, side, rng) },
    { name: 't10k-labels-idx1-ubyte', bytes: idxLabels(test, rng) },
  ];
}

/** The LabError that a promise rejects with; fails where it resolves. */
export async function rejection(promise: Promise<unknown>): Promise<LabError> {
  try {
    await promise;
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
    throw thrown;
  }
  throw new Error('expected a LabError, the promise resolved');
}
