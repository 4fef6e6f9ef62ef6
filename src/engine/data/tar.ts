import { dataError, GET_AGAIN, type NamedBytes } from './dataError';

const BLOCK = 512;
const CHECKSUM_AT = 148;
const CHECKSUM_BYTES = 8;
const MOST_MEMBERS = 10_000;

/** A NUL- or space-terminated octal number; null where there is none. */
function octal(bytes: Uint8Array, at: number, length: number): number | null {
  let value = 0;
  let digits = 0;
  for (let i = at; i < at + length; i += 1) {
    const code = bytes[i] ?? 0;
    if (code === 0x20 && digits === 0) continue;
    if (code === 0 || code === 0x20) break;
    if (code < 0x30 || code > 0x37) return null;
    value = value * 8 + (code - 0x30);
    digits += 1;
  }
  return digits === 0 ? null : value;
}

function text(bytes: Uint8Array, at: number, length: number): string {
  let end = at;
  while (end < at + length && bytes[end] !== 0) end += 1;
  return new TextDecoder().decode(bytes.subarray(at, end));
}

/** Sum of the header's bytes, its checksum field read as spaces. */
function headerSum(bytes: Uint8Array, at: number): number {
  let sum = 0;
  for (let i = 0; i < BLOCK; i += 1) {
    sum += i >= CHECKSUM_AT && i < CHECKSUM_AT + CHECKSUM_BYTES ? 0x20 : (bytes[at + i] ?? 0);
  }
  return sum;
}

function isEmptyBlock(bytes: Uint8Array, at: number): boolean {
  for (let i = at; i < at + BLOCK; i += 1) if (bytes[i] !== 0) return false;
  return true;
}

/** Whether the content begins with a tar header whose checksum holds. */
export function isTar(bytes: Uint8Array): boolean {
  if (bytes.length < BLOCK || isEmptyBlock(bytes, 0)) return false;
  return octal(bytes, CHECKSUM_AT, CHECKSUM_BYTES) === headerSum(bytes, 0);
}

/**
 * Regular files of a tar archive (POSIX.1-1988 ustar and the older form), every header's checksum verified. Ends at the
 * first empty block or at the end of the file. LabError 'data' on a damaged header or a member that is cut off. The
 * members share the archive's memory.
 */
export function readTar(file: NamedBytes): readonly NamedBytes[] {
  const { name, bytes } = file;
  const members: NamedBytes[] = [];
  let at = 0;
  while (at < bytes.length) {
    if (bytes.length - at < BLOCK) throw dataError(name, at, 'the archive ends inside a header', GET_AGAIN);
    if (isEmptyBlock(bytes, at)) break;
    const sum = headerSum(bytes, at);
    const stated = octal(bytes, at + CHECKSUM_AT, CHECKSUM_BYTES);
    if (stated !== sum) {
      throw dataError(
        name,
        at + CHECKSUM_AT,
        `the header's checksum is ${stated ?? 'no number'}, its bytes sum to ${sum}`,
        GET_AGAIN,
      );
    }
    const size = octal(bytes, at + 124, 12);
    const path = text(bytes, at, 100);
    if (size === null) throw dataError(name, at + 124, `the size of '${path}' is no octal number`, GET_AGAIN);
    const start = at + BLOCK;
    if (start + size > bytes.length) {
      throw dataError(name, start, `'${path}' has ${size} bytes, the archive only ${bytes.length - start} more`, GET_AGAIN);
    }
    const type = bytes[at + 156] ?? 0;
    if (type === 0 || type === 0x30) members.push({ name: path, bytes: bytes.subarray(start, start + size) });
    if (members.length > MOST_MEMBERS) throw dataError(name, at, `it has more than ${MOST_MEMBERS} members`, GET_AGAIN);
    at = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  return members;
}
