import type { Rng } from '../../src/engine/core/rng';
import type { Shape } from '../../src/engine/core/shape';
import { GraphBuilder } from '../../src/engine/graph/builder';
import * as ops from '../../src/engine/graph/ops';
import type { LayerOp, NetworkGraph, Pair } from '../../src/engine/graph/types';

const ONE: Pair = [1, 1];
const TWO: Pair = [2, 2];
const NODES = 4;
const OPS = ['none', 'max3', 'avg3', 'skip', 'sep3', 'sep5', 'dil3', 'dil5', 'conv1x7'] as const;
type CellOp = (typeof OPS)[number];

export interface DartsChild {
  readonly input: Shape;
  readonly classes: number;
  /** Channels of the first cells' nodes; every reduction doubles them. */
  readonly channels: number;
  /** The cells at a third and at two thirds of them reduce. */
  readonly cells: number;
}

const norm = ops.batchNorm(0.1, 1e-5);

/** A network of cells in the manner of DARTS (Liu et al. 2019, section 2.1), with the edges' ops drawn: for tests and benches. */
export function dartsChild(rng: Rng, { input, classes, channels, cells }: DartsChild): NetworkGraph {
  const graph = new GraphBuilder();
  const chain = (group: string, from: string, name: string, steps: readonly LayerOp[]): string =>
    graph.chain(
      group,
      from,
      steps.map((op, i) => [`${name}.${i + 1}.${op.kind}`, op] as const),
    );

  const convNorm = (filters: number, kernel: Pair, stride: Pair): readonly LayerOp[] => [
    ops.relu,
    ops.conv2d(filters, kernel, { stride, bias: false }),
    norm,
  ];
  const depthwiseNorm = (filters: number, side: number, stride: Pair, dilation: Pair): readonly LayerOp[] => [
    ops.relu,
    ops.depthwiseConv2d([side, side], { stride, dilation, bias: false }),
    ops.conv2d(filters, ONE, { bias: false }),
    norm,
  ];
  /** Half the channels from the even pixels, half from the odd ones; odd sizes are filled up with zeros. */
  const factorized = (group: string, from: string, name: string, filters: number): string => {
    const active = graph.add(`${name}.relu`, group, ops.relu, [from]);
    const half = ops.conv2d(filters >> 1, ONE, { stride: TWO, bias: false });
    const even = graph.add(`${name}.even`, group, half, [active]);
    const odd = chain(group, active, `${name}.odd`, [
      ops.crop({ top: 1, bottom: 0, left: 1, right: 0 }),
      ops.zeroPad({ top: 0, bottom: 1, left: 0, right: 1 }),
      ops.conv2d(filters - (filters >> 1), ONE, { stride: TWO, bias: false }),
    ]);
    const both = graph.add(`${name}.both`, group, { kind: 'concat' }, [even, odd]);
    return graph.add(`${name}.norm`, group, norm, [both]);
  };
  const edge = (group: string, from: string, name: string, op: CellOp, filters: number, stride: Pair): string => {
    switch (op) {
      case 'none':
        return chain(group, from, name, [ops.zero(stride)]);
      case 'max3':
      case 'avg3':
        return chain(group, from, name, [ops.pool(op === 'max3' ? 'maxPool' : 'avgPool', [3, 3], stride, 'same'), norm]);
      case 'skip':
        return stride[0] === 1 ? chain(group, from, name, [ops.identity]) : factorized(group, from, name, filters);
      case 'sep3':
      case 'sep5': {
        const side = op === 'sep3' ? 3 : 5;
        const first = depthwiseNorm(filters, side, stride, ONE);
        return chain(group, from, name, [...first, ...depthwiseNorm(filters, side, ONE, ONE)]);
      }
      case 'dil3':
      case 'dil5':
        return chain(group, from, name, depthwiseNorm(filters, op === 'dil3' ? 3 : 5, stride, TWO));
      case 'conv1x7':
        return chain(group, from, name, [
          ops.relu,
          ops.conv2d(filters, [1, 7], { stride: [1, stride[1]], bias: false }),
          ops.conv2d(filters, [7, 1], { stride: [stride[0], 1], bias: false }),
          norm,
        ]);
      default:
        return op satisfies never;
    }
  };

  const stem = chain('stem', graph.input(input), 'stem', [ops.conv2d(3 * channels, [3, 3], { bias: false }), norm]);
  let [before, last] = [stem, stem];
  let reducedBefore = false;
  let filters = channels;
  const reductions = [Math.floor(cells / 3), Math.floor((2 * cells) / 3)];
  for (let cell = 0; cell < cells; cell += 1) {
    const group = `cell${cell + 1}`;
    const reduces = reductions.includes(cell);
    if (reduces) filters *= 2;
    const states = [
      reducedBefore
        ? factorized(group, before, `${group}.before`, filters)
        : chain(group, before, `${group}.before`, convNorm(filters, ONE, ONE)),
      chain(group, last, `${group}.last`, convNorm(filters, ONE, ONE)),
    ];
    for (let node = 0; node < NODES; node += 1) {
      const edges = [0, 1].map((k) => {
        // The first node reads both inputs of the cell, so that nothing is left unread.
        const from = node === 0 ? k : rng.int(states.length);
        const op = OPS[rng.int(OPS.length)] ?? 'skip';
        const stride = reduces && from < 2 ? TWO : ONE;
        return edge(group, states[from] ?? '', `${group}.node${node + 1}.${k + 1}.${op}`, op, filters, stride);
      });
      states.push(graph.add(`${group}.node${node + 1}`, group, { kind: 'add' }, edges));
    }
    const output = graph.add(`${group}.out`, group, { kind: 'concat' }, states.slice(2));
    reducedBefore = reduces;
    [before, last] = [last, output];
  }
  return graph.build(chain('head', last, 'head', [{ kind: 'globalAvgPool' }, ops.dense(classes)]));
}
