import { abortedError, LabError, throwIfAborted } from '../core/errors';
import { Sha256 } from '../core/sha256';
import { type AssembledDataset, datasetFromFiles } from './assemble';
import type { NamedBytes } from './dataError';
import { type KnownDataset, type KnownFile, knownDataset } from './known';

/** What is used of the platform's fetch; `fetch` of browsers and of Node fit. */
export type Fetch = (url: string, init: { readonly signal?: AbortSignal }) => Promise<FetchResponse>;

export interface FetchResponse {
  readonly ok: boolean;
  readonly status: number;
  readonly body: ReadableStream<Uint8Array> | null;
}

export interface FetchProgress {
  readonly file: string;
  /** Over all files of the set; falls back when a mirror fails half-way. */
  readonly doneBytes: number;
  readonly totalBytes: number;
}

export interface FetchOptions {
  readonly fetch: Fetch;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: FetchProgress) => void;
  /** A mirror that failed, and why; the next one is tried. */
  readonly onFailure?: (url: string, reason: string) => void;
  /** Addresses to use instead of the catalogue's. */
  readonly mirrors?: readonly string[];
}

/** Bytes of one address whose checksum is the published one, or the reason why not, as an Error. */
async function download(
  url: string,
  file: KnownFile,
  options: FetchOptions,
  onBytes: (done: number) => void,
): Promise<Uint8Array> {
  const response = await options.fetch(url, options.signal === undefined ? {} : { signal: options.signal });
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  if (response.body === null) throw new Error('the answer has no body');
  const largest = Math.max(file.bytes, file.unpacked?.bytes ?? 0);
  const reader = response.body.getReader();
  const hash = new Sha256();
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    throwIfAborted(options.signal, `Fetching ${file.name}`);
    length += value.length;
    if (length > largest) {
      await reader.cancel();
      throw new Error(`it is larger than the published ${file.bytes} bytes`);
    }
    hash.update(value);
    pieces.push(value);
    onBytes(Math.min(length, file.bytes));
  }
  const sha256 = hash.hex();
  if (sha256 !== file.sha256 && sha256 !== file.unpacked?.sha256) {
    throw new Error(
      `${length} bytes with SHA-256 ${sha256.slice(0, 12)}..., expected ${file.bytes} with ${file.sha256.slice(0, 12)}...`,
    );
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

async function fromMirrors(
  file: KnownFile,
  known: KnownDataset,
  mirrors: string[],
  options: FetchOptions,
  onBytes: (done: number) => void,
): Promise<Uint8Array> {
  const failures: string[] = [];
  for (const mirror of [...mirrors]) {
    throwIfAborted(options.signal, `Fetching ${known.title}`);
    const url = mirror + file.name;
    onBytes(0);
    try {
      const bytes = await download(url, file, options, onBytes);
      // The mirror that answered goes first for the next file.
      mirrors.splice(mirrors.indexOf(mirror), 1);
      mirrors.unshift(mirror);
      return bytes;
    } catch (thrown) {
      if (options.signal?.aborted || (thrown instanceof LabError && thrown.kind === 'aborted')) {
        throw abortedError(`Fetching ${known.title}`);
      }
      const reason = thrown instanceof Error ? thrown.message : String(thrown);
      failures.push(`${url}: ${reason}`);
      options.onFailure?.(url, reason);
    }
  }
  throw new LabError(
    'data',
    `${known.title}: ${file.name} could not be fetched. ${failures.join('; ')}.`,
    'Check the connection and try again, or get the files by other means and import their folder.',
  );
}

/**
 * Downloads a known set's files, each from the first mirror that gives the published checksum. Rejects with LabError 'data'
 * listing what failed where, or 'aborted' once the signal fires.
 */
export async function fetchFiles(id: string, options: FetchOptions): Promise<readonly NamedBytes[]> {
  const known = knownDataset(id);
  const totalBytes = known.files.reduce((sum, file) => sum + file.bytes, 0);
  const mirrors = [...(options.mirrors ?? known.mirrors)];
  if (mirrors.length === 0) throw new LabError('data', `${known.title}: there is no mirror to fetch from.`, 'Name a mirror.');
  const files: NamedBytes[] = [];
  let before = 0;
  for (const file of known.files) {
    const bytes = await fromMirrors(file, known, mirrors, options, (done) => {
      options.onProgress?.({ file: file.name, doneBytes: before + done, totalBytes });
    });
    files.push({ name: file.name, bytes });
    before += file.bytes;
  }
  return files;
}

/** fetchFiles, then read: a set called by its published name, its checksums verified. */
export async function fetchDataset(id: string, options: FetchOptions): Promise<AssembledDataset> {
  return datasetFromFiles(await fetchFiles(id, options));
}
