import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import * as norm from '../../../src/engine/tensor/reference/batchNorm';
import * as conv from '../../../src/engine/tensor/reference/conv';
import * as depthwise from '../../../src/engine/tensor/reference/depthwise';
import type { WindowSpec } from '../../../src/engine/tensor/reference/geometry';
import * as mixed from '../../../src/engine/tensor/reference/mixed';
import * as pool from '../../../src/engine/tensor/reference/pool';
import * as training from '../../../src/engine/tensor/reference/training';

const SEED = 11;
const STEP = 1e-4;

const uniform = (rng: Rng, size: number): Float64Array => Float64Array.from({ length: size }, () => 2 * rng.uniform() - 1);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);

/** Central differences of the scalar f at x. */
function slopes(f: (x: Float64Array) => number, x: Float64Array): Float64Array {
  return x.map((value, i) => {
    const [more, less] = [Float64Array.from(x), Float64Array.from(x)];
    more[i] = value + STEP;
    less[i] = value - STEP;
    return (f(more) - f(less)) / (2 * STEP);
  });
}

function expectClose(actual: Float64Array, expected: Float64Array): void {
  expect(actual.length).toBe(expected.length);
  const worst = actual.reduce((most, value, i) => Math.max(most, Math.abs(value - (expected[i] ?? Number.NaN))), 0);
  expect(worst).toBeLessThan(1e-7);
}

const windows: readonly (WindowSpec & { readonly name: string })[] = [
  { name: 'same 3x3', batch: 2, height: 4, width: 5, kernel: [3, 3], stride: [1, 1], dilation: [1, 1], pad: 'same' },
  { name: 'even 2x2, same', batch: 1, height: 4, width: 3, kernel: [2, 2], stride: [1, 1], dilation: [1, 1], pad: 'same' },
  { name: 'stride 2x3', batch: 1, height: 6, width: 7, kernel: [3, 2], stride: [2, 3], dilation: [1, 1], pad: 'same' },
  { name: 'dilation 2, valid', batch: 1, height: 6, width: 5, kernel: [2, 2], stride: [1, 1], dilation: [2, 2], pad: 'valid' },
  {
    name: 'lopsided padding',
    batch: 1,
    height: 4,
    width: 4,
    kernel: [3, 3],
    stride: [1, 1],
    dilation: [1, 1],
    pad: [
      [2, 0],
      [1, 2],
    ],
  },
];

describe.each(windows)('reference gradients match finite differences: $name', (window) => {
  it('conv2d', () => {
    const rng = Rng.fromSeed(SEED, window.name);
    const spec = { ...window, inChannels: 2, outChannels: 3 };
    const x = uniform(rng, spec.batch * spec.height * spec.width * 2);
    const filter = uniform(rng, spec.kernel[0] * spec.kernel[1] * 6);
    const dy = uniform(rng, conv.conv2d(spec, x, filter).length);
    expectClose(
      conv.conv2dInputGrad(spec, dy, filter),
      slopes((at) => dot(conv.conv2d(spec, at, filter), dy), x),
    );
    expectClose(
      conv.conv2dFilterGrad(spec, x, dy),
      slopes((at) => dot(conv.conv2d(spec, x, at), dy), filter),
    );
  });

  it('depthwiseConv2d', () => {
    const rng = Rng.fromSeed(SEED, window.name);
    const spec = { ...window, channels: 2, multiplier: 2 };
    const x = uniform(rng, spec.batch * spec.height * spec.width * 2);
    const filter = uniform(rng, spec.kernel[0] * spec.kernel[1] * 4);
    const dy = uniform(rng, depthwise.depthwiseConv2d(spec, x, filter).length);
    expectClose(
      depthwise.depthwiseInputGrad(spec, dy, filter),
      slopes((at) => dot(depthwise.depthwiseConv2d(spec, at, filter), dy), x),
    );
    expectClose(
      depthwise.depthwiseFilterGrad(spec, x, dy),
      slopes((at) => dot(depthwise.depthwiseConv2d(spec, x, at), dy), filter),
    );
  });

  it('maxPool and avgPool', () => {
    const rng = Rng.fromSeed(SEED, window.name);
    const spec = { ...window, channels: 2 };
    const size = spec.batch * spec.height * spec.width * 2;
    // A tenth apart: a finite step changes no maximum.
    const x = rng.shuffle(Float64Array.from({ length: size }, (_, i) => i / 10));
    const dy = uniform(rng, pool.maxPool(spec, x).length);
    expectClose(
      pool.maxPoolGrad(spec, x, dy),
      slopes((at) => dot(pool.maxPool(spec, at), dy), x),
    );
    expectClose(
      pool.avgPoolGrad(spec, dy),
      slopes((at) => dot(pool.avgPool(spec, at), dy), x),
    );
  });
});

