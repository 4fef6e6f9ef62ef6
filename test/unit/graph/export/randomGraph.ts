import { Rng } from '../../../../src/engine/core/rng';
import { GraphBuilder } from '../../../../src/engine/graph/builder';
import { inferShapes } from '../../../../src/engine/graph/shapes';
import type { LayerOp, NetworkGraph, NetworkLayer, Padding, Pair, Sides } from '../../../../src/engine/graph/types';

/** The networks that every format is checked on; coverage.test.ts says what they hold. */
export const SEEDS: readonly number[] = Array.from({ length: 60 }, (_, seed) => seed);

const PADDINGS = ['same', 'valid', 'pair', 'sides'] as const;
const WINDOWS = ['conv2d', 'depthwiseConv2d', 'maxPool', 'avgPool'] as const;
const PLAIN = ['batchNorm', 'relu', 'tanh', 'sigmoid', 'relu6', 'swish', 'identity', 'dropout'] as const;
const OTHER = ['zeroPad', 'crop', 'zero', 'add', 'concat'] as const;

/**
 * A network of random layers, every kind and setting that the contract allows with them: what a seed draws is what the
 * listed ops say, so a failing seed can be read. Ids repeat the traps of the targets: keywords, module members, dots, names
 * that only differ in a sign.
 */
export function randomGraph(seed: number): NetworkGraph {
  const rng = Rng.fromSeed(seed, 'exported graph');
  const layers: NetworkLayer[] = [];
  const between = (low: number, high: number): number => low + rng.int(high - low + 1);
  const pick = <T>(options: readonly T[]): T => options[rng.int(options.length)] as T;
  const pair = (low: number, high: number): Pair =>
    rng.int(2) === 0 ? twice(between(low, high)) : [between(low, high), between(low, high)];
  const sides = (high: number): Sides => ({
    top: between(0, high),
    bottom: between(0, high),
    left: between(0, high),
    right: between(0, high),
  });

  const padding = (pool: boolean, [rows, columns]: Pair): Padding => {
    const kind = pick(PADDINGS);
    // A pool's window may not lie wholly outside the image: its maximum would be that of nothing.
    const [high, wide] = pool ? [rows - 1, columns - 1] : [3, 3];
    if (kind === 'pair') return [Math.min(between(0, 2), high), Math.min(between(0, 2), wide)];
    if (kind !== 'sides') return kind;
    const drawn = sides(3);
    return {
      top: Math.min(drawn.top, high),
      bottom: Math.min(drawn.bottom, high),
      left: Math.min(drawn.left, wide),
      right: Math.min(drawn.right, wide),
    };
  };

  const windowOp = (kind: (typeof WINDOWS)[number]): LayerOp => {
    const kernel = pair(1, 4);
    const stride = pair(1, 3);
    if (kind === 'maxPool' || kind === 'avgPool') return { kind, size: kernel, stride, padding: padding(true, kernel) };
    const shared = { kernel, stride, padding: padding(false, kernel), dilation: pair(1, 2), bias: rng.int(2) === 0 };
    return kind === 'conv2d' ? { kind, filters: between(1, 5), ...shared } : { kind, multiplier: between(1, 3), ...shared };
  };

  const plainOp = (): LayerOp => {
    const kind = pick(PLAIN);
    switch (kind) {
      case 'batchNorm':
        return { kind, momentum: 0.1, epsilon: pick([1e-5, 1e-3]) };
      case 'relu':
      case 'identity':
        return { kind };
      case 'dropout':
        return { kind, rate: 0.25 };
      default:
        return { kind: 'activation', fn: kind };
    }
  };

  const input = rng.int(8) === 0 ? [between(3, 9)] : [between(4, 11), between(4, 11), between(1, 4)];
  layers.push({ id: 'input', op: { kind: 'input', shape: input }, inputs: [], group: 'input' });
  let shapes = new Map<string, readonly number[]>([['input', input]]);
  const NAMES = ['cell1.op', 'half', 'lambda', 'cell1-op', '2nd', '_private', 'float', 'x', 'max', 'Größe'];
  const name = (): string => `${pick(NAMES)}${rng.int(2) === 0 ? `.${layers.length}` : ''}`;

  /** Adds the layer where it fits; answers its id, or null. */
  const add = (op: LayerOp, inputs: readonly string[], group: string): string | null => {
    const wish = name();
    const id = shapes.has(wish) ? `${wish}.${layers.length}` : wish;
    const layer: NetworkLayer = { id, op, inputs, group };
    const shape = shapeOf([...layers, layer], id);
    if (shape === null || shape.some((size) => size < 1) || shape.reduce((a, b) => a * b, 1) > 3000) return null;
    layers.push(layer);
    shapes = new Map([...shapes, [id, shape]]);
    return id;
  };

  const images = (): string[] => layers.map(({ id }) => id).filter((id) => shapes.get(id)?.length === 3);
  for (let step = between(4, 9); step > 0; step -= 1) {
    const group = `cell${between(1, 2)}`;
    const from = pick(images().length > 0 ? images().slice(-3) : layers.map(({ id }) => id));
    const image = shapes.get(from)?.length === 3;
    const draw = rng.int(10);
    if (!image) add(draw < 4 ? { kind: 'dense', units: between(1, 6), bias: draw < 2 } : plainOp(), [from], group);
    else if (draw < 5) add(windowOp(pick(WINDOWS)), [from], group);
    else if (draw < 7) add(plainOp(), [from], group);
    else {
      const kind = pick(OTHER);
      if (kind === 'zeroPad') add({ kind, sides: sides(2) }, [from], group);
      else if (kind === 'crop') add({ kind, sides: sides(1) }, [from], group);
      else if (kind === 'zero') add({ kind, stride: pair(1, 3) }, [from], group);
      else joined(kind, from, group);
    }
  }

  function joined(kind: 'add' | 'concat', from: string, group: string): void {
    const place = (id: string): string => (shapes.get(id) ?? []).slice(0, kind === 'add' ? 3 : 2).join();
    const mates = images().filter((id) => place(id) === place(from));
    add({ kind }, rng.int(4) === 0 ? [from] : [from, ...mates.slice(0, between(1, 3))], group);
  }

  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  const loose = layers.filter(({ id }) => !read.has(id));
  const vectors = loose.map(({ id }) =>
    shapes.get(id)?.length === 3 ? (add({ kind: rng.int(3) === 0 ? 'globalAvgPool' : 'flatten' }, [id], 'head') ?? id) : id,
  );
  const flat = vectors.map((id) => (rng.int(4) === 0 ? (add({ kind: 'flatten' }, [id], 'head') ?? id) : id));
  const whole = add({ kind: 'concat' }, flat, 'head') ?? '';
  const hidden = add({ kind: 'dense', units: 7, bias: true }, [whole], 'head') ?? '';
  const normal = add({ kind: 'batchNorm', momentum: 0.1, epsilon: 1e-5 }, [hidden], 'head') ?? '';
  const output = add({ kind: 'dense', units: between(2, 5), bias: rng.int(2) === 0 }, [normal], 'head') ?? '';
  const builder = new GraphBuilder();
  for (const { id, group, op, inputs } of layers) builder.add(id, group, op, inputs);
  return builder.build(output);
}

