import { batchNorm, dense, dropout, flatten, pool, relu } from '../../graph/ops';
import type { NetworkGraph } from '../../graph/types';
import type { ASmallOp } from '../aSmall/ops';
import { opSteps } from '../aSmall/textChild';
import { type Feature, FeatureGraph, type Steps } from '../cells/featureGraph';
import { PROFILES } from '../profiles';
import type { BuildOptions } from '../types';

/** An op and the index of the hidden state it reads: 0 the cell's input, 1 the input of the cell before, 2... the blocks. */
export interface LargeEnd {
  readonly from: number;
  readonly op: ASmallOp;
}
export type LargeBlock = readonly LargeEnd[];

/**
 * Profile 'teach' departs from the text in two ways, so that a drawn cell is worth its training. It has half of A_small's filters, since
 * a cell concatenates 2 B ops where A_small's has one after the other. And it normalises the hidden layer, which reads thousands of
 * values, most of them positive: a step of Adam moves every weight by about the learning rate, and at 2e-3 nine of ten
 * hidden units were below zero for every image within one epoch, for good (docs/space-a-large.md has the figures).
 */
const SIZES = {
  paper: { filters: PROFILES.paper.filters, norm: [] },
  teach: { filters: [4, 8], norm: [['norm', batchNorm(0.1, 1e-3)]] },
} as const satisfies Record<string, { readonly filters: readonly number[]; readonly norm: Steps }>;

const halve = pool('maxPool', [2, 2], [2, 2], 'valid');

/**
 * The child of section 3.3 with cells of blocks: cell, 2×2 max pool, cell with twice the filters, 2×2 max pool, dense + ReLU + dropout,
 * dense to the classes. A cell's output is the concatenation of its blocks, as in the printed code. The input of the cell before is the
 * image for the first cell, and the image through a 2×2 max pool for the second. Deviations: the printed code gives the cell's own input
 * there, under both names; it puts a ReLU after each pool, and leaves the hidden layer out.
 */
export function buildLargeChild(blocks: readonly LargeBlock[], options: BuildOptions): NetworkGraph {
  const { denseUnits, dropout: rate } = PROFILES[options.profile];
  const { filters: widths, norm } = SIZES[options.profile === 'paper' ? 'paper' : 'teach'];
  const graph = new FeatureGraph();
  const image = graph.input(options.input);
  let last = image;
  widths.forEach((filters, i) => {
    const group = `cell${i + 1}`;
    const before = (): Feature => (i === 0 ? image : graph.add(group, `${group}.prev`, halve, [image]));
    last = addCell(graph, group, blocks, last, before, filters);
    last = graph.add(`reduce${i + 1}`, `reduce${i + 1}`, halve, [last]);
  });
  const steps: Steps = [
    ['flatten', flatten],
    ['dense', dense(denseUnits)],
    ...norm,
    ['relu', relu],
    ['dropout', dropout(rate)],
    ['logits', dense(options.classes)],
  ];
  // Where no block of the second cell reads its input, the first cell is for nothing.
  return graph.buildReached(graph.chain('head', 'head', last, steps));
}

/** before: the hidden state 'prev', added to the graph only where a block reads it. */
function addCell(
  graph: FeatureGraph,
  group: string,
  blocks: readonly LargeBlock[],
  input: Feature,
  before: () => Feature,
  filters: number,
): Feature {
  const outputs: Feature[] = [];
  let prev: Feature | null = null;
  const state = (from: number): Feature => {
    if (from === 0) return input;
    if (from > 1) return outputs[from - 2] as Feature;
    prev ??= before();
    return prev;
  };
  blocks.forEach((block, i) => {
    const ends = block.map(({ from, op }, k) => {
      const id = `${group}.block${i + 1}.op${k + 1}.${op}`;
      const steps = opSteps('', op, filters).map(([name, layer]) => [name, layer] as const);
      return steps.reduce((feature, [name, layer]) => graph.add(group, `${id}${name}`, layer, [feature]), state(from));
    });
    outputs.push(graph.add(group, `${group}.block${i + 1}`, { kind: 'concat' }, ends));
  });
  return graph.concat(group, `${group}.output`, outputs);
}
