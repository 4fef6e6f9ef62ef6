import { describe, expect, it } from 'vitest';
import { cos, exp, log, sin, tanh } from '../../../src/engine/core/exactMath';
import { Rng } from '../../../src/engine/core/rng';

/** Math.* of V8 is itself within 1 ulp (2.2e-16), so that 1e-15 leaves room for both errors. */
const TOLERANCE = 1e-15;

function worst(f: (x: number) => number, reference: (x: number) => number, low: number, high: number, relative: boolean): number {
  const rng = Rng.fromSeed(11, 'exact-math');
  let largest = 0;
  for (let i = 0; i < 100_000; i += 1) {
    const x = low + (high - low) * rng.uniform();
    const expected = reference(x);
    const error = Math.abs(f(x) - expected) / (relative ? Math.abs(expected) : 1);
    if (!(error <= largest)) largest = error;
  }
  return largest;
}

describe('exactMath', () => {
  it.each([
    ['exp', exp, Math.exp, -700, 709],
    ['exp near 0', exp, Math.exp, -1, 1],
    ['log', log, Math.log, 0.001, 1000],
    ['log near 1', log, Math.log, 0.9, 1.1],
    ['tanh', tanh, Math.tanh, -22, 22],
    ['tanh near 0', tanh, Math.tanh, -0.6, 0.6],
    ['sin near 0', sin, Math.sin, -0.7, 0.7],
    ['cos near 0', cos, Math.cos, -0.7, 0.7],
  ] as const)('%s is within 1e-15 relative of the engine', (_, f, reference, low, high) => {
    expect(worst(f, reference, low, high, true)).toBeLessThan(TOLERANCE);
  });

  it.each([
    ['sin', sin, Math.sin],
    ['cos', cos, Math.cos],
  ] as const)('%s is within 1e-15 absolute up to 1e6', (_, f, reference) => {
    expect(worst(f, reference, -1e6, 1e6, false)).toBeLessThan(TOLERANCE);
  });

  it('answers the edges as IEEE does', () => {
    expect(exp(0)).toBe(1);
    expect(exp(-1e4)).toBe(0);
    expect(exp(Number.NEGATIVE_INFINITY)).toBe(0);
    expect(exp(710)).toBe(Number.POSITIVE_INFINITY);
    expect(exp(709.78)).toBeCloseTo(Math.exp(709.78), -295);
    expect(exp(-745)).toBe(Math.exp(-745));
    expect(exp(-720) / Math.exp(-720)).toBeCloseTo(1, 6);
    expect(exp(Number.NaN)).toBeNaN();
    expect(log(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(log(-1)).toBeNaN();
    expect(log(1)).toBe(0);
    expect(log(5e-324)).toBeCloseTo(Math.log(5e-324), 10);
    expect(tanh(0)).toBe(0);
    expect(tanh(1e9)).toBe(1);
    expect(tanh(Number.NEGATIVE_INFINITY)).toBe(-1);
    expect(tanh(Number.NaN)).toBeNaN();
    expect(() => sin(2e6)).toThrow(RangeError);
  });

  it('is pinned bit for bit: the same digits on every engine', () => {
    const rng = Rng.fromSeed(12, 'exact-math-pin');
    const bytes = new DataView(new ArrayBuffer(8));
    let hash = 0x811c9dc5;
    for (let i = 0; i < 20_000; i += 1) {
      const x = rng.uniform() * 8 - 4;
      for (const value of [exp(x), log(x + 4.5), tanh(x), sin(x), cos(x)]) {
        bytes.setFloat64(0, value);
        for (let b = 0; b < 8; b += 1) hash = Math.imul(hash ^ bytes.getUint8(b), 0x01000193) >>> 0;
      }
    }
    expect(hash.toString(16)).toBe('f8aa8e3f');
  });
});
