import { joinBytes } from '../files/zip';

/**
 * Protocol Buffers' wire format, as far as ONNX's messages need it: varints, 32-bit floats and length-delimited fields.
 * A field is its key, (number << 3) | wire type, then its value (protobuf.dev, "Encoding").
 */
export type Field = Uint8Array;

const VARINT = 0;
const DELIMITED = 2;
const FIXED32 = 5;

/** Base-128 digits, the lowest first; value: a non-negative safe integer. */
function varint(value: number): number[] {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`protobuf: ${value} is no non-negative integer`);
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}

const key = (number: number, type: number): number[] => varint(number * 8 + type);

export function integer(number: number, value: number): Field {
  return Uint8Array.from([...key(number, VARINT), ...varint(value)]);
}

export function float(number: number, value: number): Field {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return joinBytes([Uint8Array.from(key(number, FIXED32)), bytes]);
}

export function bytes(number: number, value: Uint8Array): Field {
  return joinBytes([Uint8Array.from([...key(number, DELIMITED), ...varint(value.length)]), value]);
}

export function text(number: number, value: string): Field {
  return bytes(number, new TextEncoder().encode(value));
}

export function message(number: number, fields: readonly Field[]): Field {
  return bytes(number, joinBytes(fields));
}
