import { batchNorm, conv2d, pool, relu } from '../../graph/ops';
import type { LayerOp, NetworkGraph } from '../../graph/types';
import type { CellType } from '../cells/cellText';
import { factorizedReduction } from '../cells/factorizedReduction';
import { channelsOf, type Feature, FeatureGraph, type Steps, sameSize } from '../cells/featureGraph';
import { poolingHead, separableTwice } from '../cells/pieces';
import type { BuildOptions } from '../types';
import type { EnasCell, EnasEdge } from './genotype';

export interface EnasMicroNetwork {
  /** N: normal cell, R: reduction cell, in order. */
  readonly arch: string;
  /** Before the first reduction; each reduction doubles them, the stem has three times as many. */
  readonly filters: number;
  readonly norm: LayerOp;
}

/** Keras's defaults, momentum counted here as the weight of the new batch. */
const KERAS_NORM = batchNorm(0.01, 1e-3);

/**
 * The document's filters, and fewer for the lab.
 * Deviation: 'teach' follows its batches faster (weight 0.1), since it is trained for hundreds of steps, not thousands.
 */
export const ENAS_MICRO_PROFILES = {
  paper: { filters: 64, norm: KERAS_NORM },
  teach: { filters: 16, norm: batchNorm(0.1, 1e-3) },
} as const;

interface Room {
  readonly graph: FeatureGraph;
  readonly group: string;
  readonly filters: number;
  readonly norm: LayerOp;
}

function halved({ graph, filters, norm }: Room, group: string, id: string, from: Feature): Feature {
  return factorizedReduction(graph, group, id, from, { filters, norm, relu: true, bias: true, steps: 'pooled' });
}

function aligned({ graph, group, filters, norm }: Room, id: string, from: Feature): Feature {
  const steps: Steps = [
    ['relu', relu],
    ['conv', conv2d(filters, [1, 1])],
    ['norm', norm],
  ];
  return graph.chain(group, id, from, steps);
}

/** The first input as large and as deep as the second is made: halved where it is larger, aligned where it is deeper. */
function calibrated(room: Room, before: Feature, last: Feature): readonly [Feature, Feature] {
  const { group, filters } = room;
  const fitted = (id: string, from: Feature): Feature =>
    channelsOf(from) === filters ? from : aligned(room, `${group}.${id}`, from);
  if (before.id === last.id) {
    const both = fitted('input0', before);
    return [both, both];
  }
  const first = sameSize(before, last) ? fitted('input0', before) : halved(room, group, `${group}.input0`, before);
  return [first, fitted('input1', last)];
}

function edge({ graph, group, filters, norm }: Room, id: string, { op }: EnasEdge, state: Feature): Feature {
  const name = `${id}.${op}`;
  switch (op) {
    case 'sep5':
    case 'sep3':
      return graph.chain(group, name, state, separableTwice(filters, op === 'sep5' ? 5 : 3, { norm, bias: true }));
    case 'avg3':
    case 'max3':
      return graph.add(group, name, pool(op === 'avg3' ? 'avgPool' : 'maxPool', [3, 3], [1, 1], 'same'), [state]);
    case 'identity':
      return state;
    default:
      return op satisfies never;
  }
}

/** A node is the sum of its edges; what no node reads, an input of the cell included, is concatenated into its output. */
function addCell(room: Room, cell: EnasCell, inputs: readonly [Feature, Feature]): Feature {
  const { graph, group } = room;
  const states: Feature[] = [...inputs];
  const read = new Set<string>();
  cell.forEach(([left, right], i) => {
    const id = `${group}.node${i + 1}`;
    const ends = [left, right].map((each, side) => {
      const state = states[each.from] as Feature;
      read.add(state.id);
      return edge(room, `${id}.${side === 0 ? 'left' : 'right'}`, each, state);
    });
    states.push(graph.add(group, id, { kind: 'add' }, ends));
  });
  return graph.concat(
    group,
    `${group}.output`,
    states.filter(({ id }) => !read.has(id)),
  );
}

/**
 * Hypernets' ENAS micro network: stem, the cells of `arch` each reading the two before it, ReLU, global average pooling, classifier.
 * Every convolution has a bias. Before a reduction cell the last output is halved and its channels doubled; the edges of both kinds
 * of cells have stride 1.
 */
export function buildEnasMicro(
  cells: ReadonlyMap<CellType, EnasCell>,
  { arch, filters: initial, norm }: EnasMicroNetwork,
  options: BuildOptions,
): NetworkGraph {
  const graph = new FeatureGraph();
  const stem = graph.chain('stem', 'stem', graph.input(options.input), [
    ['conv', conv2d(3 * initial, [3, 3])],
    ['norm', norm],
  ]);
  let [before, last] = [stem, stem];
  let reductions = 0;
  [...arch].forEach((letter, i) => {
    const type: CellType = letter === 'N' ? 'normal' : 'reduction';
    if (type === 'reduction') reductions += 1;
    const room: Room = { graph, group: `cell${i + 1}`, filters: initial * 2 ** reductions, norm };
    if (type === 'reduction') {
      const group = `reduce${reductions}`;
      [before, last] = [last, halved(room, group, group, last)];
    }
    const output = addCell(room, cells.get(type) ?? [], calibrated(room, before, last));
    [before, last] = [last, output];
  });
  const active = graph.chain('head', 'head', last, [['relu', relu]]);
  return graph.build(graph.chain('head', 'head', active, poolingHead(options.classes)));
}
