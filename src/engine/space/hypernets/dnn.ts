import {
  activation,
  batchNorm,
  bool,
  choice,
  dense,
  dropout,
  dynamic,
  flatten,
  optional,
  orderOf,
  permutation,
  repeat,
  sequential,
  steppedReal,
  use,
} from '../blocks/combinators';
import { spaceOf } from '../blocks/space';
import type { SpaceDefinition } from '../blocks/types';

/**
 * The dense space of Hypernets' introduction: 2 to 4 layers of `units` that shrink by `reduce` each time, every layer followed by
 * activation, batch norm (where it is on) and dropout in one of six orders; all layers alike.
 *   3 units x 3 reduce x 3 layers x 2 activations x 2 batch norm x 6 dropout x 6 orders = 3,888 points.
 * Units are cut to whole numbers, as Keras does. Deviations: the image is flattened first (the document's input is a vector of 10);
 * the output has one logit a class instead of a sigmoid; in profile `teach` every layer has a tenth of its units.
 */
export const DNN_DEFINITION: SpaceDefinition = {
  version: 1,
  title: 'Hypernets DNN: dense layers that shrink',
  source: 'Hypernets, Neural Architecture Search: Define A DNN Search Space',
  hyperparameters: {
    units: choice([200, 500, 1000]),
    reduce: choice([1, 0.8, 0.5]),
    layers: choice([2, 3, 4]),
    activation: choice(['relu', 'tanh']),
    bn: bool(),
    dropout: steppedReal(0, 0.5, 0.1),
    order: orderOf('act', 'bn', 'dropout'),
    // 320.00000000000006 and 102.4 units are 320 and 102.
    blockUnits: dynamic('max(1, floor(units * reduce ^ step * width))'),
  },
  network: sequential(
    flatten,
    repeat(
      sequential(
        dense({ units: use('blockUnits') }),
        permutation(
          {
            act: activation(use('activation')),
            bn: optional(batchNorm(), use('bn')),
            dropout: dropout(use('dropout')),
          },
          use('order'),
        ),
      ),
      use('layers'),
      { name: 'block' },
    ),
  ),
  profiles: { paper: { width: 1 }, teach: { width: 0.1 } },
};

export const hypernetsDnn = spaceOf(DNN_DEFINITION, 'hypernets-dnn');
