import { Rng } from '../../../src/engine/core/rng';
import { conv2d, tf } from '../../../src/engine/tensor/index';
import * as conv from '../../../src/engine/tensor/reference/conv';
import { outputSizes } from '../../../src/engine/tensor/reference/geometry';
import * as reference from '../../../src/engine/tensor/reference/training';
import { type Comparison, comparing, type Discrepancy, type KernelCase } from './compare';
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
  // Windows of one cell: a stream or a product over all pixels, whatever their number modulo a tile's four.
  { height: 7, width: 5, kernel: [1, 1], channels: [1, 8], batch: 1 },
  { height: 28, width: 28, kernel: [1, 1], channels: [1, 32], batch: 3 },
  { height: 7, width: 7, kernel: [1, 1], channels: [1, 12], batch: 2 },
  { height: 5, width: 9, kernel: [1, 1], channels: [2, 8], batch: 5 },
  { height: 9, width: 9, kernel: [1, 1], channels: [3, 16], batch: 3 },
  { height: 3, width: 5, kernel: [1, 1], channels: [3, 5], batch: 1 },
  { height: 7, width: 3, kernel: [1, 1], channels: [4, 8], batch: 2 },
  { height: 9, width: 7, kernel: [1, 1], channels: [5, 20], batch: 4 },
  { height: 1, width: 1, kernel: [1, 1], channels: [7, 4], batch: 1 },
  { height: 5, width: 5, kernel: [1, 1], channels: [8, 1], batch: 3 },
  { height: 7, width: 7, kernel: [1, 1], channels: [20, 16], batch: 5 },
  // The input gradient of few channels goes by dots over the filters where these come in fours.
  { height: 7, width: 9, kernel: [5, 3], channels: [1, 12], batch: 5 },
  { height: 9, width: 5, kernel: [3, 3], channels: [2, 8], batch: 4, dilation: [2, 1] },
  { height: 8, width: 8, kernel: [2, 4], channels: [3, 4], batch: 6, pad: 'valid' },
  { height: 3, width: 2, kernel: [7, 7], channels: [3, 8], batch: 7 },
  { height: 6, width: 7, kernel: [3, 3], channels: [7, 16], batch: 9 },
];

/** Named shapes, each plain and fused with bias and ReLU. */
export function convCases(seed: number): KernelCase[] {
  return CONV_WINDOWS.flatMap(({ channels, ...window }) => {
    const spec = { ...filled(window), inChannels: channels[0], outChannels: channels[1] };
    return [convCase(spec, false, seed), convCase(spec, true, seed)];
  });
}

/**
 * Random shapes, each plain and fused; 1 to 20 channels on either side, often one or four and its multiples on the input's;
 * a third of them in batches of 4 to 9 images, as kernels tile over images.
 */
export function randomConvCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'conv2d');
  return Array.from({ length: count }, (_, i) => {
    const spec = {
      ...randomWindow(rng),
      ...(i % 3 === 0 ? { batch: between(rng, 4, 9) } : {}),
      inChannels: [1, 4 * between(rng, 1, 5)][i % 5] ?? between(rng, 1, 20),
      outChannels: i % 7 === 0 ? 8 : between(rng, 1, 20),
    };
    return [convCase(spec, false, seed), convCase(spec, true, seed)];
  }).flat();
}

export function convCase(spec: conv.ConvSpec, fused: boolean, seed: number): KernelCase {
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
      if (dbias !== undefined)
        pairs.push(['gradient of bias', dbias, reference.biasGrad(g, spec.outChannels), Math.sqrt(g.length)]);
      return pairs;
    });
  };
  return { name, run };
}
