import type { ParameterPart } from '../../parameters';
import type { Sides } from '../../types';
import { depthwiseOutFirst, filterOutFirst, type Tensor } from '../arrays';
import { imageOf, type PlannedLayer } from '../plan';
import { noSides, resolveWindow, type WindowOp } from '../windows';
import type { Attribute, OnnxNode } from './messages';

/** Takes what the layers need besides their nodes, and answers the value's name. */
export interface OnnxWriter {
  /** A parameter in ONNX's layout: an initializer, or an input where the network has no weights. */
  parameter(layer: PlannedLayer, part: ParameterPart, layout: Layout): string;
  constant(base: string, values: readonly number[], type: 'float' | 'integer'): string;
  node(node: OnnxNode): void;
  /** A name for a value between two nodes of one layer. */
  fresh(base: string): string;
}

export type Layout = (tensor: Tensor) => Tensor;

const asIs: Layout = (tensor) => tensor;

/** ONNX's order: every axis's beginning, then every axis's end. */
const onnxPads = ({ top, bottom, left, right }: Sides): readonly number[] => [0, 0, top, left, 0, 0, bottom, right];

/**
 * A zero whose bytes are not all 0. ONNX Runtime moves a Pad of zeros into the pool behind it (its PadFusion, also in 1.30), where a
 * maximum then passes the zeros over and a padding as large as the window is refused; it leaves a Pad of minus zeros where it is.
 */
const ZERO = -0;

function pad(writer: OnnxWriter, layer: PlannedLayer, from: string, sides: Sides, value: number, output: string): void {
  const pads = writer.constant(`${layer.id}.pads`, onnxPads(sides), 'integer');
  const fill = writer.constant(`${layer.id}.fill`, [value], 'float');
  writer.node({ name: output, type: 'Pad', inputs: [from, pads, fill], output });
}

/** Rows and columns from..to in steps, of an image [batch, channels, height, width]. */
function slice(
  writer: OnnxWriter,
  layer: PlannedLayer,
  from: string,
  place: { readonly starts: readonly number[]; readonly ends: readonly number[]; readonly steps: readonly number[] },
  output: string,
): void {
  const constants = Object.entries({ starts: place.starts, ends: place.ends, axes: [2, 3], steps: place.steps }).map(
    ([name, values]) => writer.constant(`${layer.id}.${name}`, values, 'integer'),
  );
  writer.node({ name: output, type: 'Slice', inputs: [from, ...constants], output });
}

function windowNodes(writer: OnnxWriter, layer: PlannedLayer<WindowOp>, from: string): void {
  const { op, id } = layer;
  const [, , channels] = imageOf(layer);
  const { kernel, stride, dilation, sides } = resolveWindow(op, imageOf(layer));
  const pads = [sides.top, sides.left, sides.bottom, sides.right];
  const shared: { [name: string]: Attribute } = { kernel_shape: kernel, strides: stride };
  if (op.kind === 'conv2d' || op.kind === 'depthwiseConv2d') {
    const depthwise = op.kind === 'depthwiseConv2d';
    const filter = writer.parameter(layer, 'filter', depthwise ? depthwiseOutFirst : filterOutFirst);
    const inputs = [from, filter, ...(op.bias ? [writer.parameter(layer, 'bias', asIs)] : [])];
    const attributes = { ...shared, pads, dilations: dilation, group: depthwise ? channels : 1 };
    writer.node({ name: id, type: 'Conv', inputs, output: id, attributes });
    return;
  }
  const maximum = op.kind === 'maxPool';
  // Runtimes refuse a pool whose padding is as large as its window.
  const fits = Math.max(sides.top, sides.bottom) < kernel[0] && Math.max(sides.left, sides.right) < kernel[1];
  const source = fits ? from : writer.fresh(`${id}.padded`);
  if (!fits) pad(writer, layer, from, sides, maximum ? Number.NEGATIVE_INFINITY : ZERO, source);
  const attributes: { [name: string]: Attribute } = fits ? { ...shared, pads } : shared;
  if (!maximum && fits && !noSides(sides)) attributes.count_include_pad = op.padding === 'same' ? 0 : 1;
  writer.node({ name: id, type: maximum ? 'MaxPool' : 'AveragePool', inputs: [source], output: id, attributes });
}

const ACTIVATIONS = { tanh: 'Tanh', sigmoid: 'Sigmoid' } as const;

