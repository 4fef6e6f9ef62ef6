import * as tf from '@tensorflow/tfjs-core';
import { LAB_KERNELS } from '../../src/engine/tensor/kernelNames';
import type { Job } from '../support/job';
import { type KernelTask, outputSide } from './shapes';
import { fewSlopes, kernelValues, samplesOf } from './values';

interface Call {
  readonly name: string;
  readonly inputs: tf.NamedTensorMap;
  readonly attrs: object;
}

const two = ([a, b]: readonly [number, number]): [number, number] => [a, b];

/** The lab's kernel where this backend has it, else tfjs's own of the same contract. */
function either(lab: string, stock: string): string {
  return tf.getKernel(lab, tf.getBackend()) === undefined ? stock : lab;
}

interface Operands {
  readonly x: tf.Tensor;
  readonly weights: tf.Tensor;
  readonly dy: tf.Tensor;
  /** Pools: the forward result. */
  readonly y: tf.Tensor | null;
}

/** The kernel call of a task, as the gradient functions of tfjs and of the lab make it. */
function callOf(task: KernelTask, { x, weights, dy, y }: Operands): Call {
  if (task.op === 'dense') {
    const [a, b, transposeA, transposeB] =
      task.part === 'forward'
        ? [x, weights, false, false]
        : task.part === 'filter gradient'
          ? [x, dy, true, false]
          : [dy, weights, false, true];
    return { name: 'BatchMatMul', inputs: { a, b }, attrs: { transposeA, transposeB } };
  }
  const window = { strides: two(task.stride), pad: task.pad };
  if (task.op === 'maxPool') {
    const attrs = { ...window, filterSize: two(task.kernel) };
    if (task.part === 'forward') return { name: 'MaxPool', inputs: { x }, attrs };
    if (y === null) throw new TypeError('a pool gradient reads the forward result');
    return { name: 'MaxPoolGrad', inputs: { dy, input: x, output: y }, attrs };
  }
  const attrs = { ...window, dilations: [1, 1], dataFormat: 'NHWC' };
  const isConv = task.op === 'conv';
  switch (task.part) {
    case 'forward':
      return { name: isConv ? 'Conv2D' : 'DepthwiseConv2dNative', inputs: { x, filter: weights }, attrs };
    case 'filter gradient': {
      const name = isConv
        ? either(LAB_KERNELS.conv2DBackpropFilter, 'Conv2DBackpropFilter')
        : either(LAB_KERNELS.depthwiseBackpropFilter, 'DepthwiseConv2dNativeBackpropFilter');
      return { name, inputs: { x, dy }, attrs: { ...attrs, filterShape: weights.shape } };
    }
    case 'input gradient': {
      const name = isConv
        ? either(LAB_KERNELS.conv2DBackpropInput, 'Conv2DBackpropInput')
        : either(LAB_KERNELS.depthwiseBackpropInput, 'DepthwiseConv2dNativeBackpropInput');
      return { name, inputs: { dy, filter: weights }, attrs: { ...attrs, inputShape: x.shape } };
    }
    default:
      return task satisfies never;
  }
}

interface Shapes {
  readonly x: number[];
  readonly weights: number[];
  readonly dy: number[];
}

function shapesOf(task: KernelTask): Shapes {
  if (task.op === 'dense') {
    const { batch, inputs, units } = task;
    return { x: [1, batch, inputs], weights: [1, inputs, units], dy: [1, batch, units] };
  }
  const { batch, height, width, channels, kernel } = task;
  const filters = task.op === 'conv' ? task.filters : channels;
  const weights = { conv: [...kernel, channels, filters], depthwise: [...kernel, channels, 1], maxPool: [0] }[task.op];
  return { x: [batch, height, width, channels], weights, dy: [batch, ...outputSide(task), filters] };
}

/** One kernel on the tfjs backend that is active in this realm, stock or the lab's. */
export async function openTfKernel(task: KernelTask): Promise<Job> {
  const values = kernelValues(task);
  const shapes = shapesOf(task);
  const x = tf.tensor(values.x, shapes.x);
  const weights = tf.tensor(values.weights, shapes.weights);
  const dy = tf.tensor(values.dy, shapes.dy);
  const y = task.op === 'maxPool' ? tf.maxPool(x as tf.Tensor4D, two(task.kernel), two(task.stride), task.pad) : null;
  const compute = (slopes: tf.Tensor): tf.Tensor => {
    const { name, inputs, attrs } = callOf(task, { x, weights, dy: slopes, y });
    return tf.engine().runKernel(name, inputs, attrs as tf.NamedAttrMap) as tf.Tensor;
  };
  return {
    async check(images) {
      const few = tf.tensor(fewSlopes(task, values.dy, images), shapes.dy);
      const result = compute(few);
      const samples = samplesOf(task, await result.data(), images);
      tf.dispose([few, result]);
      return samples;
    },
    async run(times) {
      for (let i = 1; i < times; i += 1) compute(dy).dispose();
      const last = compute(dy);
      // One value: waits for the device, and so for every result before it, without a read of the whole.
      const one = tf.slice(
        last,
        last.shape.map(() => 0),
        last.shape.map(() => 1),
      );
      await one.data();
      tf.dispose([last, one]);
    },
    close: async () => tf.dispose(y === null ? [x, weights, dy] : [x, weights, dy, y]),
  };
}
