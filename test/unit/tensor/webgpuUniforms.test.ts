import { describe, expect, it } from 'vitest';
import { float, int, packUniforms } from '../../../src/engine/tensor/webgpu/uniforms';

describe('the bytes of a uniform struct', () => {
  it('aligns scalars to 4, vec2 to 8, vec3 and vec4 to 16, and the whole to the largest, as WGSL does', () => {
    // struct { a : i32, b : vec2<i32>, c : vec3<i32>, d : f32, e : i32, f : vec4<i32>, g : i32 }
    const bytes = packUniforms([int(1), int(2, 3), int(4, 5, 6), float(0.5), int(7), int(8, 9, 10, 11), int(12)]);
    expect(bytes.byteLength).toBe(80);
    const words = new Int32Array(bytes);
    expect(words[0]).toBe(1);
    expect([...words.subarray(2, 4)]).toEqual([2, 3]);
    expect([...words.subarray(4, 7)]).toEqual([4, 5, 6]);
    expect(new Float32Array(bytes)[7]).toBe(0.5); // a scalar fills the vec3's fourth word
    expect(words[8]).toBe(7);
    expect([...words.subarray(12, 16)]).toEqual([8, 9, 10, 11]);
    expect(words[16]).toBe(12);
  });

  it("aligns what follows tfjs's structs of 5 and 6 to 16", () => {
    const words = new Int32Array(packUniforms([int(1, 2, 3, 4, 5), int(6), int(7)]));
    expect(words).toHaveLength(12);
    expect(words[8]).toBe(6);
    expect(words[9]).toBe(7);
  });

  it('keeps a single scalar as 4 bytes, negative numbers and infinities', () => {
    expect(packUniforms([int(-3)]).byteLength).toBe(4);
    expect(new Int32Array(packUniforms([int(-3)]))[0]).toBe(-3);
    expect(new Float32Array(packUniforms([float(Number.POSITIVE_INFINITY)]))[0]).toBe(Number.POSITIVE_INFINITY);
  });
});
