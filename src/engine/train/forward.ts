import { LabError } from '../core/errors';
import type { LayerOp, NetworkGraph, NetworkLayer, Padding, Pair, Sides } from '../graph/types';
import { isPair } from '../graph/validate';
import { activation, batchNorm, batchNormInference, conv2d, dense, depthwiseConv2d, globalAvgPool, tf } from '../tensor';

/** What differs between a training step and an evaluation. */
export type ForwardMode =
  | { readonly training: false }
  | {
      readonly training: true;
      /** Mask of a dropout layer for this batch, of the activation's shape. */
      readonly mask: (layer: string, rate: number, shape: readonly number[]) => tf.Tensor;
      /** Takes over the batch statistics of a batch-norm layer, both [channels]; the variance is the biased one. */
      readonly onStatistics: (layer: string, mean: tf.Tensor1D, variance: tf.Tensor1D, count: number) => void;
    };

/** A layer with what the plan decided about it. */
export interface PlannedLayer {
  readonly layer: NetworkLayer;
  /** True: the only reader is a ReLU, which is computed here; that ReLU then passes its input on. */
  readonly withRelu: boolean;
  /** True for the ReLU that its producer has taken over. */
  readonly absorbed: boolean;
}

const TAKES_RELU: ReadonlySet<LayerOp['kind']> = new Set(['conv2d', 'depthwiseConv2d', 'batchNorm', 'dense']);

/** Decides once per graph which ReLUs are computed inside the layer before them. */
export function planForward(graph: NetworkGraph): readonly PlannedLayer[] {
  const readers = new Map<string, NetworkLayer[]>();
  for (const layer of graph.layers) {
    for (const input of layer.inputs) readers.set(input, [...(readers.get(input) ?? []), layer]);
  }
  const withRelu = new Set<string>();
  for (const layer of graph.layers) {
    const [only, ...others] = readers.get(layer.id) ?? [];
    const read = layer.id !== graph.output && others.length === 0 && only?.op.kind === 'relu';
    if (read && TAKES_RELU.has(layer.op.kind)) withRelu.add(layer.id);
  }
  return graph.layers.map((layer) => ({
    layer,
    withRelu: withRelu.has(layer.id),
    absorbed: layer.op.kind === 'relu' && withRelu.has(layer.inputs[0] ?? ''),
  }));
}

type Border = [[0, 0], [top: number, bottom: number], [left: number, right: number], [0, 0]];

/** Explicit padding as tfjs writes it; null where a keyword says it all. */
function borderOf(padding: Padding): Border | null {
  if (padding === 'same' || padding === 'valid') return null;
  const sides = isPair(padding)
    ? { top: padding[0], bottom: padding[0], left: padding[1], right: padding[1] }
    : { top: padding.top, bottom: padding.bottom, left: padding.left, right: padding.right };
  return [
    [0, 0],
    [sides.top, sides.bottom],
    [sides.left, sides.right],
    [0, 0],
  ];
}

/** x with its explicit border filled with value, to be read as 'valid': pools differ in what a padded place holds. */
function bordered(x: tf.Tensor4D, padding: Padding, value: number): { readonly x: tf.Tensor4D; readonly pad: 'same' | 'valid' } {
  const border = borderOf(padding);
  if (border === null) return { x, pad: padding === 'same' ? 'same' : 'valid' };
  return { x: tf.pad(x, border, value), pad: 'valid' };
}

/** x: [batch, height, width, channels] without the rows and columns of sides. */
function cropped(x: tf.Tensor4D, { top, bottom, left, right }: Sides): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  return tf.slice4d(x, [0, top, left, 0], [batch, height - top - bottom, width - left - right, channels]);
}

/** Zeros, ceil(size / stride); x has no part in them, so nothing flows back to it. */
function zeroImage(x: tf.Tensor4D, [down, right]: Pair): tf.Tensor4D {
  const [batch, height, width, channels] = x.shape;
  return tf.fill([batch, Math.ceil(height / down), Math.ceil(width / right), channels], 0);
}

const tuple = (pair: Pair): [number, number] => [pair[0], pair[1]];

/** The layer's variables by part, as variablesOf names them. */
type Variables = (part: string) => tf.Tensor;

/** A batch-norm layer: by the batch's moments while training, which are handed on, and by the running ones otherwise. */
function normalise(
  x: tf.Tensor,
  layer: NetworkLayer,
  epsilon: number,
  relu: boolean,
  of: Variables,
  mode: ForwardMode,
): tf.Tensor {
  const [gamma, beta] = [of('gamma') as tf.Tensor1D, of('beta') as tf.Tensor1D];
  const options = { epsilon, activation: relu ? 'relu' : 'linear' } as const;
  if (!mode.training) {
    const parts = { gamma, beta, mean: of('mean') as tf.Tensor1D, variance: of('variance') as tf.Tensor1D };
    return batchNormInference(x, parts, options);
  }
  const { y, mean, variance } = batchNorm(x, gamma, beta, options);
  mode.onStatistics(layer.id, mean, variance, x.size / gamma.size);
  return y;
}

