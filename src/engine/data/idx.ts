import { dataError, GET_AGAIN, type NamedBytes } from './dataError';

/** An IDX file's content, of the two kinds that image sets are made of. */
export type IdxContent =
  | {
      readonly kind: 'images';
      readonly count: number;
      readonly height: number;
      readonly width: number;
      readonly pixels: Uint8Array;
    }
  | { readonly kind: 'labels'; readonly count: number; readonly labels: Uint8Array };

const UNSIGNED_BYTE = 0x08;
const TYPES: { readonly [code: number]: string } = {
  8: 'unsigned byte',
  9: 'signed byte',
  11: 'short',
  12: 'int',
  13: 'float',
  14: 'double',
};
const LARGEST_SIDE = 4096;

/** Whether the first four bytes are those of an IDX file: two zeros, a known type, one to four dimensions. */
export function isIdx(bytes: Uint8Array): boolean {
  const [first, second, type = 0, dimensions = 0] = bytes;
  return first === 0 && second === 0 && type in TYPES && dimensions >= 1 && dimensions <= 4;
}

/**
 * Reads an IDX file (LeCun, Cortes and Burges, "The MNIST database", file formats): 00 00 type rank, then rank sizes as
 * big-endian 32-bit integers, then the values, row-major. Images are rank 3 [count, height, width], labels rank 1 [count],
 * both of unsigned bytes. LabError 'data' with the byte where the header and the file disagree. The arrays share the
 * file's memory.
 */
export function parseIdx(file: NamedBytes): IdxContent {
  const { name, bytes } = file;
  if (!isIdx(bytes)) throw dataError(name, 0, 'this is not an IDX file (it must begin 00 00, type, rank)', GET_AGAIN);
  const [, , type = 0, rank = 0] = bytes;
  if (type !== UNSIGNED_BYTE) {
    throw dataError(
      name,
      2,
      `values must be unsigned bytes (type 8), got type ${type} (${TYPES[type]})`,
      'Convert the file to bytes.',
    );
  }
  if (rank !== 1 && rank !== 3) {
    throw dataError(name, 3, `rank must be 3 (images) or 1 (labels), got ${rank}`, 'Give MNIST-like images and labels.');
  }
  const header = 4 + 4 * rank;
  if (bytes.length < header) throw dataError(name, bytes.length, `the header of ${header} bytes is cut off`, GET_AGAIN);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(4);
  if (count === 0) throw dataError(name, 4, 'it holds no items (count 0)', GET_AGAIN);
  let itemBytes = 1;
  if (rank === 3) {
    for (const at of [8, 12]) {
      const side = view.getUint32(at);
      if (side < 1 || side > LARGEST_SIDE) {
        throw dataError(name, at, `the ${at === 8 ? 'height' : 'width'} must be 1 to ${LARGEST_SIDE}, got ${side}`, GET_AGAIN);
      }
      itemBytes *= side;
    }
  }
  const expected = header + count * itemBytes;
  if (bytes.length !== expected) {
    const what = bytes.length < expected ? 'it is cut off' : 'it goes on after its last item';
    throw dataError(
      name,
      Math.min(bytes.length, expected),
      `${what}: the header promises ${count} items of ${itemBytes} bytes, ${expected} bytes in all, the file has ${bytes.length}`,
      GET_AGAIN,
    );
  }
  const values = bytes.subarray(header);
  if (rank === 1) return { kind: 'labels', count, labels: values };
  return { kind: 'images', count, height: view.getUint32(8), width: view.getUint32(12), pixels: values };
}

/** The offset of value 0 in an IDX label file, for messages. */
export const IDX_LABELS_OFFSET = 8;
