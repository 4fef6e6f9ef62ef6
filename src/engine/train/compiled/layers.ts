import { LabError } from '../../core/errors';
import type { LayerOp, NetworkLayer, Padding, Pair, Sides } from '../../graph/types';
import { explicitSides } from '../../graph/window';
import type { ProgramBuilder, ProgramValue } from '../../tensor';
import type { PlannedLayer } from '../forward';
import type { Tape } from './tape';

/** What layers are written into. */
export interface LayerWriter {
  readonly builder: ProgramBuilder;
  readonly tape: Tape;
  readonly training: boolean;
  /** A variable of a layer, by part, as variablesOf names them. */
  readonly variable: (layer: string, part: string) => ProgramValue;
  /** A mask that is drawn for each batch. */
  readonly mask: (rate: number, shape: readonly number[]) => ProgramValue;
  /** Takes over the moments of a batch-norm layer; count: of the numbers that each is of. */
  readonly onStatistics: (layer: NetworkLayer, mean: ProgramValue, variance: ProgramValue, count: number) => void;
}

type OpOf<Kind extends LayerOp['kind']> = Extract<LayerOp, { readonly kind: Kind }>;

/** x with its explicit border filled with value, to be read as 'valid'; as it is where a keyword says it all. */
function bordered(
  { builder, tape }: LayerWriter,
  x: ProgramValue,
  padding: Padding,
  value: number,
): { readonly x: ProgramValue; readonly pad: 'same' | 'valid' } {
  const border = explicitSides(padding);
  if (border === null) return { x, pad: padding === 'same' ? 'same' : 'valid' };
  const wide = tape.note(builder.pad(x, border, value), [x], (dy, give) => give(x, () => builder.unpad(dy, x.shape, border)));
  return { x: wide, pad: 'valid' };
}

type Pad = 'same' | 'valid' | [[0, 0], [number, number], [number, number], [0, 0]];

function convPad(padding: Padding): Pad {
  const border = explicitSides(padding);
  if (border === null) return padding === 'same' ? 'same' : 'valid';
  return [
    [0, 0],
    [border.top, border.bottom],
    [border.left, border.right],
    [0, 0],
  ];
}

function relu({ builder, tape }: LayerWriter, x: ProgramValue): ProgramValue {
  const y = builder.relu(x);
  return tape.note(y, [x], (dy, give) => give(x, () => builder.reluGrad(dy, y)));
}

function conv2d(writer: LayerWriter, id: string, op: OpOf<'conv2d'>, x: ProgramValue, withRelu: boolean): ProgramValue {
  const { builder, tape } = writer;
  const filter = writer.variable(id, 'filter');
  const bias = op.bias ? writer.variable(id, 'bias') : null;
  const window = {
    strides: [...op.stride] as [number, number],
    pad: convPad(op.padding),
    dilations: [...op.dilation] as [number, number],
  };
  const y = builder.conv2d(x, filter, bias, withRelu, window);
  return tape.note(y, [x, filter], (dy, give) => {
    const g = withRelu ? builder.reluGrad(dy, y) : dy;
    give(x, () => builder.conv2dInputGrad(g, filter, x, window));
    give(filter, () => builder.conv2dFilterGrad(x, g, filter, window));
    if (bias !== null) give(bias, () => builder.biasGrad(g));
  });
}

function depthwise(
  writer: LayerWriter,
  id: string,
  op: OpOf<'depthwiseConv2d'>,
  from: ProgramValue,
  withRelu: boolean,
): ProgramValue {
  const { builder, tape } = writer;
  const filter = writer.variable(id, 'filter');
  const { x, pad } = bordered(writer, from, op.padding, 0);
  const window = { strides: [...op.stride] as [number, number], pad, dilations: [...op.dilation] as [number, number] };
  const y = tape.note(builder.depthwise(x, filter, window), [x, filter], (dy, give) => {
    give(x, () => builder.depthwiseInputGrad(dy, filter, x, window));
    give(filter, () => builder.depthwiseFilterGrad(x, dy, filter, window));
  });
  if (!op.bias) return withRelu ? relu(writer, y) : y;
  const bias = writer.variable(id, 'bias');
  const z = builder.biasActivation(y, bias, withRelu);
  return tape.note(z, [y, bias], (dy, give) => {
    const g = withRelu ? builder.reluGrad(dy, z) : dy;
    give(y, () => g);
    give(bias, () => builder.biasGrad(g));
  });
}

function pool(writer: LayerWriter, op: OpOf<'maxPool' | 'avgPool'>, from: ProgramValue): ProgramValue {
  const { builder, tape } = writer;
  const isMax = op.kind === 'maxPool';
  const { x, pad } = bordered(writer, from, op.padding, isMax ? Number.NEGATIVE_INFINITY : 0);
  const window = { filterSize: [...op.size] as [number, number], strides: [...op.stride] as [number, number], pad };
  const y = isMax ? builder.maxPool(x, window) : builder.avgPool(x, window);
  return tape.note(y, [x], (dy, give) =>
    give(x, () => (isMax ? builder.maxPoolGrad(dy, x, y, window) : builder.avgPoolGrad(dy, x, window))),
  );
}

