import { batchNorm, conv2d, identity, pool, zero } from '../../graph/ops';
import type { NetworkGraph } from '../../graph/types';
import { factorizedReduction } from '../cells/factorizedReduction';
import { type Feature, FeatureGraph } from '../cells/featureGraph';
import { poolingHead, reluConvNorm, separable, separableTwice } from '../cells/pieces';
import type { BuildOptions } from '../types';
import type { DartsOp } from './genotype';

/** An edge of a cell to be built; a cell as the search has it, or the guide's, may hold 'none'. */
export interface CellEdge {
  readonly op: DartsOp | 'none';
  /** 0: the cell before the last, 1: the last cell, 2...: the nodes of this cell. */
  readonly from: number;
}
export type CellNodes = readonly (readonly CellEdge[])[];

export interface DartsSize {
  readonly cells: number;
  /** Of a node in the first cells, C; the stem has three times as many, each reduction doubles them. */
  readonly channels: number;
}

/** The authors' evaluation network on CIFAR-10, and one for seconds in the lab. */
export const DARTS_SIZE: Readonly<Record<'paper' | 'teach', DartsSize>> = {
  paper: { cells: 20, channels: 36 },
  teach: { cells: 4, channels: 8 },
};

/** PyTorch's defaults. */
const NORM = batchNorm(0.1, 1e-5);

interface CellRoom {
  readonly graph: FeatureGraph;
  readonly group: string;
  readonly filters: number;
  readonly reduces: boolean;
}

function halved({ graph, group, filters }: CellRoom, id: string, from: Feature): Feature {
  return factorizedReduction(graph, group, id, from, { filters, norm: NORM, relu: true, bias: false, steps: 'strided' });
}

/** The mean of the 3×3 window centred on each place, of what lies inside the image. */
function mean({ graph, group }: CellRoom, id: string, from: Feature): Feature {
  return graph.add(group, id, pool('avgPool', [3, 3], [1, 1], 'same'), [from]);
}

/** x[::2, ::2]: at stride 2 'same' would start one place later than the authors' centred windows. */
function everySecond({ graph, group }: CellRoom, id: string, from: Feature): Feature {
  return graph.add(group, id, pool('avgPool', [1, 1], [2, 2], 'valid'), [from]);
}

function edge(room: CellRoom, id: string, { op, from }: CellEdge, state: Feature): Feature {
  const { graph, group, filters, reduces } = room;
  const stride = reduces && from < 2 ? 2 : 1;
  const options = { norm: NORM, stride, padding: 'centred' } as const;
  const name = `${id}.${op}`;
  switch (op) {
    case 'none':
      return graph.add(group, name, zero([stride, stride]), [state]);
    case 'max_pool_3x3':
      return graph.add(group, name, pool('maxPool', [3, 3], [stride, stride], [1, 1]), [state]);
    case 'avg_pool_3x3':
      return stride === 1 ? mean(room, name, state) : everySecond(room, `${name}.every2`, mean(room, name, state));
    case 'skip_connect':
      return stride === 1 ? graph.add(group, name, identity, [state]) : halved(room, name, state);
    case 'sep_conv_3x3':
    case 'sep_conv_5x5':
      return graph.chain(group, name, state, separableTwice(filters, op === 'sep_conv_3x3' ? 3 : 5, options));
    case 'dil_conv_3x3':
    case 'dil_conv_5x5':
      return graph.chain(group, name, state, separable(filters, op === 'dil_conv_3x3' ? 3 : 5, { ...options, dilation: 2 }));
    default:
      return op satisfies never;
  }
}

/** Each node is the sum of its two edges; the output is the concatenation of the nodes. */
function addCell(room: CellRoom, cell: CellNodes, before: Feature, last: Feature, reducedBefore: boolean): Feature {
  const { graph, group, filters } = room;
  const calibrated = (id: string, from: Feature): Feature =>
    graph.chain(group, `${group}.${id}`, from, reluConvNorm(filters, [1, 1], { norm: NORM }));
  const states: Feature[] = [
    reducedBefore ? halved(room, `${group}.input0`, before) : calibrated('input0', before),
    calibrated('input1', last),
  ];
  const nodes = cell.map((edges, i) => {
    const id = `${group}.node${i + 1}`;
    const ends = edges.map((each, k) => edge(room, `${id}.edge${k + 1}`, each, states[each.from] as Feature));
    const node = graph.add(group, id, { kind: 'add' }, ends);
    states.push(node);
    return node;
  });
  return graph.add(group, `${group}.output`, { kind: 'concat' }, nodes);
}

/**
 * The evaluation network of Liu et al. 2019 (section 3.2): stem, cells of which those at a third and at two thirds reduce, global
 * average pooling, classifier. Without the auxiliary head and without drop path.
 */
export function buildDarts(
  genotype: { readonly normal: CellNodes; readonly reduce: CellNodes },
  { cells, channels }: DartsSize,
  options: BuildOptions,
): NetworkGraph {
  const graph = new FeatureGraph();
  const stem = graph.chain('stem', 'stem', graph.input(options.input), [
    ['conv', conv2d(3 * channels, [3, 3], { bias: false })],
    ['norm', NORM],
  ]);
  let [before, last] = [stem, stem];
  let filters = channels;
  let reducedBefore = false;
  for (let i = 0; i < cells; i += 1) {
    const reduces = i === Math.floor(cells / 3) || i === Math.floor((2 * cells) / 3);
    if (reduces) filters *= 2;
    const room: CellRoom = { graph, group: `cell${i + 1}`, filters, reduces };
    const output = addCell(room, reduces ? genotype.reduce : genotype.normal, before, last, reducedBefore);
    [before, last, reducedBefore] = [last, output, reduces];
  }
  // A derived cell reads both of its inputs; one of the guide's may leave one out.
  return graph.buildReached(graph.chain('head', 'head', last, poolingHead(options.classes)));
}
