import { Rng } from '../../../src/engine/core/rng';
import { globalAvgPool, scaledSum, tf } from '../../../src/engine/tensor/index';
import * as mixed from '../../../src/engine/tensor/reference/mixed';
import { type Comparison, comparing, type Discrepancy, type KernelCase } from './compare';
import { between, product, shapeStream, uniform } from './shapes';

export function mixedCases(seed: number): KernelCase[] {
  return [
    scaledSumCase([2, 14, 14, 8], ['x', 'x', 'zero', 'x', 'x', 'x', 'x', 'x'], seed),
    scaledSumCase([1], ['x'], seed),
    scaledSumCase([40, 60], ['zero', 'x'], seed),
    addNCase([3, 5, 7, 2], 3, seed),
    addNCase([2, 3, 5, 4], 8, seed),
    addNCase([3, 5, 7], 16, seed),
    concatCase([3, 4], [1, 2, 3, 1, 2, 3, 1, 2, 3, 1], seed),
    globalPoolCase([2, 7, 7, 16], seed),
    globalPoolCase([3, 1, 1, 1], seed),
    concatCase([2, 5, 5], [16, 3, 8], seed),
    concatCase([70], [1, 1], seed),
    sliceCase([2, 4, 3], 12, 4, 8, seed),
    sliceCase([9], 5, 0, 1, seed),
  ];
}

/** Random shapes of scaled and plain sums, global pools, concatenations and slices of channels. */
export function randomMixedCases(count: number, seed: number): KernelCase[] {
  const rng = shapeStream(seed, 'mixed');
  const shape = (axes: number): number[] => Array.from({ length: axes }, () => between(rng, 1, 8));
  return Array.from({ length: count }, () => {
    const terms = Array.from({ length: between(rng, 1, 9) }, () => (rng.int(4) === 0 ? 'zero' : 'x'));
    const width = between(rng, 1, 20);
    const from = rng.int(width);
    return [
      scaledSumCase(shape(between(rng, 1, 4)), ['x', ...terms], seed),
      addNCase(shape(between(rng, 1, 4)), between(rng, 1, 6), seed),
      globalPoolCase([...shape(3), between(rng, 1, 20)], seed),
      concatCase(
        shape(between(rng, 1, 3)),
        Array.from({ length: between(rng, 1, 5) }, () => between(rng, 1, 18)),
        seed,
      ),
      sliceCase(shape(between(rng, 1, 3)), width, from, between(rng, 1, width - from), seed),
    ];
  }).flat();
}

function scaledSumCase(shape: readonly number[], terms: readonly string[], seed: number): KernelCase {
  const name = `scaledSum of ${terms.join(' ')}, ${shape.join('x')}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const size = product(shape);
    const inputs = terms.map((term) => (term === 'zero' ? null : uniform(rng, size)));
    const [weights, dy] = [uniform(rng, terms.length), uniform(rng, size)];
    return comparing(() => {
      const present = inputs.filter((input) => input !== null);
      const tensors = [tf.tensor1d(weights), ...present.map((input) => tf.tensor(input, [...shape]))];
      const op = (...args: tf.Tensor[]): tf.Tensor => {
        const [w, ...xs] = args;
        let next = 0;
        const all = inputs.map((input) => {
          if (input === null) return null;
          next += 1;
          return xs[next - 1] ?? null;
        });
        return scaledSum(all, w as tf.Tensor1D);
      };
      const [dw, ...dxs] = tf.grads(op)(tensors, tf.tensor(dy, [...shape])) as [tf.Tensor, ...tf.Tensor[]];
      const kept = inputs.flatMap((input, k) => (input === null ? [] : [weights[k] ?? Number.NaN]));
      return [
        ['value', op(...tensors), mixed.scaledSum(inputs, weights, size)],
        ['gradient of weights', dw, mixed.scaledSumWeightGrad(dy, inputs), 1],
        ...dxs.map((dx, k): Comparison => [`gradient of input ${k}`, dx, dy.map((slope) => slope * (kept[k] ?? 0))]),
      ];
    });
  };
  return { name, run };
}

function addNCase(shape: readonly number[], terms: number, seed: number): KernelCase {
  const name = `addN of ${terms} of ${shape.join('x')}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const size = product(shape);
    const inputs = Array.from({ length: terms }, () => uniform(rng, size));
    const dy = uniform(rng, size);
    return comparing(() => {
      const tensors = inputs.map((input) => tf.tensor(input, [...shape]));
      const slopes = tf.grads((...xs: tf.Tensor[]) => tf.addN(xs))(tensors, tf.tensor(dy, [...shape]));
      return [
        ['value', tf.addN(tensors), mixed.scaledSum(inputs, new Float32Array(terms).fill(1), size)],
        ...slopes.map((slope, k): Comparison => [`gradient of term ${k}`, slope, dy]),
      ];
    });
  };
  return { name, run };
}

