import { describe, expect, it } from 'vitest';
import { decodeFloats, encodeFloats } from '../../../src/engine/controller/floatText';
import { adamUpdate } from '../../../src/engine/controller/fused/kernels';
import { LabError } from '../../../src/engine/core/errors';

describe('floats as text', () => {
  it('keeps every bit, for every length modulo 3', () => {
    for (let length = 0; length < 7; length += 1) {
      const values = Float64Array.from(
        { length },
        (_, i) => [0.1, -0, 5e-324, 1.7976931348623157e308, -1 / 3, Math.PI, 1][i] ?? 0,
      );
      const text = encodeFloats(values);
      expect(text).toBe(Buffer.from(values.buffer).toString('base64'));
      expect(new BigUint64Array(decodeFloats(text, length, 'x').buffer)).toEqual(new BigUint64Array(values.buffer));
    }
  });

  it('refuses other lengths, other letters and numbers that are not finite', () => {
    const text = encodeFloats(Float64Array.of(1, 2));
    for (const bad of [text.slice(4), text.replace(/^./, '*'), text.replace(/=$/, 'A'), `${text.slice(1)}\u00e9`]) {
      expect(() => decodeFloats(bad, 2, 'policy.parameters')).toThrow(LabError);
    }
    expect(() => decodeFloats(encodeFloats(Float64Array.of(Number.NaN)), 1, 'policy.parameters')).toThrow(
      /policy\.parameters: number 1 is NaN/,
    );
  });
});

describe('Adam', () => {
  /** torch.optim.Adam (PyTorch 2.13, float64), lr 0.1, one parameter from 1, gradients 0.5, -2, 3. */
  it('follows PyTorch over three steps', () => {
    const parameter = Float64Array.of(1);
    const m = new Float64Array(1);
    const v = new Float64Array(1);
    const seen = [0.5, -2, 3].map((gradient, i) => {
      adamUpdate(parameter, Float64Array.of(gradient), m, v, 0.1, i + 1);
      return parameter[0];
    });
    expect(seen[0]).toBeCloseTo(0.900000002, 12);
    expect(seen[1]).toBeCloseTo(0.9559503510200555, 12);
    expect(seen[2]).toBeCloseTo(0.9277785245153978, 12);
  });
});
