import { LabError } from '../../../core/errors';
import type { Shape } from '../../../core/shape';
import { sizeOf } from '../parameters';
import { joinBytes, unzipArchive, zipArchive } from './zip';

/**
 * NumPy's .npz: a ZIP archive of .npy files. A .npy file is the magic '\x93NUMPY', version 1.0, the length of its header, the
 * header (a Python dict as text, padded with blanks so that the data begin at a multiple of 64) and the values, row-major
 * (NumPy Enhancement Proposal 1).
 */
export interface NamedArray {
  readonly name: string;
  readonly shape: Shape;
  readonly values: Float32Array;
}

const MAGIC = '\x93NUMPY\x01\x00';
const ALIGN = 64;

/** Little-endian float32 bytes of the values, whatever the machine's order. */
export function floatBytes(values: Float32Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(values.length * 4);
  const view = new DataView(out.buffer);
  values.forEach((value, i) => {
    view.setFloat32(4 * i, value, true);
  });
  return out;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

/** One array as a .npy file, float32. */
export function npyFile({ shape, values }: NamedArray): Uint8Array<ArrayBuffer> {
  const sizes = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '<f4', 'fortran_order': False, 'shape': ${sizes}, }`;
  const open = MAGIC.length + 2;
  const total = Math.ceil((open + dict.length + 1) / ALIGN) * ALIGN;
  const header = `${dict.padEnd(total - open - 1)}\n`;
  const length = new Uint8Array([header.length & 0xff, header.length >> 8]);
  return joinBytes([ascii(MAGIC), length, ascii(header), floatBytes(values)]);
}

/** Arrays by name as an .npz that numpy.load reads. */
export function npzFile(arrays: readonly NamedArray[]): Uint8Array<ArrayBuffer> {
  return zipArchive(arrays.map((array) => ({ name: `${array.name}.npy`, bytes: npyFile(array) })));
}

const REMEDY = 'Write it with numpy.savez(FILE, **arrays), of float32 or float64 arrays.';

/** The arrays of an .npz that numpy.savez wrote, as float32. where: the file's name, for messages. LabError 'data' on any other file. */
export function readNpz(bytes: Uint8Array, where: string): readonly NamedArray[] {
  const fail = (what: string): LabError => new LabError('data', `${where}: ${what}.`, REMEDY);
  return unzipArchive(bytes, fail).map((entry) => readNpy(entry.bytes, entry.name.replace(/\.npy$/, ''), fail));
}

function readNpy(bytes: Uint8Array, name: string, fail: (what: string) => LabError): NamedArray {
  const text = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (text(0, 6) !== MAGIC.slice(0, 6)) throw fail(`'${name}' in it is no NumPy array`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const old = bytes[6] === 1;
  if (bytes.length < (old ? 10 : 12)) throw fail(`'${name}' in it is cut short`);
  const start = old ? 10 + view.getUint16(8, true) : 12 + view.getUint32(8, true);
  const header = text(old ? 10 : 12, start);
  const [, type = ''] = /'descr': '([^']*)'/.exec(header) ?? [];
  const [, sizes] = /'shape': \(([\d, ]*)\)/.exec(header) ?? [];
  const width = type === '<f4' ? 4 : type === '<f8' ? 8 : 0;
  if (width === 0 || sizes === undefined || !header.includes("'fortran_order': False")) {
    throw fail(`'${name}' in it is not a row-major array of floats (${type || 'no type'})`);
  }
  const shape = sizes
    .split(',')
    .filter((size) => size.trim() !== '')
    .map(Number);
  const count = sizeOf(shape);
  if (start + count * width !== bytes.length)
    throw fail(`'${name}' in it has ${bytes.length - start} bytes of values, ${count * width} expected`);
  const values = Float32Array.from({ length: count }, (_, i) =>
    width === 4 ? view.getFloat32(start + 4 * i, true) : view.getFloat64(start + 8 * i, true),
  );
  return { name, shape, values };
}
