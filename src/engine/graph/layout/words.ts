import { shapeText } from '../shapes';
import type { ActivationFunction, LayerKind, LayerOp, Padding, Pair, Sides, Window } from '../types';
import { explicitSides } from '../window';
import type { OpFamily } from './types';

export const FAMILY_OF: Readonly<Record<LayerKind, OpFamily>> = {
  input: 'input',
  conv2d: 'conv',
  depthwiseConv2d: 'depthwise',
  maxPool: 'pool',
  avgPool: 'pool',
  globalAvgPool: 'pool',
  batchNorm: 'norm',
  dropout: 'norm',
  relu: 'activation',
  activation: 'activation',
  identity: 'reshape',
  zeroPad: 'reshape',
  crop: 'reshape',
  zero: 'reshape',
  flatten: 'reshape',
  dense: 'dense',
  concat: 'join',
  add: 'join',
};

/** What a colour of the drawing stands for. */
export const FAMILY_TITLES: Readonly<Record<OpFamily, string>> = {
  input: 'input',
  conv: 'convolution',
  depthwise: 'depthwise or separable convolution',
  dense: 'dense',
  pool: 'pooling',
  norm: 'normalisation, dropout',
  activation: 'activation',
  join: 'add, concat',
  reshape: 'identity, flatten, pad, crop, zero',
  group: 'folded group',
};

/** A layer inside a chain, in one word. */
export const STEP_OF: Readonly<Record<LayerKind, string>> = {
  input: 'input',
  conv2d: 'conv',
  depthwiseConv2d: 'depthwise',
  maxPool: 'pool',
  avgPool: 'pool',
  globalAvgPool: 'pool',
  batchNorm: 'norm',
  dropout: 'dropout',
  relu: 'ReLU',
  activation: 'activation',
  identity: 'identity',
  zeroPad: 'pad',
  crop: 'crop',
  zero: 'zero',
  flatten: 'flatten',
  dense: 'dense',
  concat: 'concat',
  add: 'add',
};

const by = (pair: Pair): string => `${pair[0]} by ${pair[1]}`;
const one = (pair: Pair): string => (pair[0] === pair[1] ? String(pair[0]) : by(pair));
const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const sidesWords = ({ top, bottom, left, right }: Sides): string => `${top} above, ${bottom} below, ${left} left, ${right} right`;

function paddingWords(padding: Padding): string {
  const sides = explicitSides(padding);
  if (sides === null) return padding === 'same' ? "padding 'same'" : 'no padding';
  return `padding ${sidesWords(sides)}`;
}

const FUNCTIONS: Readonly<Record<ActivationFunction, string>> = {
  tanh: 'hyperbolic tangent',
  sigmoid: 'sigmoid, 1 / (1 + exp(-x))',
  relu6: 'ReLU6, min(max(x, 0), 6)',
  swish: 'swish, x sigmoid(x)',
};

function windowWords(window: Window, dilation: Pair | null): string {
  const dilated = dilation === null || (dilation[0] === 1 && dilation[1] === 1) ? '' : `, dilation ${one(dilation)}`;
  return `stride ${one(window.stride)}${dilated}, ${paddingWords(window.padding)}`;
}

const biasWords = (bias: boolean): string => (bias ? 'with bias' : 'without bias');

/** What a layer does, in words: '3 by 3 convolution, 36 filters, stride 1, padding 'same', without bias'. */
export function opSentence(op: LayerOp): string {
  switch (op.kind) {
    case 'input':
      return `input image ${shapeText(op.shape)}`;
    case 'conv2d':
      return `${by(op.kernel)} convolution, ${plural(op.filters, 'filter')}, ${windowWords(op, op.dilation)}, ${biasWords(op.bias)}`;
    case 'depthwiseConv2d':
      return `${by(op.kernel)} depthwise convolution, ${plural(op.multiplier, 'filter')} a channel, ${windowWords(op, op.dilation)}, ${biasWords(op.bias)}`;
    case 'maxPool':
      return `maximum of ${by(op.size)} windows, ${windowWords(op, null)}`;
    case 'avgPool':
      return `average of ${by(op.size)} windows, ${windowWords(op, null)}`;
    case 'batchNorm':
      return `batch normalisation, momentum ${op.momentum}, epsilon ${op.epsilon}`;
    case 'relu':
      return 'rectified linear unit, max(x, 0)';
    case 'activation':
      return FUNCTIONS[op.fn];
    case 'zeroPad':
      return `zeros around the image: ${sidesWords(op.sides)}`;
    case 'crop':
      return `rows and columns cut off the image: ${sidesWords(op.sides)}`;
    case 'zero':
      return `zeros whatever comes in, stride ${one(op.stride)}`;
    case 'identity':
      return 'identity, passes its input on';
    case 'dropout':
      return `dropout of ${op.rate} of the values in training`;
    case 'flatten':
      return 'flatten, the image as one vector';
    case 'globalAvgPool':
      return 'average over the whole image, one number a channel';
    case 'dense':
      return `dense, ${plural(op.units, 'unit')}, ${biasWords(op.bias)}`;
    case 'concat':
      return 'concatenation of its inputs’ channels';
    case 'add':
      return 'sum of its inputs';
    default:
      return op satisfies never;
  }
}

/** 9,876 -> '9,876'; 1,440,000 -> '1.44 M'. An integer from 0. */
export function compactCount(count: number): string {
  if (count >= 1e9) return `${(count / 1e9).toFixed(2)} G`;
  if (count >= 1e6) return `${(count / 1e6).toFixed(2)} M`;
  if (count >= 1e4) return `${(count / 1e3).toFixed(1)} k`;
  return String(count).replace(/(\d)(\d{3})$/, '$1,$2');
}
