import type { Shape } from '../core/shape';
import type { LayerOp, NetworkGraph, NetworkLayer, Pair, Sides, Window } from './types';
import { graphError, layerPath, validateGraph } from './validate';
import { windowAxis } from './window';

const SMALLER = 'Use larger images, or an op with a smaller window.';
const CUT = 'Use larger images, or cut fewer rows and columns off.';
const EDIT = 'Edit the layer or its inputs.';

export function shapeText(shape: Shape): string {
  return shape.join('×');
}

function asImage(where: string, kind: string, shape: Shape): readonly [number, number, number] {
  const [height, width, channels] = shape;
  if (shape.length !== 3 || height === undefined || width === undefined || channels === undefined) {
    throw graphError(where, `'${kind}' reads an image [height, width, channels], got [${shape.join(', ')}]`, EDIT);
  }
  return [height, width, channels];
}

/** [height, width] after a window; LabError 'space' where it does not fit the padded image. */
function slide(where: string, what: string, shape: Shape, kernel: Pair, dilation: Pair, window: Window): Pair {
  const [height, width] = asImage(where, what, shape);
  const rows = windowAxis(height, kernel[0], window.stride[0], dilation[0], window.padding, 0);
  const columns = windowAxis(width, kernel[1], window.stride[1], dilation[1], window.padding, 1);
  if (rows.output < 1 || columns.output < 1) {
    throw graphError(where, `a ${kernel[0]}×${kernel[1]} window does not fit an image of ${shapeText(shape)}`, SMALLER);
  }
  return [rows.output, columns.output];
}

/** [height, width] of a layer's input with rows and columns added (sign 1) or cut off (sign -1). */
function resized(where: string, op: { readonly kind: string; readonly sides: Sides }, shape: Shape, sign: 1 | -1): Shape {
  const [height, width, channels] = asImage(where, op.kind, shape);
  const { top, bottom, left, right } = op.sides;
  const rows = height + sign * (top + bottom);
  const columns = width + sign * (left + right);
  if (rows < 1 || columns < 1) {
    throw graphError(
      where,
      `cutting ${top + bottom} rows and ${left + right} columns leaves nothing of ${shapeText(shape)}`,
      CUT,
    );
  }
  return [rows, columns, channels];
}

function zeroShape(where: string, op: { readonly kind: string; readonly stride: Pair }, shape: Shape): Shape {
  const [height, width, channels] = asImage(where, op.kind, shape);
  return [Math.ceil(height / op.stride[0]), Math.ceil(width / op.stride[1]), channels];
}

const UNDILATED: Pair = [1, 1];

/**
 * Output shape of one layer, without the batch; `where` names it in errors. LabError 'space' where the inputs do not fit: a window
 * outside the image, sums or concatenations of different sizes.
 */
export function outputShape(where: string, op: LayerOp, inputs: readonly Shape[]): Shape {
  const first = inputs[0] ?? [];
  switch (op.kind) {
    case 'input':
      return op.shape;
    case 'conv2d':
      return [...slide(where, op.kind, first, op.kernel, op.dilation, op), op.filters];
    case 'depthwiseConv2d':
      return [...slide(where, op.kind, first, op.kernel, op.dilation, op), asImage(where, op.kind, first)[2] * op.multiplier];
    case 'maxPool':
    case 'avgPool':
      return [...slide(where, op.kind, first, op.size, UNDILATED, op), asImage(where, op.kind, first)[2]];
    case 'batchNorm':
    case 'relu':
    case 'activation':
    case 'identity':
    case 'dropout':
      return first;
    case 'zeroPad':
      return resized(where, op, first, 1);
    case 'crop':
      return resized(where, op, first, -1);
    case 'zero':
      return zeroShape(where, op, first);
    case 'flatten':
      return [first.reduce((product, size) => product * size, 1)];
    case 'globalAvgPool':
      return [asImage(where, op.kind, first)[2]];
    case 'dense':
      if (first.length !== 1)
        throw graphError(where, `'dense' reads a vector, got [${first.join(', ')}]`, 'Flatten the image first.');
      return [op.units];
    case 'add':
      for (const shape of inputs) {
        if (shape.join() !== first.join()) {
          throw graphError(where, `'add' needs equal shapes, got ${inputs.map(shapeText).join(' and ')}`, EDIT);
        }
      }
      return first;
    case 'concat': {
      const place = first.slice(0, -1).join();
      let channels = 0;
      for (const shape of inputs) {
        if (shape.length !== first.length || shape.slice(0, -1).join() !== place) {
          throw graphError(where, `'concat' needs equal heights and widths, got ${inputs.map(shapeText).join(' and ')}`, EDIT);
        }
        channels += shape[shape.length - 1] ?? 0;
      }
      return [...first.slice(0, -1), channels];
    }
    default:
      op satisfies never;
      return first;
  }
}

/** Inputs' shapes of a layer, in order; the map comes from inferShapes. */
export function inputShapes(shapes: ReadonlyMap<string, Shape>, layer: NetworkLayer): readonly Shape[] {
  return layer.inputs.map((id) => shapes.get(id) ?? []);
}

/** Output shape of every layer by id, without the batch. Validates the graph; LabError 'space' where shapes disagree. */
export function inferShapes(graph: NetworkGraph): ReadonlyMap<string, Shape> {
  validateGraph(graph);
  const shapes = new Map<string, Shape>();
  graph.layers.forEach((layer, index) => {
    shapes.set(layer.id, outputShape(layerPath(layer, index), layer.op, inputShapes(shapes, layer)));
  });
  return shapes;
}

/** Number of classes: the length of the output, which must be a vector. LabError 'space' where it is not. */
export function graphClasses(graph: NetworkGraph): number {
  const shape = inferShapes(graph).get(graph.output) ?? [];
  const [classes] = shape;
  if (shape.length !== 1 || classes === undefined) {
    throw graphError(`graph.output (${graph.output})`, `the output must be a vector of logits, got [${shape.join(', ')}]`, EDIT);
  }
  return classes;
}
