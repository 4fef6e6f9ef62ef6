import { GraphBuilder } from '../../graph/builder';
import { conv2d, dense, depthwiseConv2d, dropout, flatten, identity, pool, relu } from '../../graph/ops';
import type { NetworkGraph } from '../../graph/types';
import type { Steps } from '../cells/featureGraph';
import type { BuildOptions, Profile } from '../types';
import { type ASmallOp, type Cell, CONV_SIDE } from './ops';

/** An op of the text: height and width kept, one ReLU after its convolutions, none after pools. */
export function opSteps(id: string, op: ASmallOp, filters: number): Steps {
  switch (op) {
    case 'conv3':
    case 'conv5':
    case 'conv7': {
      const side = CONV_SIDE[op];
      return [
        [id, conv2d(filters, [side, side])],
        [`${id}.relu`, relu],
      ];
    }
    case 'twoconv':
      return [
        [`${id}.1x3`, conv2d(filters, [1, 3])],
        [`${id}.3x1`, conv2d(filters, [3, 1])],
        [`${id}.relu`, relu],
      ];
    case 'sep':
      return [
        [`${id}.depthwise`, depthwiseConv2d([3, 3], { bias: false })],
        [`${id}.pointwise`, conv2d(filters, [1, 1])],
        [`${id}.relu`, relu],
      ];
    case 'max':
      return [[id, pool('maxPool', [2, 2], [1, 1], 'same')]];
    case 'avg':
      return [[id, pool('avgPool', [2, 2], [1, 1], 'same')]];
    case 'identity':
      return [[id, identity]];
    default:
      op satisfies never;
      return [];
  }
}

/**
 * The child of the paper's section 3.3: cell, 2×2 max pool, cell with twice the filters, 2×2 max pool, dense + ReLU +
 * dropout, dense to the classes. Profiles 'paper' and 'teach'. Input at least 4×4, so that both pools have something to
 * halve.
 */
export function buildTextChild(cell: Cell, profile: Profile, options: BuildOptions): NetworkGraph {
  const builder = new GraphBuilder();
  let last = builder.input(options.input);
  profile.filters.forEach((filters, i) => {
    const group = `cell${i + 1}`;
    cell.forEach((op, j) => {
      last = builder.chain(group, last, opSteps(`${group}.op${j + 1}.${op}`, op, filters));
    });
    last = builder.add(`reduce${i + 1}`, `reduce${i + 1}`, pool('maxPool', [2, 2], [2, 2], 'valid'), [last]);
  });
  return builder.build(
    builder.chain('head', last, [
      ['head.flatten', flatten],
      ['head.dense', dense(profile.denseUnits)],
      ['head.relu', relu],
      ['head.dropout', dropout(profile.dropout)],
      ['head.logits', dense(options.classes)],
    ]),
  );
}