function batchNorm(
  writer: LayerWriter,
  layer: NetworkLayer,
  op: OpOf<'batchNorm'>,
  x: ProgramValue,
  withRelu: boolean,
): ProgramValue {
  const { builder, tape } = writer;
  const gamma = writer.variable(layer.id, 'gamma');
  const beta = writer.variable(layer.id, 'beta');
  const options = { epsilon: op.epsilon, relu: withRelu };
  if (!writer.training) {
    const held = { gamma, beta, mean: writer.variable(layer.id, 'mean'), variance: writer.variable(layer.id, 'variance') };
    return builder.batchNormInference(x, held, options);
  }
  const { y, mean, variance } = builder.batchNorm(x, { gamma, beta }, options);
  writer.onStatistics(layer, mean, variance, x.size / gamma.size);
  return tape.note(y, [x, gamma, beta], (dy, give) => {
    const { dx, dgamma, dbeta } = builder.batchNormGrad(dy, x, { gamma, beta, mean, variance }, options);
    give(x, () => dx);
    give(gamma, () => dgamma);
    give(beta, () => dbeta);
  });
}

function dense(writer: LayerWriter, id: string, op: OpOf<'dense'>, x: ProgramValue, withRelu: boolean): ProgramValue {
  const { builder, tape } = writer;
  const kernel = writer.variable(id, 'kernel');
  const bias = op.bias ? writer.variable(id, 'bias') : null;
  const y = builder.matMul(x, kernel, { bias, relu: withRelu });
  return tape.note(y, [x, kernel], (dy, give) => {
    const g = withRelu ? builder.reluGrad(dy, y) : dy;
    give(x, () => builder.matMul(g, kernel, { transposeB: true }));
    give(kernel, () => builder.matMul(x, g, { transposeA: true }));
    if (bias !== null) give(bias, () => builder.biasGrad(g));
  });
}

function concat({ builder, tape }: LayerWriter, inputs: readonly ProgramValue[]): ProgramValue {
  return tape.note(builder.concat(inputs), inputs, (dy, give) => {
    let begin = 0;
    for (const input of inputs) {
      const size = input.shape.at(-1) ?? 1;
      const from = begin;
      begin += size;
      give(input, () => builder.slice(dy, from, size));
    }
  });
}

function add({ builder, tape }: LayerWriter, inputs: readonly ProgramValue[]): ProgramValue {
  const y = inputs.reduce((sum, input) => builder.add(sum, input));
  if (inputs.length === 1) return y;
  return tape.note(y, inputs, (dy, give) => {
    for (const input of inputs) give(input, () => dy);
  });
}

/** What is left inside a border that is cut off; back, that border gets zeros. */
function cropped({ builder, tape }: LayerWriter, x: ProgramValue, sides: Sides): ProgramValue {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  const inside = [batch, height - sides.top - sides.bottom, width - sides.left - sides.right, channels];
  const y = builder.unpad(x, inside, sides);
  return tape.note(y, [x], (dy, give) => give(x, () => builder.pad(dy, sides, 0)));
}

/** Zeros, ceil(size / stride); x has no part in them, so nothing flows back to it. */
function zeroImage({ builder }: LayerWriter, x: ProgramValue, [down, right]: Pair): ProgramValue {
  const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
  return builder.zeros([batch, Math.ceil(height / down), Math.ceil(width / right), channels]);
}

/** The same numbers as a value of its own, so that those who read it are told from those who read x. */
function reshaped({ builder, tape }: LayerWriter, x: ProgramValue, shape: readonly number[]): ProgramValue {
  const y = builder.reshaped(x, shape);
  return tape.note(y, [x], (dy, give) => give(x, () => builder.reshaped(dy, x.shape)));
}

/** Appends one layer to a program, op for op what train/forward.ts asks of tfjs; gives its output. */
export function writeLayer(writer: LayerWriter, planned: PlannedLayer, inputs: readonly ProgramValue[]): ProgramValue {
  const { builder, tape } = writer;
  const { layer, withRelu } = planned;
  const { op, id } = layer;
  const [x] = inputs;
  if (x === undefined) {
    throw new LabError('train', `graph.${id}: a '${op.kind}' layer needs an input.`, 'Build the graph again from its genotype.');
  }
  switch (op.kind) {
    case 'input':
    case 'identity':
      return x;
    case 'conv2d':
      return conv2d(writer, id, op, x, withRelu);
    case 'depthwiseConv2d':
      return depthwise(writer, id, op, x, withRelu);
    case 'maxPool':
    case 'avgPool':
      return pool(writer, op, x);
    case 'batchNorm':
      return batchNorm(writer, layer, op, x, withRelu);
    case 'relu':
      return planned.absorbed ? x : relu(writer, x);
    case 'activation': {
      const y = builder.activation(x, op.fn);
      return tape.note(y, [x], (dy, give) => give(x, () => builder.activationGrad(dy, x, y, op.fn)));
    }
    case 'zeroPad':
      return bordered(writer, x, op.sides, 0).x;
    case 'crop':
      return cropped(writer, x, op.sides);
    case 'zero':
      return zeroImage(writer, x, op.stride);
    case 'dropout': {
      if (!writer.training || op.rate === 0) return x;
      const mask = writer.mask(op.rate, x.shape);
      return tape.note(builder.multiply(x, mask), [x], (dy, give) => give(x, () => builder.multiply(dy, mask)));
    }
    case 'flatten':
      return reshaped(writer, x, [x.shape[0] ?? 0, x.size / (x.shape[0] ?? 1)]);
    case 'globalAvgPool':
      return tape.note(builder.globalAvgPool(x), [x], (dy, give) => give(x, () => builder.globalAvgPoolGrad(dy, x)));
    case 'dense':
      return dense(writer, id, op, x, withRelu);
    case 'concat':
      return concat(writer, inputs);
    case 'add':
      return add(writer, inputs);
    default:
      return op satisfies never;
  }
}
