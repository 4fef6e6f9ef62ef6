/**
 * The tensor ops of whichever backend is open against the plain reference, values and gradients, on named and on
 * randomised shapes. Free of vitest and of Node, so that the same cases run in a test process and inside a browser:
 *
 *   for (const testCase of kernelCases()) { const found = await testCase.run(); ... found.filter((d) => d.excess > 1) }
 */
import { Rng } from '../../src/engine/core/rng';
import { adamStep, conv2d, dense, softmaxCrossEntropy, tf } from '../../src/engine/tensor/index';
import * as conv from '../../src/engine/tensor/reference/conv';
import * as depthwise from '../../src/engine/tensor/reference/depthwise';
import { outputSizes, type WindowSpec } from '../../src/engine/tensor/reference/geometry';
import * as pool from '../../src/engine/tensor/reference/pool';
import * as reference from '../../src/engine/tensor/reference/training';

/** How far one tensor is from the reference. */
export interface Discrepancy {
  /** 'value', 'gradient of x', ... */
  readonly what: string;
  /** Largest absolute difference / (TOLERANCE x largest absolute value expected). At most 1 where the kernel is right. */
  readonly excess: number;
  /** Where the difference is largest. */
  readonly index: number;
  readonly actual: number;
  readonly expected: number;
}

export interface KernelCase {
  readonly name: string;
  run(): Promise<Discrepancy[]>;
}

/** Float32 sums of up to some thousand terms, whatever their order: relative to the largest value of the tensor. */
export const TOLERANCE = 2e-5;

const SEED = 20_261_121;

async function compare(what: string, actual: tf.Tensor, expected: ArrayLike<number>): Promise<Discrepancy> {
  const values = await actual.data();
  if (values.length !== expected.length) {
    return {
      what: `${what}: length`,
      excess: Number.POSITIVE_INFINITY,
      index: -1,
      actual: values.length,
      expected: expected.length,
    };
  }
  let scale = 1e-3;
  for (let i = 0; i < expected.length; i += 1) scale = Math.max(scale, Math.abs(expected[i] ?? Number.NaN));
  let worst: Discrepancy = { what, excess: 0, index: 0, actual: values[0] ?? 0, expected: expected[0] ?? 0 };
  for (let i = 0; i < expected.length; i += 1) {
    const [got, wanted] = [values[i] ?? Number.NaN, expected[i] ?? Number.NaN];
    const excess = Number.isNaN(got) ? Number.POSITIVE_INFINITY : Math.abs(got - wanted) / (TOLERANCE * scale);
    if (excess > worst.excess) worst = { what, excess, index: i, actual: got, expected: wanted };
  }
  return worst;
}

/** Uniform in [-1, 1), rounded to float32 as the tensors will be. */
function uniform(rng: Rng, size: number): Float32Array {
  return Float32Array.from({ length: size }, () => 2 * rng.uniform() - 1);
}

/** All different, in random order: no two cells of a pool tie. */
function distinct(rng: Rng, size: number): Float32Array {
  return rng.shuffle(Float32Array.from({ length: size }, (_, i) => (i + 1) / size - 0.5));
}

const product = (sizes: readonly number[]): number => sizes.reduce((all, n) => all * n, 1);

