import { shapeText } from './shapes';
import type { ActivationFunction, LayerOp, Pair, Sides, Window } from './types';

const size = (pair: Pair): string => `${pair[0]}×${pair[1]}`;
const stride = (window: Pick<Window, 'stride'>): string =>
  window.stride[0] === 1 && window.stride[1] === 1
    ? ''
    : `, stride ${window.stride[0] === window.stride[1] ? window.stride[0] : size(window.stride)}`;
const dilation = (pair: Pair): string =>
  pair[0] === 1 && pair[1] === 1 ? '' : `, dilation ${pair[0] === pair[1] ? pair[0] : size(pair)}`;

/** 'top 1, left 1'; sides without rows or columns are left out, alike ones are said once. */
function sidesText(sides: Sides): string {
  const { top, bottom, left, right } = sides;
  if (top === bottom && top === left && top === right) return String(top);
  const named = (['top', 'bottom', 'left', 'right'] as const).filter((side) => sides[side] > 0);
  return named.map((side) => `${side} ${sides[side]}`).join(', ');
}

const FUNCTIONS: Readonly<Record<ActivationFunction, string>> = {
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  relu6: 'ReLU6',
  swish: 'swish',
};

/** What a layer is called where people read it: '5×5 conv, 8', '2×2 max pool, stride 2', 'dense 64'. */
export function layerName(op: LayerOp): string {
  switch (op.kind) {
    case 'input':
      return `input ${shapeText(op.shape)}`;
    case 'conv2d':
      return `${size(op.kernel)} conv, ${op.filters}${stride(op)}${dilation(op.dilation)}`;
    case 'depthwiseConv2d':
      return `${size(op.kernel)} depthwise conv${op.multiplier === 1 ? '' : `, ×${op.multiplier}`}${stride(op)}${dilation(op.dilation)}`;
    case 'maxPool':
      return `${size(op.size)} max pool${stride(op)}`;
    case 'avgPool':
      return `${size(op.size)} average pool${stride(op)}`;
    case 'batchNorm':
      return 'batch norm';
    case 'relu':
      return 'ReLU';
    case 'activation':
      return FUNCTIONS[op.fn];
    case 'zeroPad':
      return `zero pad ${sidesText(op.sides)}`;
    case 'crop':
      return `crop ${sidesText(op.sides)}`;
    case 'zero':
      return `zero${stride(op)}`;
    case 'identity':
      return 'identity';
    case 'dropout':
      return `dropout ${op.rate}`;
    case 'flatten':
      return 'flatten';
    case 'globalAvgPool':
      return 'global average pool';
    case 'dense':
      return `dense ${op.units}`;
    case 'concat':
      return 'concat';
    case 'add':
      return 'add';
    default:
      op satisfies never;
      return '';
  }
}
