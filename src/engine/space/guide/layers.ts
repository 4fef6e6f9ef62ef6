import { batchNorm, conv2d, depthwiseConv2d, pool, relu } from '../../graph/ops';
import type { LayerOp } from '../../graph/types';
import type { Steps } from '../cells/featureGraph';
import { square } from '../cells/pieces';

/** PyTorch's defaults, as in the guide's own networks. */
const NORM = batchNorm(0.1, 1e-5);

/** What the guide's filters are divided by in a profile: its networks are for ImageNet's images and machines. */
export const GUIDE_SCALE: Readonly<Record<'paper' | 'teach', number>> = { paper: 1, teach: 4 };

export const scaled = (filters: number, profile: string): number =>
  Math.max(1, Math.round(filters / GUIDE_SCALE[profile === 'paper' ? 'paper' : 'teach']));

/** Convolution, batch normalisation, ReLU. */
export function convBlock(filters: number, side: number): Steps {
  return [['conv', conv2d(filters, square(side), { bias: false })], ...ending()];
}

/** Depthwise, then pointwise convolution. */
export function separableBlock(filters: number, side: number): Steps {
  return [
    ['depthwise', depthwiseConv2d(square(side), { bias: false })],
    ['pointwise', conv2d(filters, [1, 1], { bias: false })],
    ...ending(),
  ];
}

/** Pointwise, then depthwise convolution: so that a depthwise one has a number of filters, too. */
export function depthwiseBlock(filters: number, side: number): Steps {
  return [
    ['pointwise', conv2d(filters, [1, 1], { bias: false })],
    ['depthwise', depthwiseConv2d(square(side), { bias: false })],
    ...ending(),
  ];
}

const ending = (): Steps => [
  ['norm', NORM],
  ['relu', relu],
];

/** A 2×2 max pool that halves, rounding up. */
export const halving: LayerOp = pool('maxPool', [2, 2], [2, 2], 'same');