function explicitPad(pad: WindowSpec['pad']): 'same' | 'valid' | tf.backend_util.ExplicitPadding {
  if (typeof pad === 'string') return pad;
  const [[top, bottom], [left, right]] = pad;
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

const two = ([a, b]: readonly [number, number]): [number, number] => [a, b];

function windowName({ batch, height, width, kernel, stride, dilation, pad }: WindowSpec, channels: string): string {
  const padding = typeof pad === 'string' ? pad : `pad ${pad.flat().join(' ')}`;
  return `${batch}x${height}x${width} ${channels}, ${kernel.join('x')} stride ${stride.join('x')} dilation ${dilation.join('x')} ${padding}`;
}

type Comparison = readonly [what: string, actual: tf.Tensor, expected: ArrayLike<number>];

/** Runs body, compares what it gives, and frees every tensor it made. */
async function comparing(body: () => readonly Comparison[]): Promise<Discrepancy[]> {
  let pairs: readonly Comparison[] = [];
  tf.tidy(() => {
    pairs = body();
    for (const [, tensor] of pairs) tf.keep(tensor);
  });
  const found: Discrepancy[] = [];
  for (const [what, tensor, expected] of pairs) found.push(await compare(what, tensor, expected));
  for (const [, tensor] of pairs) tensor.dispose();
  return found;
}

function convCase(spec: conv.ConvSpec, fused: boolean, seed: number): KernelCase {
  const name = `${fused ? 'conv2d + bias + relu' : 'conv2d'} ${windowName(spec, `${spec.inChannels} to ${spec.outChannels}`)}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const xShape: [number, number, number, number] = [spec.batch, spec.height, spec.width, spec.inChannels];
    const filterShape: [number, number, number, number] = [...two(spec.kernel), spec.inChannels, spec.outChannels];
    const x = uniform(rng, product(xShape));
    const filter = uniform(rng, product(filterShape));
    const bias = uniform(rng, spec.outChannels);
    const linear = conv.conv2d(spec, x, filter, fused ? bias : undefined);
    const y = fused ? reference.relu(linear) : linear;
    const dy = uniform(rng, y.length);
    const g = fused ? reference.reluGrad(dy, y) : dy;
    return comparing(() => {
      const shape: [number, number, number, number] = [...outputSizes(spec), spec.outChannels];
      const tensors: tf.Tensor[] = [tf.tensor4d(x, xShape), tf.tensor4d(filter, filterShape)];
      const window = { strides: two(spec.stride), dilations: two(spec.dilation), pad: explicitPad(spec.pad) };
      const op = (xs: tf.Tensor, filters: tf.Tensor, biases?: tf.Tensor): tf.Tensor =>
        conv2d(xs as tf.Tensor4D, filters as tf.Tensor4D, {
          ...window,
          ...(biases === undefined ? {} : { bias: biases as tf.Tensor1D, activation: 'relu' }),
        });
      if (fused) tensors.push(tf.tensor1d(bias));
      const [xs, filters, biases] = tensors as [tf.Tensor, tf.Tensor, tf.Tensor?];
      const value = op(xs, filters, biases);
      const [dx, dfilter, dbias] = tf.grads(op)(tensors, tf.tensor4d(dy, shape)) as [tf.Tensor, tf.Tensor, tf.Tensor?];
      const pairs: Comparison[] = [
        ['value', value, y],
        ['gradient of x', dx, conv.conv2dInputGrad(spec, g, filter)],
        ['gradient of filter', dfilter, conv.conv2dFilterGrad(spec, x, g)],
      ];
      if (dbias !== undefined) pairs.push(['gradient of bias', dbias, reference.biasGrad(g, spec.outChannels)]);
      return pairs;
    });
  };
  return { name, run };
}

function depthwiseCase(spec: depthwise.DepthwiseSpec, seed: number): KernelCase {
  const name = `depthwiseConv2d ${windowName(spec, `${spec.channels} times ${spec.multiplier}`)}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const xShape: [number, number, number, number] = [spec.batch, spec.height, spec.width, spec.channels];
    const filterShape: [number, number, number, number] = [...two(spec.kernel), spec.channels, spec.multiplier];
    const x = uniform(rng, product(xShape));
    const filter = uniform(rng, product(filterShape));
    const y = depthwise.depthwiseConv2d(spec, x, filter);
    const dy = uniform(rng, y.length);
    return comparing(() => {
      const shape: [number, number, number, number] = [...outputSizes(spec), spec.channels * spec.multiplier];
      const op = (xs: tf.Tensor, filters: tf.Tensor): tf.Tensor =>
        tf.depthwiseConv2d(
          xs as tf.Tensor4D,
          filters as tf.Tensor4D,
          two(spec.stride),
          explicitPad(spec.pad),
          'NHWC',
          two(spec.dilation),
        );
      const tensors: [tf.Tensor, tf.Tensor] = [tf.tensor4d(x, xShape), tf.tensor4d(filter, filterShape)];
      const [dx, dfilter] = tf.grads(op)(tensors, tf.tensor4d(dy, shape)) as [tf.Tensor, tf.Tensor];
      return [
        ['value', op(...tensors), y],
        ['gradient of x', dx, depthwise.depthwiseInputGrad(spec, dy, filter)],
        ['gradient of filter', dfilter, depthwise.depthwiseFilterGrad(spec, x, dy)],
      ];
    });
  };
  return { name, run };
}

