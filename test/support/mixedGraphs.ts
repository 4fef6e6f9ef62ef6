import type { Rng } from '../../src/engine/core/rng';
import type { Shape } from '../../src/engine/core/shape';
import { GraphBuilder } from '../../src/engine/graph/builder';
import * as ops from '../../src/engine/graph/ops';
import { inferShapes } from '../../src/engine/graph/shapes';
import type { ActivationFunction, LayerOp, NetworkGraph, Pair } from '../../src/engine/graph/types';

const ONE: Pair = [1, 1];
const TWO: Pair = [2, 2];
const FUNCTIONS: readonly ActivationFunction[] = ['tanh', 'sigmoid', 'relu6', 'swish'];
/** Wider than this no layer makes its input: the reference counts in plain loops. */
const WIDEST = 12;

function pick<T>(rng: Rng, from: readonly T[]): T {
  const found = from[rng.int(from.length)];
  if (found === undefined) throw new RangeError('nothing to pick from');
  return found;
}

const sides = (rng: Rng, most: number): { top: number; bottom: number; left: number; right: number } => ({
  top: rng.int(most + 1),
  bottom: rng.int(most + 1),
  left: rng.int(most + 1),
  right: rng.int(most + 1),
});

const KERNELS: readonly Pair[] = [ONE, [3, 3], [1, 3], [3, 1], [1, 7], [7, 1], [5, 5]];

/** The ops of the catalogue's spaces on one image, by name; dropout is left to the caller's rate. */
const UNARY: Readonly<Record<string, (rng: Rng, channels: number, dropout: number) => LayerOp>> = {
  conv: (rng) => ops.conv2d(1 + rng.int(6), pick(rng, KERNELS), { stride: pick(rng, [ONE, ONE, TWO]), bias: rng.int(2) === 0 }),
  dilated: (rng) =>
    ops.conv2d(
      1 + rng.int(6),
      pick(rng, [
        [3, 3],
        [5, 5],
      ] as const),
      { dilation: TWO, stride: pick(rng, [ONE, TWO]) },
    ),
  depthwise: (rng, channels) =>
    ops.depthwiseConv2d(
      pick(rng, [
        [3, 3],
        [5, 5],
        [7, 7],
      ] as const),
      {
        stride: pick(rng, [ONE, TWO]),
        dilation: pick(rng, [ONE, TWO]),
        bias: rng.int(2) === 0,
        multiplier: channels <= WIDEST / 2 ? 1 + rng.int(2) : 1,
      },
    ),
  subsample: () => ops.pool('avgPool', ONE, TWO, 'same'),
  pool: (rng) =>
    ops.pool(
      pick(rng, ['maxPool', 'avgPool'] as const),
      pick(rng, [
        [2, 2],
        [3, 3],
        [5, 5],
        [7, 7],
      ] as const),
      pick(rng, [ONE, TWO]),
      'same',
    ),
  relu: () => ops.relu,
  activation: (rng) => ops.activation(pick(rng, FUNCTIONS)),
  norm: () => ops.batchNorm(0.1, 1e-3),
  identity: () => ops.identity,
  zeroPad: (rng) => ops.zeroPad(sides(rng, 2)),
  zero: (rng) => ops.zero(pick(rng, [ONE, TWO])),
  dropout: (_rng, _channels, rate) => ops.dropout(rate),
};

interface Value {
  readonly id: string;
  readonly shape: Shape;
}

/** Shape of an op's output, by a graph of its own where it has one input. */
function shapeOf(op: LayerOp, from: readonly Value[]): Shape {
  const [first] = from;
  const shape = first?.shape ?? [];
  if (op.kind === 'add') return shape;
  if (op.kind === 'concat') {
    return [...shape.slice(0, -1), from.reduce((sum, value) => sum + (value.shape.at(-1) ?? 0), 0)];
  }
  const graph = new GraphBuilder();
  const input = graph.input(shape);
  return inferShapes(graph.build(graph.add('op', 'cell1', op, [input]))).get('op') ?? [];
}

/** Writes layers down, keeps their shapes and who is read. */
class Writer {
  readonly values: Value[] = [];
  private readonly graph = new GraphBuilder();
  private readonly read = new Set<string>();

  constructor(shape: Shape) {
    this.values.push({ id: this.graph.input(shape), shape });
  }

  add(name: string, op: LayerOp, from: readonly Value[]): Value {
    const ids = from.map(({ id }) => id);
    for (const id of ids) this.read.add(id);
    const value = { id: this.graph.add(`${name}${this.values.length}`, 'cell1', op, ids), shape: shapeOf(op, from) };
    this.values.push(value);
    return value;
  }

  unread(): readonly Value[] {
    return this.values.filter(({ id }) => !this.read.has(id));
  }

  build(output: Value): NetworkGraph {
    return this.graph.build(output.id);
  }
}

/**
 * A random graph of about so many layers on small images: every op of the cell spaces, sums and concatenations of several
 * values with repetitions, values with several readers, zero edges, and a head that reads whatever nobody has read.
 */
export function mixedGraph(rng: Rng, layers: number, classes: number, dropout = 0): NetworkGraph {
  const writer = new Writer([5 + rng.int(5), 5 + rng.int(5), 1 + rng.int(3)]);
  const names = Object.keys(UNARY);
  for (let made = 0; made < layers; made += 1) {
    const from = pick(rng, writer.values.slice(-5));
    const [height = 0, width = 0, channels = 0] = from.shape;
    const alike = writer.values.filter(({ shape }) => shape.join() === from.shape.join());
    const sameSize = writer.values.filter(({ shape }) => shape[0] === height && shape[1] === width);
    const kind = rng.int(10);
    if (kind === 0) {
      writer.add(
        'add',
        { kind: 'add' },
        Array.from({ length: 1 + rng.int(8) }, () => pick(rng, alike)),
      );
    } else if (kind === 1) {
      const parts = Array.from({ length: 1 + rng.int(4) }, () => pick(rng, sameSize));
      const wide = writer.add('concat', { kind: 'concat' }, parts);
      if ((wide.shape[2] ?? 0) > WIDEST) writer.add('narrow', ops.conv2d(4, ONE, { bias: false }), [wide]);
    } else if (kind === 2 && height > 3 && width > 3) {
      writer.add('crop', ops.crop({ top: 1, bottom: rng.int(2), left: 1, right: rng.int(2) }), [from]);
    } else {
      const name = pick(rng, names);
      const op = UNARY[name]?.(rng, channels, dropout) ?? ops.identity;
      if (op.kind === 'zeroPad' && height * width > 120) continue;
      writer.add(name, op, [from]);
    }
  }
  const means = writer.unread().map((value) => writer.add('mean', { kind: 'globalAvgPool' }, [value]));
  const joined = writer.add('joined', { kind: 'concat' }, means);
  const hidden = writer.add('hidden', ops.dense(6), [joined]);
  const active = writer.add('active', ops.activation('swish'), [hidden]);
  return writer.build(writer.add('logits', ops.dense(classes), [active]));
}
