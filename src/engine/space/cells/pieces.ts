import { conv2d, dense, depthwiseConv2d, relu } from '../../graph/ops';
import type { LayerOp, Padding, Pair } from '../../graph/types';
import type { Steps } from './featureGraph';

/**
 * The pieces that the cells of DARTS, NAS-Bench-201, ENAS and NASNet are made of. 'centred' pads half the window's reach on every
 * side, as PyTorch's code asks for; 'same' is TensorFlow's, which puts the odd row below. They differ at stride 2 alone.
 */
export type PaddingStyle = 'same' | 'centred';

export interface PieceOptions {
  readonly norm: LayerOp;
  readonly stride?: number;
  readonly padding?: PaddingStyle;
}

export const square = (side: number): Pair => [side, side];

/** Padding that keeps ceil(size / stride) for an odd kernel. */
export function paddingFor(style: PaddingStyle, kernel: Pair, dilation = 1): Padding {
  return style === 'same' ? 'same' : [(dilation * (kernel[0] - 1)) / 2, (dilation * (kernel[1] - 1)) / 2];
}

/** ReLU, convolution without bias, normalisation. */
export function reluConvNorm(filters: number, kernel: Pair, { norm, stride = 1, padding = 'same' }: PieceOptions): Steps {
  return [
    ['relu', relu],
    ['conv', conv2d(filters, kernel, { stride: square(stride), padding: paddingFor(padding, kernel), bias: false })],
    ['norm', norm],
  ];
}

export interface SeparableOptions extends PieceOptions {
  readonly dilation?: number;
  /** Of the pointwise convolution; false unless told. */
  readonly bias?: boolean;
}

/** ReLU, depthwise and pointwise convolution, normalisation; the stride and the dilation are the depthwise convolution's. */
export function separable(filters: number, side: number, options: SeparableOptions): Steps {
  const { norm, stride = 1, padding = 'same', dilation = 1, bias = false } = options;
  const kernel = square(side);
  return [
    ['relu', relu],
    [
      'depthwise',
      depthwiseConv2d(kernel, {
        stride: square(stride),
        padding: paddingFor(padding, kernel, dilation),
        dilation: square(dilation),
        bias: false,
      }),
    ],
    ['pointwise', conv2d(filters, [1, 1], { bias })],
    ['norm', norm],
  ];
}

/** A separable convolution applied twice, the second at stride 1: NASNet's, and after it ENAS's and DARTS's. */
export function separableTwice(filters: number, side: number, options: SeparableOptions): Steps {
  const named = (turn: number, steps: Steps): Steps => steps.map(([name, op]) => [`${name}${turn}`, op] as const);
  return [...named(1, separable(filters, side, options)), ...named(2, separable(filters, side, { ...options, stride: 1 }))];
}

/** Global average pooling, then one logit a class. */
export function poolingHead(classes: number): Steps {
  return [
    ['pool', { kind: 'globalAvgPool' }],
    ['logits', dense(classes)],
  ];
}
