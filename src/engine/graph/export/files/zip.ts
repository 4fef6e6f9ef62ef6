/**
 * A ZIP archive without compression (method 0), as APPNOTE.TXT 4.3 lays it out: a local header and the bytes for each entry,
 * then the central directory. Times are the format's first, 1980-01-01, so that equal content gives equal bytes.
 */
export interface ArchiveEntry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, start) => {
  let value = start;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

/** CRC-32 of IEEE 802.3, reflected polynomial 0xEDB88320. */
export function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (CRC_TABLE[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
/** Version 2.0; names are UTF-8 (bit 11). */
const VERSION = 20;
const UTF8_NAMES = 0x0800;
const FIRST_DAY = 0x0021;

/** Fields as [bytes, value], little-endian. */
function record(fields: readonly (readonly [bytes: 2 | 4, value: number])[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(fields.reduce((sum, [bytes]) => sum + bytes, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const [bytes, value] of fields) {
    if (bytes === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += bytes;
  }
  return out;
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** The archive's bytes. Entries keep their order; RangeError where a 32-bit archive cannot hold them. */
export function zipArchive(entries: readonly ArchiveEntry[]): Uint8Array<ArrayBuffer> {
  const body: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const { name, bytes } of entries) {
    const label = new TextEncoder().encode(name);
    // flags, method, time, date, CRC, size packed, size unpacked, length of the name, length of the extra field
    const shared = [
      [2, UTF8_NAMES],
      [2, 0],
      [2, 0],
      [2, FIRST_DAY],
      [4, crc32(bytes)],
      [4, bytes.length],
      [4, bytes.length],
      [2, label.length],
      [2, 0],
    ] as const;
    const local = record([[4, LOCAL], [2, VERSION], ...shared]);
    // length of the comment, disk, internal attributes, external attributes, offset of the local header
    const central = record([[4, CENTRAL], [2, VERSION], [2, VERSION], ...shared, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]);
    body.push(local, label, bytes);
    directory.push(central, label);
    offset += local.length + label.length + bytes.length;
  }
  const central = joinBytes(directory);
  if (entries.length > 0xffff || offset + central.length > 0xffffffff)
    throw new RangeError('zipArchive: more than 4 GiB or 65,535 files');
  const count = entries.length;
  const end = record([
    [4, END],
    [2, 0],
    [2, 0],
    [2, count],
    [2, count],
    [4, central.length],
    [4, offset],
    [2, 0],
  ]);
  return joinBytes([...body, central, end]);
}

/** Entries of an archive that holds them uncompressed. fail: makes the error of what is wrong. */
export function unzipArchive(bytes: Uint8Array, fail: (what: string) => Error): readonly ArchiveEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = (at: number, size: 2 | 4): number => {
    if (at < 0 || at + size > bytes.length) throw fail('it is cut short');
    return size === 2 ? view.getUint16(at, true) : view.getUint32(at, true);
  };
  const slice = (from: number, length: number): Uint8Array => {
    if (from + length > bytes.length) throw fail('it is cut short');
    return bytes.subarray(from, from + length);
  };
  let end = bytes.length - 22;
  while (end >= 0 && read(end, 4) !== END) end -= 1;
  if (end < 0) throw fail('it is no ZIP archive');
  const entries: ArchiveEntry[] = [];
  let at = read(end + 16, 4);
  for (let left = read(end + 10, 2); left > 0; left -= 1) {
    if (read(at, 4) !== CENTRAL) throw fail('its directory is damaged');
    const [method, crc, size] = [read(at + 10, 2), read(at + 16, 4), read(at + 24, 4)];
    const labels = read(at + 28, 2);
    const name = new TextDecoder().decode(slice(at + 46, labels));
    if (method !== 0) throw fail(`'${name}' in it is compressed`);
    const local = read(at + 42, 4);
    if (read(local, 4) !== LOCAL) throw fail(`'${name}' in it is damaged`);
    const content = slice(local + 30 + read(local + 26, 2) + read(local + 28, 2), size);
    if (crc32(content) !== crc) throw fail(`'${name}' in it is damaged: its checksum differs`);
    entries.push({ name, bytes: content });
    at += 46 + labels + read(at + 30, 2) + read(at + 32, 2);
  }
  return entries;
}
