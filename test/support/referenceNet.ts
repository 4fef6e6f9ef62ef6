import { inferShapes } from '../../src/engine/graph/shapes';
import type {
  ActivationFunction,
  Sides as Border,
  LayerOp,
  NetworkGraph,
  NetworkLayer,
  Padding,
} from '../../src/engine/graph/types';
import { isPair } from '../../src/engine/graph/validate';
import { batchNorm, moments } from '../../src/engine/tensor/reference/batchNorm';
import { conv2d } from '../../src/engine/tensor/reference/conv';
import { depthwiseConv2d } from '../../src/engine/tensor/reference/depthwise';
import { outputSizes, type Sides, type Values, type WindowSpec } from '../../src/engine/tensor/reference/geometry';
import { concatColumns, globalAvgPool, scaledSum } from '../../src/engine/tensor/reference/mixed';
import { avgPool, maxPool } from '../../src/engine/tensor/reference/pool';
import { matMul, relu, softmaxCrossEntropy } from '../../src/engine/tensor/reference/training';

/** A batch of activations, [batch, ...shape], in double precision. */
interface Activation {
  readonly values: Float64Array;
  /** Without the batch. */
  readonly shape: readonly number[];
}

type Windowed = Extract<LayerOp, { readonly padding: unknown }>;
const ONE = [1, 1] as const;

function sidesOf(padding: Padding): readonly [Sides, Sides] {
  if (typeof padding === 'string') throw new TypeError(`${padding} is no explicit padding`);
  if (isPair(padding)) {
    return [
      [padding[0], padding[0]],
      [padding[1], padding[1]],
    ];
  }
  return [
    [padding.top, padding.bottom],
    [padding.left, padding.right],
  ];
}

function windowOf(op: Windowed, batch: number, [height = 0, width = 0]: readonly number[]): WindowSpec {
  const kernel = 'kernel' in op ? op.kernel : op.size;
  const dilation = 'dilation' in op ? op.dilation : ONE;
  const pad = typeof op.padding === 'string' ? op.padding : sidesOf(op.padding);
  return { batch, height, width, kernel, stride: op.stride, dilation, pad };
}

/** x in a border of `value`: pools treat explicit padding as places of the image. */
function bordered({ values, shape }: Activation, batch: number, padding: Padding, value: number): Activation {
  const [height = 0, width = 0, channels = 0] = shape;
  const [[top, bottom], [left, right]] = sidesOf(padding);
  const rows = height + top + bottom;
  const columns = width + left + right;
  const framed = new Float64Array(batch * rows * columns * channels).fill(value);
  for (let n = 0; n < batch; n += 1) {
    for (let h = 0; h < height; h += 1) {
      const from = (n * height + h) * width * channels;
      framed.set(values.subarray(from, from + width * channels), ((n * rows + h + top) * columns + left) * channels);
    }
  }
  return { values: framed, shape: [rows, columns, channels] };
}

/** x without the rows and columns of a border, place by place. */
function cropped({ values, shape }: Activation, batch: number, sides: Border): Activation {
  const [height = 0, width = 0, channels = 0] = shape;
  const rows = height - sides.top - sides.bottom;
  const columns = width - sides.left - sides.right;
  const inside = new Float64Array(batch * rows * columns * channels).map((_, i) => {
    const [c, w] = [i % channels, Math.floor(i / channels) % columns];
    const [h, n] = [Math.floor(i / channels / columns) % rows, Math.floor(i / channels / columns / rows)];
    return values[((n * height + h + sides.top) * width + w + sides.left) * channels + c] ?? Number.NaN;
  });
  return { values: inside, shape: [rows, columns, channels] };
}

const FUNCTIONS: Readonly<Record<ActivationFunction, (x: number) => number>> = {
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  relu6: (x) => Math.min(Math.max(x, 0), 6),
  swish: (x) => x / (1 + Math.exp(-x)),
};

function pooled(op: Extract<LayerOp, { kind: 'maxPool' | 'avgPool' }>, x: Activation, batch: number): Activation {
  const average = op.kind === 'avgPool';
  const explicit = typeof op.padding !== 'string';
  const from = explicit ? bordered(x, batch, op.padding, average ? 0 : Number.NEGATIVE_INFINITY) : x;
  const channels = x.shape[2] ?? 0;
  const spec = { ...windowOf({ ...op, padding: explicit ? 'valid' : op.padding }, batch, from.shape), channels };
  const [, height, width] = outputSizes(spec);
  return { values: (average ? avgPool : maxPool)(spec, from.values), shape: [height, width, channels] };
}