function globalPoolCase(shape: readonly number[], seed: number): KernelCase {
  const name = `globalAvgPool of ${shape.join('x')}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const [batch = 1, height = 1, width = 1, channels = 1] = shape;
    const [x, dy] = [uniform(rng, product(shape)), uniform(rng, batch * channels)];
    const image = height * width * channels;
    const dx = Float64Array.from(x, (_, i) => {
      const slope = dy[Math.floor(i / image) * channels + (i % channels)] ?? Number.NaN;
      return slope / (height * width);
    });
    return comparing(() => {
      const xs = tf.tensor4d(x, [batch, height, width, channels]);
      const op = (values: tf.Tensor): tf.Tensor => globalAvgPool(values as tf.Tensor4D);
      return [
        ['value', op(xs), mixed.globalAvgPool(x, batch, channels)],
        ['gradient of x', tf.grad(op)(xs, tf.tensor2d(dy, [batch, channels])), dx],
      ];
    });
  };
  return { name, run };
}

function concatCase(outer: readonly number[], columns: readonly number[], seed: number): KernelCase {
  const name = `concat of ${columns.join(' ')} channels, ${outer.join('x')}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const rows = product(outer);
    const parts = columns.map((wide) => uniform(rng, rows * wide));
    const width = columns.reduce((sum, wide) => sum + wide, 0);
    const dy = uniform(rng, rows * width);
    const starts = columns.map((_, k) => columns.slice(0, k).reduce((sum, wide) => sum + wide, 0));
    return comparing(() => {
      const tensors = parts.map((part, k) => tf.tensor(part, [...outer, columns[k] ?? 0]));
      const op = (...xs: tf.Tensor[]): tf.Tensor => tf.concat(xs, outer.length);
      const slopes = tf.grads(op)(tensors, tf.tensor(dy, [...outer, width]));
      return [
        ['value', op(...tensors), mixed.concatColumns(parts, columns)],
        ...slopes.map((slope, k): Comparison => {
          const wanted = mixed.sliceColumns(dy, width, starts[k] ?? 0, columns[k] ?? 0);
          return [`gradient of part ${k}`, slope, wanted];
        }),
      ];
    });
  };
  return { name, run };
}

function sliceCase(outer: readonly number[], width: number, from: number, wide: number, seed: number): KernelCase {
  const name = `slice of channels ${from} to ${from + wide - 1} of ${width}, ${outer.join('x')}`;
  const run = async (): Promise<Discrepancy[]> => {
    const rng = Rng.fromSeed(seed, name);
    const rows = product(outer);
    const [x, dy] = [uniform(rng, rows * width), uniform(rng, rows * wide)];
    const dx = new Float64Array(x.length);
    dy.forEach((slope, i) => {
      dx[Math.floor(i / wide) * width + from + (i % wide)] = slope;
    });
    return comparing(() => {
      const xs = tf.tensor(x, [...outer, width]);
      const begin = [...outer.map(() => 0), from];
      const op = (values: tf.Tensor): tf.Tensor => tf.slice(values, begin, [...outer, wide]);
      return [
        ['value', op(xs), mixed.sliceColumns(x, width, from, wide)],
        ['gradient of x', tf.grad(op)(xs, tf.tensor(dy, [...outer, wide])), dx],
      ];
    });
  };
  return { name, run };
}
