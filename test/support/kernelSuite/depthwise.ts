import { Rng } from '../../../src/engine/core/rng';
import { depthwiseConv2d, tf } from '../../../src/engine/tensor/index';
import * as depthwise from '../../../src/engine/tensor/reference/depthwise';
import { outputSizes } from '../../../src/engine/tensor/reference/geometry';
import { comparing, type Discrepancy, type KernelCase } from './compare';
import {
  between,
  explicitPad,
  filled,
  product,
  randomWindow,
  shapeStream,
  two,
  uniform,
  type Window,
  windowName,
} from './shapes';

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

export function depthwiseCases(seed: number): KernelCase[] {
  return DEPTHWISE_WINDOWS.map(({ channels, multiplier, ...window }) =>
    depthwiseCase({ ...filled(window), channels, multiplier }, seed),
  );
}

/** 1 to 20 channels, every second with a multiplier of up to 3. */
export function randomDepthwiseCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'depthwiseConv2d');
  return Array.from({ length: count }, (_, i) => {
    const spec = { ...randomWindow(rng), channels: between(rng, 1, 20), multiplier: i % 2 === 0 ? 1 : between(rng, 1, 3) };
    return depthwiseCase(spec, seed);
  });
}

export function depthwiseCase(spec: depthwise.DepthwiseSpec, seed: number): KernelCase {
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
        depthwiseConv2d(xs as tf.Tensor4D, filters as tf.Tensor4D, {
          strides: two(spec.stride),
          pad: explicitPad(spec.pad),
          dilations: two(spec.dilation),
        });
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