function activationNodes(writer: OnnxWriter, id: string, fn: 'tanh' | 'sigmoid' | 'relu6' | 'swish', from: string): void {
  switch (fn) {
    case 'tanh':
    case 'sigmoid':
      writer.node({ name: id, type: ACTIVATIONS[fn], inputs: [from], output: id });
      return;
    case 'relu6': {
      const bounds = [writer.constant(`${id}.min`, [0], 'float'), writer.constant(`${id}.max`, [6], 'float')];
      writer.node({ name: id, type: 'Clip', inputs: [from, ...bounds], output: id });
      return;
    }
    case 'swish': {
      const gate = writer.fresh(`${id}.gate`);
      writer.node({ name: gate, type: 'Sigmoid', inputs: [from], output: gate });
      writer.node({ name: id, type: 'Mul', inputs: [from, gate], output: id });
      return;
    }
    default:
      fn satisfies never;
  }
}

/** The nodes of one layer; its value is called after its id. inputs: values' names. Images are [batch, channels, height, width]. */
export function writeLayer(writer: OnnxWriter, layer: PlannedLayer, inputs: readonly string[]): void {
  const { op, id } = layer;
  const [first = ''] = inputs;
  const [height, width] = imageOf(layer);
  const single = (type: string, attributes: { readonly [name: string]: Attribute } = {}): void =>
    writer.node({ name: id, type, inputs: [first], output: id, attributes });
  switch (op.kind) {
    case 'input':
      return;
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'maxPool':
    case 'avgPool':
      windowNodes(writer, { ...layer, op }, first);
      return;
    case 'batchNorm': {
      const parts = (['gamma', 'beta', 'mean', 'variance'] as const).map((part) => writer.parameter(layer, part, asIs));
      const attributes = { epsilon: { float: op.epsilon }, momentum: { float: 1 - op.momentum } };
      writer.node({ name: id, type: 'BatchNormalization', inputs: [first, ...parts], output: id, attributes });
      return;
    }
    case 'relu':
      single('Relu');
      return;
    case 'activation':
      activationNodes(writer, id, op.fn, first);
      return;
    case 'identity':
      single('Identity');
      return;
    case 'zeroPad':
      pad(writer, layer, first, op.sides, ZERO, id);
      return;
    case 'crop': {
      const { top, bottom, left, right } = op.sides;
      slice(writer, layer, first, { starts: [top, left], ends: [height - bottom, width - right], steps: [1, 1] }, id);
      return;
    }
    case 'zero': {
      const [places, sizes] = [writer.fresh(`${id}.places`), writer.fresh(`${id}.sizes`)];
      slice(writer, layer, first, { starts: [0, 0], ends: [height, width], steps: op.stride }, places);
      writer.node({ name: sizes, type: 'Shape', inputs: [places], output: sizes });
      writer.node({ name: id, type: 'ConstantOfShape', inputs: [sizes], output: id, attributes: { value: { zeros: true } } });
      return;
    }
    case 'dropout': {
      const rate = writer.constant(`${id}.rate`, [op.rate], 'float');
      writer.node({ name: id, type: 'Dropout', inputs: [first, rate], output: id });
      return;
    }
    case 'flatten': {
      if (layer.inputShapes[0]?.length !== 3) {
        single('Flatten', { axis: 1 });
        return;
      }
      // The weights behind it were trained on height, width, channels in this order.
      const ordered = writer.fresh(`${id}.channels_last`);
      writer.node({ name: ordered, type: 'Transpose', inputs: [first], output: ordered, attributes: { perm: [0, 2, 3, 1] } });
      writer.node({ name: id, type: 'Flatten', inputs: [ordered], output: id, attributes: { axis: 1 } });
      return;
    }
    case 'globalAvgPool': {
      const mean = writer.fresh(`${id}.mean`);
      writer.node({ name: mean, type: 'GlobalAveragePool', inputs: [first], output: mean });
      writer.node({ name: id, type: 'Flatten', inputs: [mean], output: id, attributes: { axis: 1 } });
      return;
    }
    case 'dense': {
      const kernel = writer.parameter(layer, 'kernel', asIs);
      const bias = op.bias ? [writer.parameter(layer, 'bias', asIs)] : [];
      writer.node({ name: id, type: 'Gemm', inputs: [first, kernel, ...bias], output: id });
      return;
    }
    case 'concat':
      writer.node({ name: id, type: 'Concat', inputs, output: id, attributes: { axis: 1 } });
      return;
    case 'add':
      writer.node({ name: id, type: 'Sum', inputs, output: id });
      return;
    default:
      op satisfies never;
  }
}