describe('reference values', () => {
  it('conv2d agrees with PyTorch on a 3x3 image of 1..9 and the filter 1..4, padded by one before and none after', () => {
    // torch.nn.functional.conv2d(F.pad(torch.arange(1., 10).view(1, 1, 3, 3), (1, 0, 1, 0)), torch.arange(1., 5).view(1, 1, 2, 2))
    const spec: conv.ConvSpec = {
      batch: 1,
      height: 3,
      width: 3,
      kernel: [2, 2],
      stride: [1, 1],
      dilation: [1, 1],
      pad: [
        [1, 0],
        [1, 0],
      ],
      inChannels: 1,
      outChannels: 1,
    };
    const y = conv.conv2d(spec, [1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 4]);
    expect(Array.from(y)).toEqual([4, 11, 18, 18, 37, 47, 36, 67, 77]);
  });

  it('avgPool divides a corner by the cells inside: the mean of one number is itself', () => {
    const spec: pool.PoolSpec = {
      batch: 1,
      height: 2,
      width: 2,
      kernel: [2, 2],
      stride: [1, 1],
      dilation: [1, 1],
      pad: 'same',
      channels: 1,
    };
    expect(Array.from(pool.avgPool(spec, [1, 2, 3, 4]))).toEqual([2.5, 3, 3.5, 4]);
    expect(Array.from(pool.avgPoolGrad(spec, [1, 1, 1, 1]))).toEqual([0.25, 0.75, 0.75, 2.25]);
  });

  it('softmaxCrossEntropy of equal logits is ln(classes), and its gradient matches finite differences', () => {
    expect(training.softmaxCrossEntropy([0, 0, 0, 0], [0, 1, 1, 0], 2).loss).toBeCloseTo(Math.LN2, 12);
    const rng = Rng.fromSeed(SEED, 'loss');
    const logits = uniform(rng, 12);
    const targets = Float64Array.of(1, 0, 0, 0, 0, 1, 0, 0, 0, 0.25, 0.75, 0);
    expectClose(
      training.softmaxCrossEntropy(logits, targets, 4).slope,
      slopes((at) => training.softmaxCrossEntropy(at, targets, 4).loss, logits),
    );
  });

  it("Adam's first step has the length of the learning rate, whatever the gradient", () => {
    const zero = { param: new Float64Array(3), m: new Float64Array(3), v: new Float64Array(3) };
    const settings = { learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 0 };
    const { param } = training.adam(zero, [5, -1e-3, 1e4], settings, 1);
    expect(Array.from(param, (value) => Number(value.toFixed(12)))).toEqual([-0.01, 0.01, -0.01]);
  });
});

describe('reference batch norm and scaled sum', () => {
  const EPSILON = 1e-3;
  const rows = 6;
  const channels = 3;
  const normalised = (x: Float64Array, gamma: Float64Array, beta: Float64Array): Float64Array =>
    norm.batchNorm(x, gamma, beta, norm.moments(x, channels), EPSILON);

  it('batch norm gradients, through the moments too, match finite differences', () => {
    const rng = Rng.fromSeed(SEED, 'batchNorm');
    const [x, dy] = [uniform(rng, rows * channels), uniform(rng, rows * channels)];
    const [gamma, beta] = [uniform(rng, channels), uniform(rng, channels)];
    const { dx, dgamma, dbeta } = norm.batchNormGrad(dy, x, gamma, EPSILON);
    expectClose(
      dx,
      slopes((at) => dot(normalised(at, gamma, beta), dy), x),
    );
    expectClose(
      dgamma,
      slopes((at) => dot(normalised(x, at, beta), dy), gamma),
    );
    expectClose(
      dbeta,
      slopes((at) => dot(normalised(x, gamma, at), dy), beta),
    );
  });

  it('batch norm gives columns of mean 0 and variance 1 - epsilon / (variance + epsilon)', () => {
    const x = uniform(Rng.fromSeed(SEED, 'normal'), rows * channels);
    const y = normalised(x, new Float64Array(channels).fill(1), new Float64Array(channels));
    const [before, after] = [norm.moments(x, channels), norm.moments(y, channels)];
    expectClose(after.mean, new Float64Array(channels));
    expectClose(
      after.variance,
      before.variance.map((value) => value / (value + EPSILON)),
    );
  });

  it('scaled sum: the slope of each weight matches finite differences, that of the zero operation is 0', () => {
    const rng = Rng.fromSeed(SEED, 'scaledSum');
    const inputs = [uniform(rng, 5), null, uniform(rng, 5)];
    const [weights, dy] = [uniform(rng, 3), uniform(rng, 5)];
    const computed = mixed.scaledSumWeightGrad(dy, inputs);
    expectClose(
      computed,
      slopes((at) => dot(mixed.scaledSum(inputs, at, 5), dy), weights),
    );
    expect(computed[1]).toBe(0);
  });
});
