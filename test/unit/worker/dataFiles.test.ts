import { describe, expect, it } from 'vitest';
import { type ReadableFile, readFiles } from '../../../src/worker/dataFiles';

const fileOf = (name: string, bytes: readonly number[]): ReadableFile => new File([Uint8Array.from(bytes)], name);

/** As a browser gives it: the size is stated before a byte is read. */
const stated = (name: string, size: number, read: () => Promise<ArrayBuffer>): ReadableFile => ({
  name,
  size,
  arrayBuffer: read,
});

const live = (): AbortSignal => new AbortController().signal;

describe('readFiles', () => {
  it('reads every file in order and says how far it is', async () => {
    const seen: number[] = [];
    const read = await readFiles([fileOf('a', [1, 2, 3]), fileOf('b', [4])], live(), ({ doneBytes }) => seen.push(doneBytes));
    expect(read.map(({ name, bytes }) => [name, ...bytes])).toEqual([
      ['a', 1, 2, 3],
      ['b', 4],
    ]);
    expect(seen).toEqual([0, 3, 4]);
  });

  it('refuses files too large for a data set before it reads one', async () => {
    let reads = 0;
    const huge = stated('film.mkv', 5_000_000_000, () => {
      reads += 1;
      return Promise.resolve(new ArrayBuffer(0));
    });
    await expect(readFiles([fileOf('a', [1]), huge], live(), () => undefined)).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining('film.mkv'),
    });
    expect(reads).toBe(0);
  });

  it('says of a dropped folder what to do, and does not call it a fault of the lab', async () => {
    const folder = stated('MNIST', 4096, () =>
      Promise.reject(new DOMException('A requested file could not be found', 'NotFoundError')),
    );
    await expect(readFiles([folder], live(), () => undefined)).rejects.toMatchObject({
      kind: 'data',
      message: expect.stringContaining('MNIST'),
      remedy: expect.stringContaining('Choose a folder'),
    });
  });

  it('stops between two files when it is cancelled', async () => {
    const stop = new AbortController();
    const reading = readFiles([fileOf('a', [1]), fileOf('b', [2])], stop.signal, () => stop.abort());
    await expect(reading).rejects.toMatchObject({ kind: 'aborted' });
  });
});
