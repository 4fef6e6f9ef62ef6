import { describe, expect, it } from 'vitest';
import { decodeFloats, encodeFloats } from '../../../src/engine/controller/floatText';
import { Float64Kernels } from '../../../src/engine/controller/fused/float64Kernels';
import { adamStep } from '../../../src/engine/controller/state';
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

const RMSPROP_COURSE = [1.9999996048181146e-7, 0.9704281150335091, 0.14486243788105302];

describe('optimisers', () => {
  /** One parameter at place 0, its gradient at 1, moments at 2 and 3. */
  const course = (step: (kernels: Float64Kernels, t: number) => void): number[] => {
    const kernels = new Float64Kernels();
    kernels.reserve(4);
    kernels.memory[0] = 1;
    return [0.5, -2, 3].map((gradient, i) => {
      kernels.memory[1] = gradient;
      step(kernels, i + 1);
      return kernels.memory[0] ?? Number.NaN;
    });
  };

  /** torch.optim.Adam (PyTorch 2.13, float64), lr 0.1, one parameter from 1, gradients 0.5, -2, 3. */
  it('Adam follows PyTorch over three steps', () => {
    const seen = course((kernels, t) => kernels.adam(0, 1, 2, 3, 1, 0, { scale: 1, ...adamStep(0.1, t) }));
    expect(seen[0]).toBeCloseTo(0.900000002, 12);
    expect(seen[1]).toBeCloseTo(0.9559503510200555, 12);
    expect(seen[2]).toBeCloseTo(0.9277785245153978, 12);
  });

  /** torch.optim.RMSprop (PyTorch, float64), lr 0.1, alpha 0.99, eps 1e-8, the same gradients. */
  it('RMSProp follows PyTorch over three steps', () => {
    const seen = course((kernels) => kernels.rmsprop(0, 1, 3, 1, { scale: 1, rate: 0.1, epsilon: 1e-8 }));
    for (const [i, value] of RMSPROP_COURSE.entries()) expect(seen[i]).toBeCloseTo(value, 12);
  });

  it('plain descent subtracts the scaled gradient', () => {
    const seen = course((kernels) => kernels.sgd(0, 1, 1, { scale: 0.5, rate: 0.1, epsilon: 0 }));
    for (const [i, value] of [0.975, 1.075, 0.925].entries()) expect(seen[i]).toBeCloseTo(value, 12);
  });
});