function poolCase(kind: 'maxPool' | 'avgPool', spec: pool.PoolSpec, seed: number): KernelCase {
  const name = `${kind} ${windowName(spec, `of ${spec.channels}`)}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const xShape: [number, number, number, number] = [spec.batch, spec.height, spec.width, spec.channels];
    const x = distinct(rng, product(xShape));
    const y = kind === 'maxPool' ? pool.maxPool(spec, x) : pool.avgPool(spec, x);
    const dy = uniform(rng, y.length);
    const dxExpected = kind === 'maxPool' ? pool.maxPoolGrad(spec, x, dy) : pool.avgPoolGrad(spec, dy);
    return comparing(() => {
      const shape: [number, number, number, number] = [...outputSizes(spec), spec.channels];
      const pad = explicitPad(spec.pad);
      const op = (xs: tf.Tensor): tf.Tensor =>
        kind === 'maxPool'
          ? tf.maxPool(xs as tf.Tensor4D, two(spec.kernel), two(spec.stride), pad)
          : tf.avgPool(xs as tf.Tensor4D, two(spec.kernel), two(spec.stride), pad);
      const xs = tf.tensor4d(x, xShape);
      return [
        ['value', op(xs), y],
        ['gradient of x', tf.grad(op)(xs, tf.tensor4d(dy, shape)), dxExpected],
      ];
    });
  };
  return { name, run };
}

function matMulCase(
  [m, n, k]: readonly [number, number, number],
  transposeA: boolean,
  transposeB: boolean,
  seed: number,
): KernelCase {
  const name = `matMul ${m}x${k} by ${k}x${n}${transposeA ? ', a transposed' : ''}${transposeB ? ', b transposed' : ''}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const [a, b, dy] = [uniform(rng, m * k), uniform(rng, k * n), uniform(rng, m * n)];
    const da = transposeA
      ? reference.matMul(b, dy, [k, m, n], transposeB, true)
      : reference.matMul(dy, b, [m, k, n], false, !transposeB);
    const db = transposeB
      ? reference.matMul(dy, a, [n, k, m], true, transposeA)
      : reference.matMul(a, dy, [k, n, m], !transposeA, false);
    return comparing(() => {
      const tensors = [tf.tensor2d(a, transposeA ? [k, m] : [m, k]), tf.tensor2d(b, transposeB ? [n, k] : [k, n])];
      const op = (left: tf.Tensor, right: tf.Tensor): tf.Tensor => tf.matMul(left, right, transposeA, transposeB);
      const [left, right] = tensors as [tf.Tensor, tf.Tensor];
      const [dLeft, dRight] = tf.grads(op)(tensors, tf.tensor2d(dy, [m, n])) as [tf.Tensor, tf.Tensor];
      return [
        ['value', op(left, right), reference.matMul(a, b, [m, n, k], transposeA, transposeB)],
        ['gradient of a', dLeft, da],
        ['gradient of b', dRight, db],
      ];
    });
  };
  return { name, run };
}

