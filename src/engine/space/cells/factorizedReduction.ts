import { conv2d, crop, pool, relu, zeroPad } from '../../graph/ops';
import type { LayerOp } from '../../graph/types';
import type { Feature, FeatureGraph, Steps } from './featureGraph';

export interface ReductionOptions {
  readonly filters: number;
  readonly norm: LayerOp;
  /** A ReLU before both paths. */
  readonly relu: boolean;
  /** Of the two convolutions. */
  readonly bias: boolean;
  /**
   * 'strided': 1×1 convolutions with stride 2, the shifted image padded only where its size is odd. 'pooled': 1×1 average pools with
   * stride 2 before plain 1×1 convolutions, and always padded: the same sums, with a layer for each step of the printed model.
   */
  readonly steps: 'strided' | 'pooled';
}

/**
 * Halves height and width (rounding up) without losing every other pixel:
 *   norm(concat(W1 x[::2, ::2], W2 x[1::2, 1::2])),  W1: 1×1 to floor(filters / 2), W2: 1×1 to the rest.
 * An odd size is filled up with a row and a column of zeros, so that both halves fit. Zoph et al. 2018 (code), Liu et al. 2019 (code).
 */
export function factorizedReduction(
  graph: FeatureGraph,
  group: string,
  id: string,
  from: Feature,
  options: ReductionOptions,
): Feature {
  const { filters, norm, bias, steps } = options;
  const active = options.relu ? graph.add(group, `${id}.relu`, relu, [from]) : from;
  const [height = 1, width = 1] = active.shape;
  const half = Math.floor(filters / 2);
  const sampled = (path: string, count: number): Steps =>
    steps === 'pooled'
      ? [
          [`${path}.pool`, pool('avgPool', [1, 1], [2, 2], 'valid')],
          [`${path}.conv`, conv2d(count, [1, 1], { bias })],
        ]
      : [[`${path}.conv`, conv2d(count, [1, 1], { stride: [2, 2], bias })]];
  const below = steps === 'pooled' ? 1 : height % 2;
  const right = steps === 'pooled' ? 1 : width % 2;
  const padding: Steps = below + right > 0 ? [['odd.pad', zeroPad({ top: 0, bottom: below, left: 0, right })]] : [];
  const even = graph.chain(group, id, active, sampled('even', half));
  const odd = graph.chain(group, id, active, [
    ...padding,
    ['odd.crop', crop({ top: 1, bottom: 0, left: 1, right: 0 })],
    ...sampled('odd', filters - half),
  ]);
  const both = graph.add(group, `${id}.concat`, { kind: 'concat' }, [even, odd]);
  return graph.add(group, `${id}.norm`, norm, [both]);
}
