import { CIFAR_RECORD, type CifarContent, looksLikeCifar, parseCifar } from './cifar';
import { dataError, type NamedBytes } from './dataError';
import { gunzip, isGzip } from './gzip';
import { type IdxContent, isIdx, parseIdx } from './idx';
import { isTar, readTar } from './tar';

/** Whether a file's name speaks of the test part; content alone cannot tell for CIFAR-10. */
export type Part = 'train' | 'test';

export type Recognised =
  | { readonly kind: 'idx'; readonly name: string; readonly part: Part | null; readonly content: IdxContent }
  | { readonly kind: 'cifar'; readonly name: string; readonly part: Part | null; readonly content: CifarContent };

/** A file that is no data, with the reason: a readme beside the data. */
export interface Ignored {
  readonly name: string;
  readonly reason: string;
}

export interface Contents {
  readonly found: readonly Recognised[];
  readonly ignored: readonly Ignored[];
}

const MOST_PACKINGS = 3;

function partOf(name: string): Part | null {
  const file = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).toLowerCase();
  if (/test|t10k/.test(file)) return 'test';
  if (/train|data_batch/.test(file)) return 'train';
  return null;
}

/** A name by which people mean data, so that unreadable content is an error and not something to skip. */
function claimsToBeData(name: string): boolean {
  return /\.(gz|tgz|tar|bin|zip)$|ubyte|idx[13]|data_batch|test_batch/i.test(name);
}

function startsWith(bytes: Uint8Array, ascii: string): boolean {
  for (let i = 0; i < ascii.length; i += 1) if (bytes[i] !== ascii.charCodeAt(i)) return false;
  return bytes.length >= ascii.length;
}

/** What content that is no data set looks like, in words. */
function describe(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'an empty file';
  if (startsWith(bytes, 'PK')) return 'a zip archive: unpack it first';
  if (startsWith(bytes, 'version https://git-lfs')) return 'a Git LFS pointer, not the file it points to';
  if (startsWith(bytes, '\x89PNG') || startsWith(bytes, '\xff\xd8')) return 'a picture';
  if (startsWith(bytes, '<')) return 'a web page or XML';
  if (startsWith(bytes, '\x80')) return 'a Python pickle: use the binary version of the set';
  if (bytes.length % (CIFAR_RECORD + 1) === 0) return 'CIFAR-100, or something of its record size; CIFAR-10 is meant';
  let printable = 0;
  const probe = Math.min(bytes.length, 256);
  for (let i = 0; i < probe; i += 1) {
    const byte = bytes[i] ?? 0;
    if (byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127)) printable += 1;
  }
  if (printable === probe) return 'text';
  const head = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return `${bytes.length} bytes that begin ${head}`;
}

const KNOWN_FORMS = 'Give IDX files (MNIST, Fashion-MNIST), CIFAR-10 binary batches, or the archives they come in.';

async function look(file: NamedBytes, depth: number, into: { found: Recognised[]; ignored: Ignored[] }): Promise<void> {
  const { name, bytes } = file;
  if (isGzip(bytes) || isTar(bytes)) {
    if (depth === MOST_PACKINGS)
      throw dataError(name, null, `it is packed more than ${MOST_PACKINGS} times over`, 'Unpack it first.');
    const members = isGzip(bytes) ? [await gunzip(file)] : readTar(file);
    for (const member of members) await look(member, depth + 1, into);
  } else if (isIdx(bytes)) {
    into.found.push({ kind: 'idx', name, part: partOf(name), content: parseIdx(file) });
  } else if (looksLikeCifar(bytes) || /(data|test)_batch.*\.bin$/i.test(name)) {
    into.found.push({ kind: 'cifar', name, part: partOf(name), content: parseCifar(file) });
  } else if (claimsToBeData(name)) {
    throw dataError(name, 0, `this is not a data file of a known form but ${describe(bytes)}`, KNOWN_FORMS);
  } else {
    into.ignored.push({ name, reason: `not a data file but ${describe(bytes)}` });
  }
}

/**
 * Unpacks and reads files, each by its content and not its name: gzip, tar, IDX, CIFAR-10 binary. Files that neither hold
 * nor claim to hold data are ignored, with the reason. LabError 'data' on the first damaged one.
 */
export async function recogniseFiles(files: readonly NamedBytes[]): Promise<Contents> {
  const into: { found: Recognised[]; ignored: Ignored[] } = { found: [], ignored: [] };
  for (const file of files) await look(file, 0, into);
  return into;
}