/**
 * Mean loss of a batch through a graph in training mode, by the plain kernels of src/engine/tensor/reference in double
 * precision: none of the code that trains. Variables by name; dropout must be off.
 */
export function referenceLoss(
  graph: NetworkGraph,
  variables: ReadonlyMap<string, Values>,
  pixels: Values,
  targets: Values,
  batch: number,
): number {
  const shapes = inferShapes(graph);
  const done = new Map<string, Activation>();
  const activationAt = (id: string): Activation => {
    const found = done.get(id);
    if (found === undefined) throw new TypeError(`${id} is not computed yet`);
    return found;
  };
  const apply = ({ id, op, inputs }: NetworkLayer): Activation => {
    const all = inputs.map(activationAt);
    const x = all[0] ?? { values: Float64Array.from(pixels), shape: shapes.get(id) ?? [] };
    const variable = (part: string): Values => variables.get(`${id}.${part}`) ?? [];
    const last = x.shape.at(-1) ?? 0;
    switch (op.kind) {
      case 'input':
      case 'identity':
        return x;
      case 'flatten':
        return { values: x.values, shape: [x.values.length / batch] };
      case 'conv2d': {
        const spec = { ...windowOf(op, batch, x.shape), inChannels: last, outChannels: op.filters };
        const [, height, width] = outputSizes(spec);
        const values = conv2d(spec, x.values, variable('filter'), op.bias ? variable('bias') : undefined);
        return { values, shape: [height, width, op.filters] };
      }
      case 'depthwiseConv2d': {
        const spec = { ...windowOf(op, batch, x.shape), channels: last, multiplier: op.multiplier };
        const [, height, width] = outputSizes(spec);
        const made = last * op.multiplier;
        const bias = op.bias ? variable('bias') : [];
        const linear = depthwiseConv2d(spec, x.values, variable('filter'));
        return { values: linear.map((value, i) => value + (bias[i % made] ?? 0)), shape: [height, width, made] };
      }
      case 'maxPool':
      case 'avgPool':
        return pooled(op, x, batch);
      case 'batchNorm': {
        const values = batchNorm(x.values, variable('gamma'), variable('beta'), moments(x.values, last), op.epsilon);
        return { values, shape: x.shape };
      }
      case 'relu':
        return { values: relu(x.values), shape: x.shape };
      case 'activation':
        return { values: x.values.map(FUNCTIONS[op.fn]), shape: x.shape };
      case 'zeroPad':
        return bordered(x, batch, op.sides, 0);
      case 'crop':
        return cropped(x, batch, op.sides);
      case 'zero': {
        const shape = shapes.get(id) ?? [];
        return { values: new Float64Array(shape.reduce((product, n) => product * n, batch)), shape };
      }
      case 'dropout':
        if (op.rate > 0) throw new TypeError('dropout is on');
        return x;
      case 'globalAvgPool':
        return { values: globalAvgPool(x.values, batch, last), shape: [last] };
      case 'dense': {
        const linear = matMul(x.values, variable('kernel'), [batch, op.units, last], false, false);
        const bias = op.bias ? variable('bias') : [];
        return { values: linear.map((value, i) => value + (bias[i % op.units] ?? 0)), shape: [op.units] };
      }
      case 'concat': {
        const columns = all.map(({ shape }) => shape.at(-1) ?? 0);
        const values = concatColumns(
          all.map((each) => each.values),
          columns,
        );
        return { values, shape: [...x.shape.slice(0, -1), columns.reduce((sum, n) => sum + n, 0)] };
      }
      case 'add': {
        const values = scaledSum(
          all.map((each) => each.values),
          new Float64Array(all.length).fill(1),
          x.values.length,
        );
        return { values, shape: x.shape };
      }
      default:
        return op satisfies never;
    }
  };
  for (const layer of graph.layers) done.set(layer.id, apply(layer));
  const { values, shape } = activationAt(graph.output);
  return softmaxCrossEntropy(values, targets, shape[0] ?? 1).loss;
}