function denseCase([m, n, k]: readonly [number, number, number], seed: number): KernelCase {
  const name = `dense + bias + relu ${m}x${k} by ${k}x${n}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const [x, kernel, bias, dy] = [uniform(rng, m * k), uniform(rng, k * n), uniform(rng, n), uniform(rng, m * n)];
    const y = reference.relu(reference.matMul(x, kernel, [m, n, k], false, false).map((value, i) => value + (bias[i % n] ?? 0)));
    const g = reference.reluGrad(dy, y);
    return comparing(() => {
      const tensors: [tf.Tensor, tf.Tensor, tf.Tensor] = [tf.tensor2d(x, [m, k]), tf.tensor2d(kernel, [k, n]), tf.tensor1d(bias)];
      const op = (xs: tf.Tensor, kernels: tf.Tensor, biases: tf.Tensor): tf.Tensor =>
        dense(xs as tf.Tensor2D, kernels as tf.Tensor2D, { bias: biases as tf.Tensor1D, activation: 'relu' });
      const [dx, dKernel, dBias] = tf.grads(op)(tensors, tf.tensor2d(dy, [m, n])) as [tf.Tensor, tf.Tensor, tf.Tensor];
      return [
        ['value', op(...tensors), y],
        ['gradient of x', dx, reference.matMul(g, kernel, [m, k, n], false, true)],
        ['gradient of kernel', dKernel, reference.matMul(x, g, [k, n, m], true, false)],
        ['gradient of bias', dBias, reference.biasGrad(g, n)],
      ];
    });
  };
  return { name, run };
}

function reluCase(size: number, seed: number): KernelCase {
  const name = `relu of ${size}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const [x, dy] = [uniform(rng, size), uniform(rng, size)];
    const y = reference.relu(x);
    return comparing(() => [
      ['value', tf.relu(tf.tensor1d(x)), y],
      ['gradient of x', tf.grad((xs: tf.Tensor) => tf.relu(xs))(tf.tensor1d(x), tf.tensor1d(dy)), reference.reluGrad(dy, y)],
    ]);
  };
  return { name, run };
}