const twice = (n: number): Pair => [n, n];

/** The last layer's shape, or null where the layers are no network. */
function shapeOf(layers: readonly NetworkLayer[], output: string): readonly number[] | null {
  const read = new Set(layers.flatMap(({ inputs }) => inputs));
  const needed = layers.filter(({ id }) => id === output || read.has(id));
  try {
    return inferShapes({ version: 1, layers: closure(needed, output), output }).get(output) ?? null;
  } catch (thrown) {
    if (thrown instanceof Error && thrown.name === 'SpaceError') return null;
    throw thrown;
  }
}

/** The layers that `output` depends on. */
function closure(layers: readonly NetworkLayer[], output: string): readonly NetworkLayer[] {
  const needed = new Set([output]);
  for (const layer of [...layers].reverse()) {
    if (needed.has(layer.id)) for (const input of layer.inputs) needed.add(input);
  }
  return layers.filter(({ id }) => needed.has(id));
}

/** Values for every parameter: positive variances, the rest about 0, large enough for each tap to matter. */
export function randomWeights(sizes: ReadonlyMap<string, number>, seed: number): Map<string, Float32Array> {
  const weights = new Map<string, Float32Array>();
  for (const [name, size] of sizes) {
    const rng = Rng.fromSeed(seed, `weights:${name}`);
    const positive = name.endsWith('.variance');
    weights.set(
      name,
      Float32Array.from({ length: size }, () => (positive ? 0.2 + rng.uniform() : 1.4 * rng.uniform() - 0.7)),
    );
  }
  return weights;
}

/** Images of both signs, so that a border of zeros is no lowest value. */
export function randomImages(count: number, seed: number): Float32Array {
  const rng = Rng.fromSeed(seed, 'images');
  return Float32Array.from({ length: count }, () => 2 * rng.uniform() - 1.2);
}
