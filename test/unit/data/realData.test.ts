import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { datasetFromFiles } from '../../../src/engine/data/assemble';
import { fetchDataset } from '../../../src/engine/data/fetch';
import { splitDataset } from '../../../src/engine/data/split';
import { PROFILES } from '../../../src/engine/space/profiles';

/** Published files, where NAS_LAB_DATA names the folder that holds mnist/ and cifar10/; visibly skipped elsewhere. */
const root = process.env.NAS_LAB_DATA ?? '';
const has = (id: string) => root !== '' && existsSync(join(root, id));
const files = (id: string) =>
  readdirSync(join(root, id)).map((name) => ({ name, bytes: new Uint8Array(readFileSync(join(root, id, name))) }));

describe.skipIf(!has('mnist'))('MNIST as published (needs NAS_LAB_DATA)', () => {
  it('is read, verified and split; labels counted as in the published set', async () => {
    const { dataset, verified } = await datasetFromFiles(files('mnist'));
    expect([dataset.id, verified, dataset.train.count, dataset.test.count]).toEqual(['mnist', true, 60_000, 10_000]);
    expect(dataset.provenance).toBe('MNIST (LeCun, Cortes and Burges), checksums verified');
    expect([...dataset.train.labels.subarray(0, 10)]).toEqual([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
    const counts = new Array<number>(10).fill(0);
    for (const label of dataset.train.labels) counts[label] = (counts[label] ?? 0) + 1;
    expect(counts).toEqual([5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]);
    let sum = 0;
    let squares = 0;
    for (const pixel of dataset.train.images) {
      sum += pixel;
      squares += pixel * pixel;
    }
    const mean = sum / dataset.train.images.length / 255;
    const std = Math.sqrt(squares / dataset.train.images.length / 255 ** 2 - mean * mean);
    expect([mean.toFixed(4), std.toFixed(4)]).toEqual([
      String(PROFILES.paper.training.normalise.mean),
      String(PROFILES.paper.training.normalise.std),
    ]);
    expect(splitDataset(dataset, PROFILES.paper.split).valid.count).toBe(6_000);
  });

  it('is fetched from the second mirror when the first gives something else', async () => {
    const failed: string[] = [];
    const asked: string[] = [];
    const { dataset, verified } = await fetchDataset('mnist', {
      mirrors: ['https://broken/', 'https://good/'],
      onFailure: (url) => failed.push(url),
      fetch: async (url) => {
        asked.push(url);
        const name = url.split('/').at(-1) ?? '';
        const bytes = url.startsWith('https://good/')
          ? new Uint8Array(readFileSync(join(root, 'mnist', name)))
          : new Uint8Array(9);
        return {
          ok: true,
          status: 200,
          body: new ReadableStream<Uint8Array>({
            start(controller) {
              for (let at = 0; at < bytes.length; at += 100_000) controller.enqueue(bytes.subarray(at, at + 100_000));
              controller.close();
            },
          }),
        };
      },
    });
    expect([dataset.id, verified, dataset.test.count]).toEqual(['mnist', true, 10_000]);
    expect(failed).toEqual(['https://broken/train-images-idx3-ubyte.gz']);
    expect(asked).toHaveLength(5);
  });
});

describe.skipIf(!has('cifar10'))('CIFAR-10 batches (needs NAS_LAB_DATA)', () => {
  it('are read, a partial test batch included', async () => {
    const { dataset, verified, ignored } = await datasetFromFiles(files('cifar10'));
    expect([verified, dataset.train.count, dataset.test.count, dataset.train.shape]).toEqual([false, 10_000, 1_000, [32, 32, 3]]);
    expect([...dataset.train.labels.subarray(0, 6)]).toEqual([6, 9, 9, 4, 1, 1]);
    expect([...dataset.test.labels.subarray(0, 4)]).toEqual([3, 8, 8, 0]);
    expect([...dataset.train.images.subarray(0, 3)]).toEqual([59, 62, 63]);
    expect(ignored.map(({ name }) => name).sort()).toEqual(['SHA256SUMS', 'batches.meta.txt']);
  });
});