function applyLayer(
  planned: PlannedLayer,
  inputs: readonly tf.Tensor[],
  variables: ReadonlyMap<string, tf.Tensor>,
  mode: ForwardMode,
): tf.Tensor {
  const { layer, withRelu } = planned;
  const { op, id } = layer;
  const first = inputs[0];
  if (first === undefined) {
    throw new LabError('train', `graph.${id}: a '${op.kind}' layer needs an input.`, 'Build the graph again from its genotype.');
  }
  const variable: Variables = (part) => {
    const found = variables.get(`${id}.${part}`);
    if (found === undefined) {
      throw new LabError('train', `graph.${id}: variable '${part}' is missing.`, 'Build the graph again from its genotype.');
    }
    return found;
  };
  switch (op.kind) {
    case 'input':
      return first;
    case 'conv2d':
      return conv2d(first as tf.Tensor4D, variable('filter') as tf.Tensor4D, {
        ...(op.bias ? { bias: variable('bias') as tf.Tensor1D } : {}),
        activation: withRelu ? 'relu' : 'linear',
        strides: tuple(op.stride),
        pad: borderOf(op.padding) ?? (op.padding === 'same' ? 'same' : 'valid'),
        dilations: tuple(op.dilation),
      });
    case 'depthwiseConv2d': {
      const { x, pad } = bordered(first as tf.Tensor4D, op.padding, 0);
      return depthwiseConv2d(x, variable('filter') as tf.Tensor4D, {
        ...(op.bias ? { bias: variable('bias') as tf.Tensor1D } : {}),
        activation: withRelu ? 'relu' : 'linear',
        strides: tuple(op.stride),
        pad,
        dilations: tuple(op.dilation),
      });
    }
    case 'maxPool': {
      const { x, pad } = bordered(first as tf.Tensor4D, op.padding, Number.NEGATIVE_INFINITY);
      return tf.maxPool(x, tuple(op.size), tuple(op.stride), pad);
    }
    case 'avgPool': {
      const { x, pad } = bordered(first as tf.Tensor4D, op.padding, 0);
      return tf.avgPool(x, tuple(op.size), tuple(op.stride), pad);
    }
    case 'batchNorm':
      return normalise(first, layer, op.epsilon, withRelu, variable, mode);
    case 'relu':
      return planned.absorbed ? first : tf.relu(first);
    case 'activation':
      return activation(first, op.fn);
    case 'identity':
      return first;
    case 'zeroPad':
      return bordered(first as tf.Tensor4D, op.sides, 0).x;
    case 'crop':
      return cropped(first as tf.Tensor4D, op.sides);
    case 'zero':
      return zeroImage(first as tf.Tensor4D, op.stride);
    case 'dropout':
      return mode.training && op.rate > 0 ? tf.mul(first, mode.mask(id, op.rate, first.shape)) : first;
    case 'flatten':
      return tf.reshape(first, [first.shape[0] ?? 0, -1]);
    case 'globalAvgPool':
      return globalAvgPool(first as tf.Tensor4D);
    case 'dense':
      return dense(first as tf.Tensor2D, variable('kernel') as tf.Tensor2D, {
        ...(op.bias ? { bias: variable('bias') as tf.Tensor1D } : {}),
        activation: withRelu ? 'relu' : 'linear',
      });
    case 'concat':
      return tf.concat([...inputs], first.rank - 1);
    case 'add':
      return inputs.length === 1 ? first : tf.addN([...inputs]);
    default:
      return op satisfies never;
  }
}

/**
 * Logits [batch, classes] of images x: [batch, height, width, channels]. variables: by name, as variablesOf names them.
 * Call it inside tf.tidy.
 */
export function forward(
  plan: readonly PlannedLayer[],
  output: string,
  x: tf.Tensor4D,
  variables: ReadonlyMap<string, tf.Tensor>,
  mode: ForwardMode,
): tf.Tensor2D {
  const values = new Map<string, tf.Tensor>();
  for (const planned of plan) {
    const { layer } = planned;
    const inputs = layer.op.kind === 'input' ? [x] : layer.inputs.map((id) => valueAt(values, id, layer.id));
    values.set(layer.id, applyLayer(planned, inputs, variables, mode));
  }
  return valueAt(values, output, 'output') as tf.Tensor2D;
}

function valueAt(values: ReadonlyMap<string, tf.Tensor>, id: string, reader: string): tf.Tensor {
  const value = values.get(id);
  if (value === undefined) {
    throw new LabError(
      'train',
      `graph.${reader}: input '${id}' is not computed before it.`,
      'List the layers in topological order, the input first.',
    );
  }
  return value;
}