function lossCase(rows: number, classes: number, scale: number, seed: number): KernelCase {
  const name = `softmaxCrossEntropy of ${rows}x${classes} logits up to ${scale}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const logits = uniform(rng, rows * classes).map((value) => value * scale);
    const targets = new Float32Array(rows * classes);
    for (let r = 0; r < rows; r += 1) targets[r * classes + rng.int(classes)] = 1;
    const { loss, slope } = reference.softmaxCrossEntropy(logits, targets, classes);
    return comparing(() => {
      const [z, t] = [tf.tensor2d(logits, [rows, classes]), tf.tensor2d(targets, [rows, classes])];
      const op = (zs: tf.Tensor): tf.Tensor => softmaxCrossEntropy(zs as tf.Tensor2D, t);
      return [
        ['value', op(z), [loss]],
        ['gradient of logits, weighted 3', tf.grad(op)(z, tf.scalar(3)), slope.map((value) => 3 * value)],
      ];
    });
  };
  return { name, run };
}

function adamCase(size: number, steps: number, seed: number): KernelCase {
  const name = `adamStep on ${size} weights, ${steps} steps`;
  const settings = { learningRate: 2e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const start = uniform(rng, size);
    let state: reference.AdamState = { param: Float64Array.from(start), m: new Float64Array(size), v: new Float64Array(size) };
    const slot = {
      param: tf.tidy(() => tf.variable(tf.tensor1d(start))),
      m: tf.tidy(() => tf.variable(tf.zeros([size]))),
      v: tf.tidy(() => tf.variable(tf.zeros([size]))),
    };
    const before = tf.clone(slot.param);
    for (let step = 1; step <= steps; step += 1) {
      const gradient = uniform(rng, size);
      state = reference.adam(state, gradient, settings, step);
      tf.tidy(() => adamStep(slot, tf.tensor1d(gradient), settings, step));
    }
    const found = await comparing(() => [
      ['param', tf.clone(slot.param), state.param],
      ['m', tf.clone(slot.m), state.m],
      ['v', tf.clone(slot.v), state.v],
      ['a clone taken before', tf.clone(before), start],
    ]);
    tf.dispose([slot.param, slot.m, slot.v, before]);
    return found;
  };
  return { name, run };
}

type Window = Pick<WindowSpec, 'height' | 'width' | 'kernel'> & Partial<WindowSpec>;
const filled = (window: Window): WindowSpec => ({ batch: 2, stride: [1, 1], dilation: [1, 1], pad: 'same', ...window });

const CONV_WINDOWS: readonly (Window & { readonly channels: readonly [number, number] })[] = [
  { height: 28, width: 28, kernel: [3, 3], channels: [1, 8] },
  { height: 28, width: 28, kernel: [5, 5], channels: [1, 8] },
  { height: 28, width: 28, kernel: [7, 7], channels: [1, 8] },
  { height: 28, width: 28, kernel: [1, 3], channels: [8, 8] },
  { height: 28, width: 28, kernel: [3, 1], channels: [8, 8] },
  { height: 28, width: 28, kernel: [7, 7], channels: [8, 8], batch: 1 },
  { height: 14, width: 14, kernel: [1, 1], channels: [8, 16] },
  { height: 14, width: 14, kernel: [5, 5], channels: [16, 16], batch: 3 },
  { height: 9, width: 9, kernel: [5, 5], channels: [70, 9], batch: 1 },
  { height: 5, width: 7, kernel: [3, 3], channels: [3, 5] },
  { height: 1, width: 1, kernel: [3, 3], channels: [2, 3] },
  { height: 8, width: 6, kernel: [2, 2], channels: [3, 4] },
  { height: 9, width: 11, kernel: [3, 3], channels: [4, 7], stride: [2, 2] },
  { height: 10, width: 8, kernel: [4, 2], channels: [2, 8], stride: [3, 2], pad: 'valid' },
  { height: 11, width: 9, kernel: [3, 3], channels: [3, 8], dilation: [2, 2] },
  { height: 12, width: 12, kernel: [3, 2], channels: [5, 3], dilation: [3, 2], pad: 'valid' },
  {
    height: 7,
    width: 6,
    kernel: [3, 3],
    channels: [2, 6],
    pad: [
      [2, 1],
      [0, 3],
    ],
  },
  {
    height: 6,
    width: 6,
    kernel: [1, 1],
    channels: [3, 8],
    pad: [
      [1, 1],
      [2, 0],
    ],
  },
  { height: 7, width: 7, kernel: [1, 1], channels: [6, 4], stride: [2, 2], pad: 'valid' },
];

const DEPTHWISE_WINDOWS: readonly (Window & { readonly channels: number; readonly multiplier: number })[] = [
  { height: 28, width: 28, kernel: [3, 3], channels: 1, multiplier: 1 },
  { height: 28, width: 28, kernel: [3, 3], channels: 8, multiplier: 1 },
  { height: 14, width: 14, kernel: [5, 5], channels: 16, multiplier: 1 },
  { height: 6, width: 7, kernel: [3, 3], channels: 3, multiplier: 1 },
  { height: 7, width: 5, kernel: [2, 4], channels: 5, multiplier: 1 },
  { height: 5, width: 5, kernel: [3, 3], channels: 4, multiplier: 2 },
  { height: 9, width: 8, kernel: [3, 3], channels: 8, multiplier: 1, stride: [2, 2] },
  { height: 9, width: 10, kernel: [3, 3], channels: 4, multiplier: 1, dilation: [2, 3] },
  { height: 8, width: 8, kernel: [3, 3], channels: 2, multiplier: 3, stride: [3, 3], pad: 'valid' },
];

const POOL_WINDOWS: readonly (Window & { readonly channels: number })[] = [
  { height: 28, width: 28, kernel: [2, 2], channels: 8 },
  { height: 28, width: 28, kernel: [2, 2], channels: 1 },
  { height: 28, width: 28, kernel: [2, 2], channels: 8, stride: [2, 2], pad: 'valid' },
  { height: 14, width: 14, kernel: [3, 3], channels: 16 },
  { height: 7, width: 9, kernel: [2, 2], channels: 6, stride: [2, 2] },
  { height: 7, width: 7, kernel: [3, 3], channels: 5, stride: [2, 2] },
  { height: 5, width: 6, kernel: [3, 2], channels: 7, stride: [1, 2], pad: 'valid' },
  { height: 3, width: 3, kernel: [3, 3], channels: 3 },
];

function randomWindow(rng: Rng): WindowSpec {
  const size = (from: number, to: number): number => from + rng.int(to - from + 1);
  const kernel: [number, number] = [size(1, 5), size(1, 5)];
  const dilated = rng.int(3) === 0;
  const strided = !dilated && rng.int(2) === 0;
  const pads = ['same', 'valid', 'same'] as const;
  return {
    batch: size(1, 3),
    height: size(9, 17),
    width: size(9, 17),
    kernel,
    stride: strided ? [size(1, 3), size(1, 3)] : [1, 1],
    dilation: dilated ? [size(1, 2), size(1, 2)] : [1, 1],
    pad: pads[rng.int(pads.length)] ?? 'same',
  };
}

export interface SuiteOptions {
  /** Randomised shapes of each windowed op, besides the named ones. */
  readonly random?: number;
  readonly seed?: number;
}

/** Every case. They are independent, and may run in any order. */
export function kernelCases({ random = 6, seed = SEED }: SuiteOptions = {}): readonly KernelCase[] {
  const rng = Rng.fromSeed(seed, 'shapes');
  const cases: KernelCase[] = [];
  for (const { channels, ...window } of CONV_WINDOWS) {
    const spec = { ...filled(window), inChannels: channels[0], outChannels: channels[1] };
    cases.push(convCase(spec, false, seed), convCase(spec, true, seed));
  }
  for (const { channels, multiplier, ...window } of DEPTHWISE_WINDOWS) {
    cases.push(depthwiseCase({ ...filled(window), channels, multiplier }, seed));
  }
  for (const { channels, ...window } of POOL_WINDOWS) {
    cases.push(poolCase('maxPool', { ...filled(window), channels }, seed));
    cases.push(poolCase('avgPool', { ...filled(window), channels }, seed));
  }
  for (let i = 0; i < random; i += 1) {
    cases.push(convCase({ ...randomWindow(rng), inChannels: 1 + rng.int(19), outChannels: 1 + rng.int(19) }, i % 2 === 0, seed));
    cases.push(depthwiseCase({ ...randomWindow(rng), channels: 1 + rng.int(9), multiplier: 1 + rng.int(2) }, seed));
    const kind = i % 2 === 0 ? 'maxPool' : 'avgPool';
    cases.push(poolCase(kind, { ...randomWindow(rng), dilation: [1, 1], channels: 1 + rng.int(9) }, seed));
  }
  const products: readonly (readonly [number, number, number])[] = [
    [30, 24, 784],
    [64, 10, 64],
    [7, 5, 3],
    [1, 1, 1],
    [13, 17, 1],
    [6, 8, 1100],
    [9, 20, 2050],
    [1, 40, 9],
    [12, 64, 784],
    [20, 4, 8],
  ];
  for (const sizes of products) {
    for (const [a, b] of [
      [false, false],
      [true, false],
      [false, true],
      [true, true],
    ] as const) {
      cases.push(matMulCase(sizes, a, b, seed));
    }
    cases.push(denseCase(sizes, seed));
  }
  cases.push(reluCase(1, seed), reluCase(1003, seed));
  cases.push(lossCase(64, 10, 3, seed), lossCase(1, 2, 80, seed), lossCase(5, 1000, 10, seed));
  cases.push(adamCase(1, 3, seed), adamCase(1003, 5, seed));
  return cases;
}
