import { describe, expect, it } from 'vitest';
import { depthwiseOutFirst, filterOutFirst, stretched, transpose } from '../../../../src/engine/graph/export/arrays';
import { npyFile, npzFile, readNpz } from '../../../../src/engine/graph/export/files/npz';
import { crc32, zipArchive } from '../../../../src/engine/graph/export/files/zip';
import { className, fileStem, identifier, Names } from '../../../../src/engine/graph/export/names';
import { float, integer, message, text } from '../../../../src/engine/graph/export/onnx/protobuf';
import { labError } from '../support';

const ascii = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('the ZIP archive', () => {
  it("has the CRC-32's published check value", () => {
    expect(crc32(ascii('123456789'))).toBe(0xcbf43926);
  });

  it('is the bytes that its specification asks for, one empty file', () => {
    const bytes = zipArchive([{ name: 'a', bytes: new Uint8Array(0) }]);
    const local = [0x50, 0x4b, 3, 4, 20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0, ...new Array(12).fill(0), 1, 0, 0, 0, 0x61];
    expect([...bytes.subarray(0, local.length)]).toEqual(local);
    expect(bytes.length).toBe(30 + 1 + 46 + 1 + 22);
  });
});

describe('the .npz file', () => {
  it('begins with the header of the format, its data at a multiple of 64', () => {
    const bytes = npyFile({ name: 'a', shape: [2, 1], values: Float32Array.of(1, -2) });
    expect(bytes.length).toBe(128 + 8);
    expect([...bytes.subarray(0, 10)]).toEqual([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, 118, 0]);
    expect([...bytes.subarray(128)]).toEqual([0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0]);
  });

  it('reads back what it wrote, scalars and vectors included', () => {
    const arrays = [
      { name: 'cell1/kernel', shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
      { name: 'b', shape: [1], values: Float32Array.of(0.5) },
      { name: 'c', shape: [], values: Float32Array.of(-7) },
    ];
    const read = readNpz(npzFile(arrays), 'w.npz');
    expect(read.map(({ name, shape, values }) => ({ name, shape: shape.length === 0 ? [] : shape, values }))).toEqual(arrays);
  });

  it.each([
    ['no archive', () => ascii('not a zip'), /w\.npz: it is no ZIP archive/],
    ['a damaged one', () => damaged(), /checksum differs/],
    ['a compressed one', () => compressed(), /is compressed/],
    ['an archive of something else', () => zipArchive([{ name: 'a.txt', bytes: ascii('hello') }]), /is no NumPy array/],
    ['integers', () => zipArchive([{ name: 'a.npy', bytes: integers() }]), /not a row-major array of floats \(<i8\)/],
  ])('refuses %s and says how to write one', (_, bytes, expected) => {
    const error = labError(() => readNpz(bytes(), 'w.npz'));
    expect(error.message).toMatch(expected);
    expect(error.remedy).toContain('numpy.savez');
  });

  function damaged(): Uint8Array {
    const bytes = npzFile([{ name: 'a', shape: [1], values: Float32Array.of(3) }]);
    const at = 30 + 'a.npy'.length + 128;
    bytes[at] = 1;
    return bytes;
  }

  function compressed(): Uint8Array {
    const bytes = npzFile([{ name: 'a', shape: [1], values: Float32Array.of(3) }]);
    const central = bytes.length - 22 - 46 - 'a.npy'.length;
    bytes[central + 10] = 8;
    return bytes;
  }

  function integers(): Uint8Array {
    const bytes = npyFile({ name: 'a', shape: [1], values: Float32Array.of(3) });
    bytes.set(ascii('<i8'), 10 + "{'descr': '".length);
    return bytes;
  }
});

describe('the layouts of arrays', () => {
  const counted = (shape: readonly number[]) => ({
    shape,
    values: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i),
  });

  it('transposes as numpy does: out[j, i] = in[i, j]', () => {
    expect(transpose(counted([2, 3]), [1, 0])).toEqual({ shape: [3, 2], values: Float32Array.of(0, 3, 1, 4, 2, 5) });
  });

  it('puts a filter [kh, kw, in, out] as [out, in, kh, kw]', () => {
    const { shape, values } = filterOutFirst(counted([2, 1, 3, 2]));
    expect(shape).toEqual([2, 3, 2, 1]);
    // out 1, in 2, row 1: 1 * 6 + 2 * 2 + 1
    expect(values[1 * 6 + 2 * 2 + 1]).toBe(11);
  });

  it('puts a depthwise filter [kh, kw, in, m] as [in m, 1, kh, kw], channel in * m + i', () => {
    const { shape, values } = depthwiseOutFirst(counted([1, 2, 3, 2]));
    expect(shape).toEqual([6, 1, 1, 2]);
    // channel 2, i 1, column 1: 1 * 6 + 2 * 2 + 1
    expect(values[(2 * 2 + 1) * 2 + 1]).toBe(11);
  });

  it('puts zeros between the taps of a dilated filter', () => {
    const { shape, values } = stretched(counted([2, 2, 1, 1]), [2, 3]);
    expect(shape).toEqual([3, 4, 1, 1]);
    expect([...values]).toEqual([0, 0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 3]);
  });
});

describe('the wire format of Protocol Buffers', () => {
  it("writes the documentation's examples: field 1 = 150, field 2 = 'testing', field 3 = {field 1 = 150}", () => {
    expect([...integer(1, 150)]).toEqual([0x08, 0x96, 0x01]);
    expect([...text(2, 'testing')]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
    expect([...message(3, [integer(1, 150)])]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
    expect([...float(2, 1)]).toEqual([0x15, 0, 0, 0x80, 0x3f]);
  });

  it('writes integers beyond 32 bits', () => {
    expect([...integer(1, 2 ** 35)]).toEqual([0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]);
  });
});

describe('names', () => {
  it('never collide, and step out of the way of reserved ones', () => {
    const names = new Names(['max'], identifier);
    expect(['a.b', 'a-b', 'a_b', 'max', 'max_', '2nd', '', '_x'].map((id) => names.of(id))).toEqual([
      'a_b',
      'a_b_2',
      'a_b_3',
      'max_',
      'max__2',
      'layer_2nd',
      'layer',
      'x',
    ]);
    expect(names.of('a-b')).toBe('a_b_2');
  });

  it('are made of any text', () => {
    expect([className('conv3,max'), className('1x1'), className('')]).toEqual(['Conv3Max', 'Child1x1', 'Child']);
    expect([fileStem('Conv3,MAX'), fileStem('|nor|'), fileStem('3'), fileStem('  ')]).toEqual([
      'conv3_max',
      'nor',
      'child_3',
      'child',
    ]);
  });
});
