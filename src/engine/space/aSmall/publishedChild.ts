import { LabError } from '../../core/errors';
import { GraphBuilder } from '../../graph/builder';
import { batchNorm, conv2d, dense, depthwiseConv2d, dropout, flatten, identity, pool, relu } from '../../graph/ops';
import { shapeText } from '../../graph/shapes';
import type { NetworkGraph, Padding } from '../../graph/types';
import { windowAxis } from '../../graph/window';
import type { BuildOptions, Profile } from '../types';
import { type ASmallOp, type Cell, CONV_SIDE } from './ops';

/** Where the graph has come to: the last layer and its output's size. */
interface Place {
  readonly id: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

const CHANGES_CHANNELS: { readonly [op in ASmallOp]: boolean } = {
  twoconv: true,
  conv3: true,
  conv5: true,
  conv7: true,
  max: false,
  avg: false,
  identity: false,
  sep: true,
};

/** Zeros that the printed code adds above and to the left where an image is lower than the kernel. */
const RESCUE = 3;

/**
 * The child as the paper's printed code builds it, faults kept (docs/space-a-small.md lists them): every convolution pads by 1
 * whatever its kernel; an image lower than the kernel gets three more zeros above and to the left; pools are 3×3, stride
 * 1, with a ReLU; sep is two separable convolutions with batch norm; the second cell takes 64 channels for granted
 * and leaves its second op out where it finds another number; a ReLU follows each 2×2 max pool; the hidden layer has no bias.
 * Deviation: where the printed code would quietly skip layers because an image side has come down to 1, this throws.
 */
export function buildPublishedChild(cell: Cell, profile: Profile, options: BuildOptions): NetworkGraph {
  const builder = new GraphBuilder();
  const [inputHeight = 0, inputWidth = 0, inputChannels = 0] = options.input;

  const resized = (id: string, from: Place, kernel: number, stride: number, padding: Padding, channels: number): Place => {
    const height = windowAxis(from.height, kernel, stride, 1, padding, 0).output;
    const width = windowAxis(from.width, kernel, stride, 1, padding, 1).output;
    if (height <= 1 || width <= 1) {
      throw new LabError(
        'space',
        `a-small ${cell.join(',')}, profile as-published: images of ${shapeText(options.input)} come down to ` +
          `${shapeText([Math.max(height, 0), Math.max(width, 0)])} at ${id}; a side of at least 2 is needed.`,
        'Use larger images, or the profile teach or paper, whose ops keep the size.',
      );
    }
    return { id, height, width, channels };
  };

  const applyOp = (group: string, position: number, op: ASmallOp, from: Place, filters: number): Place => {
    const id = `${group}.op${position}.${op}`;
    switch (op) {
      case 'conv3':
      case 'conv5':
      case 'conv7': {
        const side = CONV_SIDE[op];
        const padding: Padding = from.height < side ? { top: 1 + RESCUE, bottom: 1, left: 1 + RESCUE, right: 1 } : [1, 1];
        const place = resized(id, from, side, 1, padding, filters);
        const last = builder.chain(group, from.id, [
          [id, conv2d(filters, [side, side], { padding })],
          [`${id}.relu`, relu],
        ]);
        return { ...place, id: last };
      }
      case 'twoconv': {
        const last = builder.chain(group, from.id, [
          [`${id}.1x3`, conv2d(filters, [1, 3], { padding: [1, 1], bias: false })],
          [`${id}.3x1`, conv2d(filters, [3, 1], { padding: 'valid', bias: false })],
          [`${id}.relu`, relu],
        ]);
        return { ...from, id: last, channels: filters };
      }
      case 'sep': {
        const last = builder.chain(group, from.id, [
          [`${id}.a.depthwise`, depthwiseConv2d([3, 3], { padding: [1, 1], bias: false })],
          [`${id}.a.pointwise`, conv2d(from.channels, [1, 1], { bias: false })],
          [`${id}.a.norm`, batchNorm(0.1, 1e-3)],
          [`${id}.a.relu`, relu],
          [`${id}.b.depthwise`, depthwiseConv2d([3, 3], { padding: [1, 1], bias: false })],
          [`${id}.b.pointwise`, conv2d(filters, [1, 1], { bias: false })],
          [`${id}.b.norm`, batchNorm(0.1, 1e-3)],
          [`${id}.b.relu`, relu],
        ]);
        return { ...from, id: last, channels: filters };
      }
      case 'max':
      case 'avg': {
        const last = builder.chain(group, from.id, [
          [id, pool(op === 'max' ? 'maxPool' : 'avgPool', [3, 3], [1, 1], [1, 1])],
          [`${id}.relu`, relu],
        ]);
        return { ...from, id: last };
      }
      case 'identity':
        return { ...from, id: builder.add(id, group, identity, [from.id]) };
      default:
        op satisfies never;
        return from;
    }
  };

  const applyCell = (index: number, from: Place, assumedChannels: number, filters: number): Place => {
    const group = `cell${index}`;
    const first = applyOp(group, 1, cell[0], from, filters);
    const expected = CHANGES_CHANNELS[cell[0]] ? filters : assumedChannels;
    if (first.channels !== expected) {
      return { ...first, id: builder.add(`${group}.op2.${cell[1]}.skipped`, group, identity, [first.id]) };
    }
    return applyOp(group, 2, cell[1], first, filters);
  };

  let place: Place = { id: builder.input(options.input), height: inputHeight, width: inputWidth, channels: inputChannels };
  let assumedChannels = inputChannels;
  profile.filters.forEach((filters, i) => {
    place = applyCell(i + 1, place, assumedChannels, filters);
    assumedChannels = filters;
    const reduce = `reduce${i + 1}`;
    const halved = resized(reduce, place, 2, 2, 'valid', place.channels);
    const last = builder.chain(reduce, place.id, [
      [reduce, pool('maxPool', [2, 2], [2, 2], 'valid')],
      [`${reduce}.relu`, relu],
    ]);
    place = { ...halved, id: last };
  });
  return builder.build(
    builder.chain('head', place.id, [
      ['head.flatten', flatten],
      ['head.dense', dense(profile.denseUnits, false)],
      ['head.relu', relu],
      ['head.dropout', dropout(profile.dropout)],
      ['head.logits', dense(options.classes)],
    ]),
  );
}
