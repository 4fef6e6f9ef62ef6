import { Rng } from '../../../src/engine/core/rng';
import { tf } from '../../../src/engine/tensor/index';
import { outputSizes } from '../../../src/engine/tensor/reference/geometry';
import * as pool from '../../../src/engine/tensor/reference/pool';
import { comparing, type Discrepancy, type KernelCase } from './compare';
import {
  between,
  distinct,
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

export function poolCases(seed: number): KernelCase[] {
  return POOL_WINDOWS.flatMap(({ channels, ...window }) => {
    const spec = { ...filled(window), channels };
    return [poolCase('maxPool', spec, seed), poolCase('avgPool', spec, seed)];
  });
}

/** Random windows, every fourth of 2x2 cells, maximum and average of each. */
export function randomPoolCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'pool');
  return Array.from({ length: count }, (_, i) => {
    const window = randomWindow(rng, { dilated: false });
    const small = i % 4 === 0 && window.height > 1 && window.width > 1 && typeof window.pad === 'string';
    const spec = { ...window, ...(small ? { kernel: [2, 2] as const } : {}), channels: between(rng, 1, 20) };
    return [poolCase('maxPool', spec, seed), poolCase('avgPool', spec, seed)];
  }).flat();
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
