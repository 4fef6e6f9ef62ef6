import type { JsonValue } from '../../../core/json';
import type { Sides } from '../../types';
import { stretched, type Tensor } from '../arrays';
import { imageOf, type PlannedLayer, parameterOf } from '../plan';
import { tensorFlowWindow } from '../tensorflow';
import { noSides, ONE, type ResolvedWindow, resolveWindow, samePair, type WindowOp } from '../windows';

/** One weight of a layer, as the manifest lists it after the layer's name. */
export interface TfjsWeight {
  readonly name: string;
  /** Values are null where the network has none. */
  readonly tensor: { readonly shape: readonly number[]; readonly values: Float32Array | null };
}

/** Collects a layers model. add answers the new layer's name. */
export interface TfjsWriter {
  add(
    name: string,
    className: string,
    config: { readonly [key: string]: JsonValue },
    from: readonly string[],
    weights?: readonly TfjsWeight[],
  ): string;
  /** The name of the layer that stands for a layer of the graph. */
  nameOf(id: string): string;
  /** A name for a layer that the graph does not have. */
  fresh(base: string): string;
}

const sidesJson = ({ top, bottom, left, right }: Sides): JsonValue => [
  [top, bottom],
  [left, right],
];

const asIs = (tensor: Tensor): Tensor => tensor;

function weight(
  layer: PlannedLayer,
  part: Parameters<typeof parameterOf>[1],
  name: string,
  layout: (tensor: Tensor) => Tensor = asIs,
): TfjsWeight {
  const { shape, values } = parameterOf(layer, part);
  return { name, tensor: values === null ? { shape, values } : layout({ shape, values }) };
}

/**
 * An image with `sides` around it that no maximum takes. tfjs pads with zeros only, so the border is made: an image of ones
 * with zeros around it, times L, less L, is 0 inside and -L around, L the largest float32; the padded image is added to it,
 * which leaves every value inside as it was.
 */
function lowestBorder(writer: TfjsWriter, name: string, from: string, sides: Sides): string {
  const padding = sidesJson(sides);
  const image = writer.add(writer.fresh(`${name}_border_image`), 'ZeroPadding2D', { padding }, [from]);
  const ones = writer.add(writer.fresh(`${name}_border_ones`), 'Rescaling', { scale: 0, offset: 1 }, [from]);
  const inside = writer.add(writer.fresh(`${name}_border_inside`), 'ZeroPadding2D', { padding }, [ones]);
  const lowest = writer.add(writer.fresh(`${name}_border_lowest`), 'Rescaling', { scale: LARGEST, offset: -LARGEST }, [inside]);
  return writer.add(writer.fresh(`${name}_border`), 'Add', {}, [image, lowest]);
}

/** 2^127: its multiples by 0 and 1 are exact, and no activation comes near it. */
const LARGEST = 2 ** 127;

/** tfjs ignores the dilation of a depthwise layer: its filter gets zeros between the taps instead. */
function undilated(op: WindowOp, window: ResolvedWindow): ResolvedWindow {
  if (op.kind !== 'depthwiseConv2d') return window;
  const reach = (axis: 0 | 1): number => window.dilation[axis] * (window.kernel[axis] - 1) + 1;
  return { ...window, kernel: [reach(0), reach(1)], dilation: ONE };
}

function windowLayers(writer: TfjsWriter, layer: PlannedLayer<WindowOp>, from: string): void {
  const { op } = layer;
  const resolved = undilated(op, resolveWindow(op, imageOf(layer)));
  const window = tensorFlowWindow(op, resolved);
  const name = writer.nameOf(layer.id);
  let source = from;
  if (window.border !== null) {
    source =
      op.kind === 'maxPool'
        ? lowestBorder(writer, name, source, window.border)
        : writer.add(writer.fresh(`${name}_border`), 'ZeroPadding2D', { padding: sidesJson(window.border) }, [source]);
  }
  const shared = { strides: window.stride, padding: window.padding, data_format: 'channels_last' };
  const own = window.subsample === null ? name : writer.fresh(`${name}_every_place`);
  switch (op.kind) {
    case 'conv2d':
    case 'depthwiseConv2d': {
      const biases = op.bias ? [weight(layer, 'bias', 'bias')] : [];
      const convolution = { ...shared, kernel_size: resolved.kernel, use_bias: op.bias };
      if (op.kind === 'conv2d') {
        const config = { ...convolution, filters: op.filters, dilation_rate: window.dilation };
        writer.add(own, 'Conv2D', config, [source], [weight(layer, 'filter', 'kernel'), ...biases]);
      } else {
        const filter = weight(layer, 'filter', 'depthwise_kernel', (tensor) => stretched(tensor, op.dilation));
        writer.add(own, 'DepthwiseConv2D', { ...convolution, depth_multiplier: op.multiplier }, [source], [filter, ...biases]);
      }
      break;
    }
    case 'maxPool':
    case 'avgPool':
      writer.add(own, op.kind === 'maxPool' ? 'MaxPooling2D' : 'AveragePooling2D', { ...shared, pool_size: op.size }, [source]);
      break;
    default:
      op satisfies never;
  }
  if (window.subsample !== null) everyPlace(writer, name, own, window.subsample);
}

