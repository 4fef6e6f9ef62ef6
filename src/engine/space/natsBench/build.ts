import { batchNorm, conv2d, pool, relu, zero } from '../../graph/ops';
import type { NetworkGraph } from '../../graph/types';
import { type Feature, FeatureGraph } from '../cells/featureGraph';
import { poolingHead, reluConvNorm, square } from '../cells/pieces';
import type { BuildOptions } from '../types';
import type { NatsOp, NatsTopology } from './topology';

export interface NatsSize {
  /** Cells in each of the three stages, N. */
  readonly cells: number;
  /** Of the first stage, C; the second has 2C, the third 4C. */
  readonly channels: number;
}

/** The benchmark's network, and one for seconds in the lab. */
export const NATS_SIZE: Readonly<Record<'paper' | 'teach', NatsSize>> = {
  paper: { cells: 5, channels: 16 },
  teach: { cells: 1, channels: 8 },
};

const STAGES = 3;
/** PyTorch's defaults. */
const NORM = batchNorm(0.1, 1e-5);
const CENTRED = { norm: NORM, padding: 'centred' } as const;

function edge(graph: FeatureGraph, group: string, id: string, op: NatsOp, filters: number, from: Feature): Feature {
  switch (op) {
    case 'none':
    case 'skip_connect':
      return from;
    case 'nor_conv_1x1':
    case 'nor_conv_3x3':
      return graph.chain(group, id, from, reluConvNorm(filters, square(op === 'nor_conv_1x1' ? 1 : 3), CENTRED));
    case 'avg_pool_3x3':
      return graph.add(group, `${id}.pool`, pool('avgPool', [3, 3], [1, 1], 'same'), [from]);
    default:
      return op satisfies never;
  }
}

/** Nodes that the output depends on: it reaches them over edges other than 'none'. needed[i] is node i's. */
function neededNodes(topology: NatsTopology): readonly boolean[] {
  const needed = [...topology.map(() => false), true];
  for (let node = topology.length; node > 0; node -= 1) {
    topology[node - 1]?.forEach((op, from) => {
      if (needed[node] && op !== 'none') needed[from] = true;
    });
  }
  return needed;
}

/**
 * Deviation: what does not change the output is left out. An edge 'none' adds nothing, a node without inputs is zero and so is what
 * reads it, a node that nothing reads is not built; 'skip_connect' is the node it leads from. Genotypes that differ in these alone
 * give the same graph. A cell whose output is zero is one layer of zeros.
 */
function addCell(graph: FeatureGraph, group: string, topology: NatsTopology, filters: number, input: Feature): Feature {
  const needed = neededNodes(topology);
  const nodes: (Feature | null)[] = [input];
  topology.forEach((edges, i) => {
    const node = i + 1;
    const terms: Feature[] = [];
    edges.forEach((op, from) => {
      const source = nodes[from];
      if (!needed[node] || op === 'none' || source === null || source === undefined) return;
      terms.push(edge(graph, group, `${group}.node${node}.from${from}`, op, filters, source));
    });
    const [first] = terms;
    if (first === undefined) nodes.push(null);
    else nodes.push(terms.length === 1 ? first : graph.add(group, `${group}.node${node}`, { kind: 'add' }, terms));
  });
  return nodes[nodes.length - 1] ?? graph.add(group, `${group}.zero`, zero([1, 1]), [input]);
}

/** The residual block between two stages: 3×3 at stride 2 and 3×3, beside a 2×2 mean and a 1×1 convolution. */
function addReduction(graph: FeatureGraph, group: string, filters: number, input: Feature): Feature {
  const down = graph.chain(group, `${group}.conv1`, input, reluConvNorm(filters, [3, 3], { ...CENTRED, stride: 2 }));
  const body = graph.chain(group, `${group}.conv2`, down, reluConvNorm(filters, [3, 3], CENTRED));
  // Deviation: 'same', so that odd sizes fit too; even ones, the benchmark's, are as there.
  const short = graph.chain(group, `${group}.short`, input, [
    ['pool', pool('avgPool', [2, 2], [2, 2], 'same')],
    ['conv', conv2d(filters, [1, 1], { bias: false })],
  ]);
  return graph.add(group, `${group}.add`, { kind: 'add' }, [body, short]);
}

/** The macro network of NAS-Bench-201 (Dong and Yang 2020, figure 1): stem, three stages of N cells, classifier. */
export function buildNats(topology: NatsTopology, { cells, channels }: NatsSize, options: BuildOptions): NetworkGraph {
  const graph = new FeatureGraph();
  let last = graph.chain('stem', 'stem', graph.input(options.input), [
    ['conv', conv2d(channels, [3, 3], { bias: false })],
    ['norm', NORM],
  ]);
  for (let stage = 0; stage < STAGES; stage += 1) {
    const filters = channels * 2 ** stage;
    if (stage > 0) last = addReduction(graph, `reduce${stage}`, filters, last);
    for (let i = 0; i < cells; i += 1) last = addCell(graph, `cell${stage * cells + i + 1}`, topology, filters, last);
  }
  const active = graph.chain('head', 'head', last, [
    ['norm', NORM],
    ['relu', relu],
  ]);
  return graph.build(graph.chain('head', 'head', active, poolingHead(options.classes)));
}
