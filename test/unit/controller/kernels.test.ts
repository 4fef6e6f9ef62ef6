import { describe, expect, it } from 'vitest';
import { compileControllerKernels } from '../../../scripts/build-controller-kernels.mjs';
import { Float64Kernels } from '../../../src/engine/controller/fused/float64Kernels';
import { lstmBackward, lstmForward } from '../../../src/engine/controller/fused/float64Lstm';
import { KERNEL_BYTES } from '../../../src/engine/controller/fused/kernelBytes';
import type { Kernels } from '../../../src/engine/controller/fused/kernels';
import { SimdKernels } from '../../../src/engine/controller/fused/simdKernels';
import { Rng } from '../../../src/engine/core/rng';

describe('the compiled kernels', () => {
  it('are what the assembly source compiles to', async () => {
    expect(KERNEL_BYTES).toBe(Buffer.from(await compileControllerKernels()).toString('base64'));
  });
});

/** Both kernels on the same numbers, rounded to float32 so that they begin alike. Seed 5. */
function pair(count: number): { readonly simd: Kernels; readonly exact: Kernels } {
  const rng = Rng.fromSeed(5, 'kernels');
  const numbers = Float32Array.from({ length: count }, () => 2 * rng.uniform() - 1);
  const [simd, exact] = [new SimdKernels(), new Float64Kernels()];
  for (const kernels of [simd, exact]) {
    kernels.reserve(count);
    kernels.memory.set(numbers);
  }
  return { simd, exact };
}

function expectAlike(a: Kernels, b: Kernels, count: number): void {
  let largest = 0;
  for (let i = 0; i < count; i += 1) {
    const difference = Math.abs((a.memory[i] ?? 0) - (b.memory[i] ?? Number.NaN));
    if (!(difference <= largest)) largest = difference;
  }
  expect(largest).toBeLessThan(1e-5);
}

/** Sizes around the blocks of four and sixteen that the kernels work in. */
const SIZES = [1, 3, 4, 5, 8, 15, 16, 17, 23];

describe('SIMD and float64 kernels', () => {
  const matrix = 0;
  const x = 23 * 23;
  const y = x + 9 * 23;
  const base = y + 23;
  const count = base + 9 * 23;

  it.each(SIZES)('multiply matrices of %i rows', (rows) => {
    for (const columns of SIZES) {
      const { simd, exact } = pair(count);
      for (const kernels of [simd, exact]) {
        kernels.multiply(y, base, matrix, x, rows, columns);
        kernels.multiplyTransposed(y, matrix, x, rows, columns);
      }
      expectAlike(simd, exact, count);
    }
  });

  it.each(SIZES)('sum outer products of %i rows, written and added', (rows) => {
    for (const columns of SIZES) {
      for (const nodes of [0, 1, 2, 8]) {
        for (const accumulate of [false, true]) {
          const { simd, exact } = pair(count);
          for (const kernels of [simd, exact]) kernels.outer(matrix, x, base, nodes, rows, columns, accumulate);
          expectAlike(simd, exact, count);
        }
      }
    }
  });

  it('take steps of each optimiser and sums of squares alike', () => {
    for (const size of [4, 8, 20]) {
      const { simd, exact } = pair(100);
      const factors = { scale: 0.7, rate: 0.01, epsilon: 1e-8 };
      for (const kernels of [simd, exact]) {
        // Second moments are never negative.
        for (let i = 60; i < 80; i += 1) kernels.memory[i] = Math.abs(kernels.memory[i] ?? 0);
        kernels.adam(0, 20, 40, 60, size, 0, factors);
        kernels.rmsprop(0, 20, 60, size, factors);
        kernels.sgd(0, 20, size, factors);
      }
      expectAlike(simd, exact, 100);
      expect(simd.sumOfSquares(1, size - 1)).toBeCloseTo(exact.sumOfSquares(1, size - 1), 5);
    }
  });

  it.each(SIZES)('Adam on %i rows of a sum of outer products is Adam on the sum written out, bit for bit in SIMD', (rows) => {
    const factors = { scale: 0.7, rate: 0.01, epsilon: 1e-8 };
    const panels = 8 * 529;
    const d = panels + 529;
    const [p, m, v, gradient] = [0, 529, 2 * 529, 3 * 529];
    for (const columns of SIZES) {
      for (const nodes of [0, 1, 3]) {
        for (const shift of [0, 4 * 529]) {
          const [at, written] = [pair(d + 100), pair(d + 100)];
          for (const kernels of [at.simd, at.exact, written.simd, written.exact]) {
            for (let i = v; i < v + 529; i += 1) kernels.memory[i] = Math.abs(kernels.memory[i] ?? 0);
          }
          for (const kernels of [written.simd, written.exact]) {
            kernels.outer(gradient, d, panels, nodes, rows, columns, false);
            kernels.adam(p, gradient, m, v, rows * columns, shift, factors);
            kernels.memory.fill(0, gradient, gradient + 529);
          }
          for (const kernels of [at.simd, at.exact]) {
            kernels.adamOuter({ p, m, v, shift }, d, panels, nodes, rows, columns, factors);
            kernels.memory.fill(0, gradient, gradient + 529);
          }
          expect(at.simd.memory.subarray(0, d + 100)).toEqual(written.simd.memory.subarray(0, d + 100));
          expectAlike(at.exact, written.exact, d + 100);
          expectAlike(at.simd, at.exact, d + 100);
        }
      }
    }
  });

  it('let moments that nothing feeds die out instead of becoming subnormal', () => {
    const kernels = new SimdKernels();
    const p = kernels.begin;
    kernels.reserve(p + 16);
    kernels.memory.set([1, 1, 1, 1], p + 8);
    for (let t = 0; t < 1000; t += 1) kernels.adam(p, p + 4, p + 8, p + 12, 4, 0, { scale: 1, rate: 0, epsilon: 1e-8 });
    expect(Array.from(kernels.memory.subarray(p + 8, p + 12))).toEqual([0, 0, 0, 0]);
  });

  it('keep what is there when they grow', () => {
    const { simd, exact } = pair(10);
    for (const kernels of [simd, exact]) {
      const before = Array.from(kernels.memory.subarray(0, 10));
      kernels.reserve(100_000);
      expect(kernels.memory.length).toBeGreaterThanOrEqual(100_000);
      expect(Array.from(kernels.memory.subarray(0, 10))).toEqual(before);
      expect(kernels.memory[99_999]).toBe(0);
    }
  });
});