/** Every stride-th row and column: a maximum over windows of one place. */
function everyPlace(writer: TfjsWriter, name: string, from: string, stride: readonly [number, number]): string {
  const config = { pool_size: ONE, strides: stride, padding: 'valid', data_format: 'channels_last' };
  return writer.add(name, 'MaxPooling2D', config, [from]);
}

/** The Keras layers of one layer; the last of them is called after it. */
export function writeLayer(writer: TfjsWriter, layer: PlannedLayer): void {
  const { op } = layer;
  const name = writer.nameOf(layer.id);
  const from = layer.inputs.map((id) => writer.nameOf(id));
  const [first = ''] = from;
  const single = (className: string, config: { readonly [key: string]: JsonValue } = {}): string =>
    writer.add(name, className, config, [first]);
  switch (op.kind) {
    case 'input':
      return;
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'maxPool':
    case 'avgPool':
      windowLayers(writer, { ...layer, op }, first);
      return;
    case 'batchNorm': {
      const weights = [
        weight(layer, 'gamma', 'gamma'),
        weight(layer, 'beta', 'beta'),
        weight(layer, 'mean', 'moving_mean'),
        weight(layer, 'variance', 'moving_variance'),
      ];
      const config = { axis: -1, momentum: 1 - op.momentum, epsilon: op.epsilon, center: true, scale: true };
      writer.add(name, 'BatchNormalization', config, [first], weights);
      return;
    }
    case 'relu':
      single('Activation', { activation: 'relu' });
      return;
    case 'activation':
      single('Activation', { activation: op.fn });
      return;
    case 'identity':
      single('Activation', LINEAR);
      return;
    case 'zeroPad':
      if (noSides(op.sides)) single('Activation', LINEAR);
      else single('ZeroPadding2D', { padding: sidesJson(op.sides) });
      return;
    case 'crop':
      single('Cropping2D', { cropping: sidesJson(op.sides), data_format: 'channels_last' });
      return;
    case 'zero': {
      // ReLU with nothing above 0: zeros whatever the input holds.
      const source = samePair(op.stride, ONE) ? first : everyPlace(writer, writer.fresh(`${name}_places`), first, op.stride);
      writer.add(name, 'ReLU', { max_value: 0 }, [source]);
      return;
    }
    case 'dropout':
      single('Dropout', { rate: op.rate });
      return;
    case 'flatten':
      if (layer.inputShapes[0]?.length === 3) single('Flatten', { data_format: 'channels_last' });
      else single('Activation', LINEAR);
      return;
    case 'globalAvgPool':
      single('GlobalAveragePooling2D', { data_format: 'channels_last' });
      return;
    case 'dense': {
      const weights = [weight(layer, 'kernel', 'kernel'), ...(op.bias ? [weight(layer, 'bias', 'bias')] : [])];
      writer.add(name, 'Dense', { units: op.units, use_bias: op.bias }, [first], weights);
      return;
    }
    case 'concat':
    case 'add':
      if (from.length === 1) single('Activation', LINEAR);
      else if (op.kind === 'add') writer.add(name, 'Add', {}, distinct(writer, name, from));
      else writer.add(name, 'Concatenate', { axis: -1 }, distinct(writer, name, from));
      return;
    default:
      op satisfies never;
  }
}

/**
 * The inputs, with a layer of its own for every repetition: tfjs counts a layer that reads a value twice as one reader, and
 * frees the value for the others too early.
 */
function distinct(writer: TfjsWriter, name: string, from: readonly string[]): readonly string[] {
  return from.map((input, i) =>
    from.indexOf(input) === i ? input : writer.add(writer.fresh(`${name}_again`), 'Activation', LINEAR, [input]),
  );
}

const LINEAR = { activation: 'linear' };
