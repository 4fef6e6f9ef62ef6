import { Rng } from '../../src/engine/core/rng';
import * as conv from '../../src/engine/tensor/reference/conv';
import * as depthwise from '../../src/engine/tensor/reference/depthwise';
import * as pool from '../../src/engine/tensor/reference/pool';
import { matMul } from '../../src/engine/tensor/reference/training';
import { type KernelTask, kernelCaseName, outputSide } from './shapes';

/** What every engine computes from: x NHWC or [batch, inputs], weights in tfjs's layouts, dy of the output's shape. */
export interface KernelValues {
  readonly x: Float32Array<ArrayBuffer>;
  readonly weights: Float32Array<ArrayBuffer>;
  readonly dy: Float32Array<ArrayBuffer>;
}

/** Results that are compared. */
const SAMPLES = 256;

interface Sizes {
  /** Per image. */
  readonly x: number;
  readonly weights: number;
  /** Per image. */
  readonly y: number;
}

function sizesOf(task: KernelTask): Sizes {
  if (task.op === 'dense') return { x: task.inputs, weights: task.inputs * task.units, y: task.units };
  const { height, width, channels, kernel } = task;
  const cells = kernel[0] * kernel[1] * channels;
  const [outHeight, outWidth] = outputSide(task);
  const filters = task.op === 'conv' ? task.filters : channels;
  const weights = task.op === 'conv' ? cells * filters : task.op === 'depthwise' ? cells : 0;
  return { x: height * width * channels, weights, y: outHeight * outWidth * filters };
}

/** Uniform in [-1, 1), the same on every engine. */
export function kernelValues(task: KernelTask): KernelValues {
  const sizes = sizesOf(task);
  const draw = (name: string, size: number): Float32Array<ArrayBuffer> => {
    const rng = Rng.fromSeed(1, `bench.kernels ${kernelCaseName(task)} ${name}`);
    const values = new Float32Array(size);
    for (let i = 0; i < size; i += 1) values[i] = rng.uint32() / 2 ** 31 - 1;
    return values;
  };
  return {
    x: draw('x', task.batch * sizes.x),
    weights: draw('weights', sizes.weights),
    dy: draw('dy', task.batch * sizes.y),
  };
}

/** dy with slopes for the first `images` images only: a gradient of a whole batch, which the reference can follow. */
export function fewSlopes(task: KernelTask, dy: Float32Array, images: number): Float32Array<ArrayBuffer> {
  return Float32Array.from(dy).fill(0, images * sizesOf(task).y);
}

/** Some of the values of a result that its first `images` images decide. */
export function samplesOf(task: KernelTask, values: ArrayLike<number>, images: number): number[] {
  const sizes = sizesOf(task);
  const size = { forward: images * sizes.y, 'filter gradient': sizes.weights, 'input gradient': images * sizes.x }[task.part];
  const rng = Rng.fromSeed(2, `bench.kernels ${kernelCaseName(task)}`);
  return Array.from({ length: SAMPLES }, () => values[rng.int(size)] ?? Number.NaN);
}

/** samplesOf the result as the plain reference computes it. */
export function referenceSamples(task: KernelTask, images: number): number[] {
  const sizes = sizesOf(task);
  const all = kernelValues(task);
  const x = all.x.subarray(0, images * sizes.x);
  const dy = all.dy.subarray(0, images * sizes.y);
  return samplesOf(task, referenceResult(task, { x, weights: all.weights, dy }, images), images);
}

function referenceResult(
  task: KernelTask,
  { x, weights, dy }: { readonly [name in keyof KernelValues]: Float32Array },
  batch: number,
): Float64Array {
  if (task.op === 'dense') {
    const { inputs, units } = task;
    if (task.part === 'forward') return matMul(x, weights, [batch, units, inputs], false, false);
    if (task.part === 'filter gradient') return matMul(x, dy, [inputs, units, batch], true, false);
    return matMul(dy, weights, [batch, inputs, units], false, true);
  }
  const spec = { ...task, batch, dilation: [1, 1] as const };
  switch (spec.op) {
    case 'conv': {
      const shape = { ...spec, inChannels: spec.channels, outChannels: spec.filters };
      if (spec.part === 'forward') return conv.conv2d(shape, x, weights);
      if (spec.part === 'filter gradient') return conv.conv2dFilterGrad(shape, x, dy);
      return conv.conv2dInputGrad(shape, dy, weights);
    }
    case 'depthwise': {
      const shape = { ...spec, multiplier: 1 };
      if (spec.part === 'forward') return depthwise.depthwiseConv2d(shape, x, weights);
      if (spec.part === 'filter gradient') return depthwise.depthwiseFilterGrad(shape, x, dy);
      return depthwise.depthwiseInputGrad(shape, dy, weights);
    }
    case 'maxPool':
      return spec.part === 'forward' ? pool.maxPool(spec, x) : pool.maxPoolGrad(spec, x, dy);
    default:
      return spec satisfies never;
  }
}
