import {
  activation,
  avgPool,
  batchNorm,
  bool,
  choice,
  conv2d,
  dense,
  dynamic,
  flatten,
  maxPool,
  optional,
  or,
  orderOf,
  permutation,
  repeat,
  sequential,
  use,
  when,
} from '../blocks/combinators';
import { spaceOf } from '../blocks/space';
import type { SpaceDefinition } from '../blocks/types';

const convolution = sequential(
  conv2d({ filters: use('blockFilters'), kernel: use('kernel') }),
  permutation({ bn: optional(batchNorm(), use('bn')), act: activation('relu') }, use('order')),
);

/**
 * The convolutional space of Hypernets' introduction with its default options: 2 to 6 blocks, each of convolutions and a 2×2 pool of
 * stride 2. The first two blocks have two convolutions of `filters`; block n (from 0) after them has 3, 4 or 5, decided for each block,
 * of filters * 2^(n - 1). Then two dense layers of `units`.
 *   2 filters x 2 kernels x 2 poolings x 2 batch norm x 2 orders x 3 units x sum over b = 2..6 of 3^(b - 2) (= 121) = 11,616 points.
 * Deviations: logits instead of a softmax; in profile `teach` the convolutions have a quarter of the filters and the dense layers
 * 1/32 of the units.
 */
export const CNN_DEFINITION: SpaceDefinition = {
  version: 1,
  title: 'Hypernets CNN: blocks of convolutions',
  source: 'Hypernets, Neural Architecture Search: Define A CNN Search Space',
  hyperparameters: {
    blocks: choice([2, 3, 4, 5, 6]),
    filters: choice([32, 64]),
    kernel: choice([1, 3]),
    pooling: choice(['max', 'avg']),
    bn: bool(),
    order: orderOf('bn', 'act'),
    units: choice([1024, 2048, 4096]),
    blockFilters: dynamic('max(1, round(filters * (block < 2 ? 1 : 2 ^ (block - 1)) * width))'),
    denseUnits: dynamic('max(1, round(units * dense))'),
  },
  network: repeat(
    sequential(
      when('block < 2', repeat(convolution, 2, { name: 'pair' }), repeat(convolution, choice([3, 4, 5]), { name: 'convs' })),
      or({ max: maxPool({ size: 2 }), avg: avgPool({ size: 2 }) }, use('pooling')),
    ),
    use('blocks'),
    { name: 'block', step: 'block' },
  ),
  head: sequential(
    flatten,
    dense({ name: 'fc1', units: use('denseUnits'), activation: 'relu' }),
    dense({ name: 'fc2', units: use('denseUnits'), activation: 'relu' }),
  ),
  profiles: { paper: { width: 1, dense: 1 }, teach: { width: 0.25, dense: 0.03125 } },
};

export const hypernetsCnn = spaceOf(CNN_DEFINITION, 'hypernets-cnn');