describe("the LSTM's cell in SIMD", () => {
  /** Numbers in [-range, range), seed 5, some of them 0, behind which nothing is to be written. */
  function cellMemory(places: number, range: number, begin: number): Float32Array {
    const rng = Rng.fromSeed(5, 'cell');
    return Float32Array.from({ length: begin + places + 4 }, (_, i) => {
      const x = (2 * rng.uniform() - 1) * range;
      return i % 11 === 3 ? 0 : x;
    });
  }

  // Around the threshold of tanh at 1/2, where sums are those of a trained policy, and where everything is saturated.
  it.each([0.2, 1, 4, 30, 1000, 1e20])('gives the bits of the formulas for sums up to %f, forward and backward', (range) => {
    for (const units of [1, 2, 3, 8, 23, 100]) {
      const kernels = new SimdKernels();
      const { begin } = kernels;
      const plain = cellMemory(30 * units, range, begin);
      kernels.reserve(plain.length);
      kernels.memory.set(plain.subarray(begin), begin);
      const at = (block: number): number => begin + block * units;
      const [sums, recurrent, cellBefore, kept, hidden, cell] = [at(0), at(4), at(8), at(9), at(14), at(15)];
      const [dHidden, dCell, dSums, dCellBefore, dRecurrent] = [at(16), at(17), at(18), at(22), at(23)];
      kernels.lstmForward(sums, recurrent, cellBefore, kept, hidden, cell, units);
      lstmForward(plain, sums, recurrent, cellBefore, kept, hidden, cell, units);
      expect(kernels.memory.slice(begin, plain.length)).toEqual(plain.slice(begin));
      kernels.lstmBackward(kept, cellBefore, dHidden, dCell, dSums, dCellBefore, dRecurrent, units);
      lstmBackward(plain, kept, cellBefore, dHidden, dCell, dSums, dCellBefore, dRecurrent, units);
      expect(kernels.memory.slice(begin, plain.length)).toEqual(plain.slice(begin));
    }
  });

  it('passes on what is not a number', () => {
    const kernels = new SimdKernels();
    const { begin } = kernels;
    kernels.reserve(begin + 32);
    kernels.memory.set([Number.NaN, 0], begin);
    kernels.lstmForward(begin, begin + 8, begin + 16, begin + 18, begin + 28, begin + 30, 2);
    expect(Array.from(kernels.memory.slice(begin + 28, begin + 32))).toEqual([Number.NaN, 0, Number.NaN, 0]);
  });
});
