import { describe, expect, it } from 'vitest';
import { type Fetch, fetchFiles } from '../../../src/engine/data/fetch';
import { KNOWN_DATASETS, knownDataset } from '../../../src/engine/data/known';
import { labError } from '../graph/support';
import { rejection } from './builders';

const body = (chunks: readonly Uint8Array[]) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk);
      controller.close();
    },
  });

/** Answers every address by `answer`, noting the order asked. */
function server(answer: (url: string) => { status: number; chunks: readonly Uint8Array[] }): { fetch: Fetch; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    fetch: async (url) => {
      asked.push(url);
      const { status, chunks } = answer(url);
      return { ok: status === 200, status, body: body(chunks) };
    },
  };
}

describe('the catalogue', () => {
  it.each(KNOWN_DATASETS.map((known) => [known.id, known] as const))('%s has whole checksums and mirrors', (_, known) => {
    for (const { sha256, bytes, unpacked } of known.files) {
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
      expect(bytes).toBeGreaterThan(0);
      if (unpacked !== undefined) expect(unpacked.sha256).toMatch(/^[0-9a-f]{64}$/);
    }
    expect(known.mirrors.length).toBeGreaterThan(1);
    for (const mirror of known.mirrors) expect(mirror).toMatch(/^https?:\/\/.*\/$/);
  });

  it('suggests the nearest name', () => {
    expect(knownDataset('MNIST').id).toBe('mnist');
    expect(labError(() => knownDataset('fashon-mnist')).remedy).toMatch(/Did you mean 'fashion-mnist'/);
  });
});

describe('fetchFiles', () => {
  const wrong = Uint8Array.from([1, 2, 3]);

  it('lists every mirror that failed, and why', async () => {
    const { fetch, asked } = server((url) => ({ status: url.startsWith('https://a/') ? 404 : 200, chunks: [wrong] }));
    const failed: string[] = [];
    const error = await rejection(
      fetchFiles('mnist', { fetch, mirrors: ['https://a/', 'https://b/'], onFailure: (url) => failed.push(url) }),
    );
    const name = 'train-images-idx3-ubyte.gz';
    expect(asked).toEqual([`https://a/${name}`, `https://b/${name}`]);
    expect(failed).toEqual(asked);
    expect(error.kind).toBe('data');
    expect(error.message).toMatch(
      /^MNIST: train-images-idx3-ubyte\.gz could not be fetched\. https:\/\/a\/\S+: HTTP status 404; https:\/\/b\/\S+: 3 bytes with SHA-256 039058c6f2c0\.\.\., expected 9912422/,
    );
  });

  it('goes on when the network itself fails', async () => {
    const error = await rejection(
      fetchFiles('mnist', { fetch: () => Promise.reject(new TypeError('network is down')), mirrors: ['https://a/'] }),
    );
    expect(error.message).toMatch(/https:\/\/a\/\S+: network is down/);
  });

  it('stops reading a file that is larger than the published one', async () => {
    let sent = 0;
    const fetch: Fetch = async () => ({
      ok: true,
      status: 200,
      body: new ReadableStream<Uint8Array>({
        pull(controller) {
          sent += 1;
          controller.enqueue(new Uint8Array(2 ** 20));
        },
      }),
    });
    const error = await rejection(fetchFiles('mnist', { fetch, mirrors: ['https://a/'] }));
    expect(error.message).toMatch(/it is larger than the published 9912422 bytes/);
    expect(sent).toBeLessThan(60);
  });

  it('reports progress over all files and stops when told', async () => {
    const controller = new AbortController();
    const seen: number[] = [];
    const { fetch } = server(() => ({ status: 200, chunks: [new Uint8Array(1000), new Uint8Array(1000)] }));
    const error = await rejection(
      fetchFiles('mnist', {
        fetch,
        mirrors: ['https://a/', 'https://b/'],
        signal: controller.signal,
        onProgress: ({ doneBytes, totalBytes }) => {
          seen.push(doneBytes);
          expect(totalBytes).toBe(9_912_422 + 28_881 + 1_648_877 + 4_542);
          if (doneBytes === 1000) controller.abort();
        },
      }),
    );
    expect(error.kind).toBe('aborted');
    expect(seen).toEqual([0, 1000]);
  });
});
