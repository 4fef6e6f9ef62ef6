import { Rng } from '../../../../src/engine/core/rng';
import { GraphBuilder } from '../../../../src/engine/graph/builder';
import { batchNorm, conv2d, dense, depthwiseConv2d, identity, pool, relu } from '../../../../src/engine/graph/ops';
import type { LayerOp, NetworkGraph } from '../../../../src/engine/graph/types';

/** What is chained to make one op of a cell: ReLU, convolution or pool, normalisation. */
function opSteps(rng: Rng, id: string, filters: number): readonly (readonly [string, LayerOp])[] {
  const kernel = rng.int(2) === 0 ? 3 : 5;
  const norm = batchNorm(0.1, 1e-3);
  switch (rng.int(4)) {
    case 0:
      return [
        [`${id}.relu`, relu],
        [`${id}.depthwise`, depthwiseConv2d([kernel, kernel], { bias: false })],
        [`${id}.pointwise`, conv2d(filters, [1, 1], { bias: false })],
        [`${id}.norm`, norm],
      ];
    case 1:
      return [
        [`${id}.conv`, conv2d(filters, [kernel, kernel], { bias: false })],
        [`${id}.norm`, norm],
        [`${id}.relu`, relu],
      ];
    case 2:
      return [[`${id}.pool`, pool(rng.int(2) === 0 ? 'maxPool' : 'avgPool', [3, 3], [1, 1], 'same')]];
    default:
      return [[`${id}.identity`, identity]];
  }
}

/**
 * A network in the manner of NASNet: cells of `blocks` sums of two ops, whose inputs are the two cells before or earlier
 * blocks of the cell, drawn at random; the sums that nothing reads are concatenated. Every cell begins with 1×1
 * convolutions on both inputs, so that all inside has equal shapes.
 */
export function cellGraph(seed: number, cells: number, blocks: number): NetworkGraph {
  const rng = Rng.fromSeed(seed, 'cell graph');
  const filters = 16;
  const builder = new GraphBuilder();
  const stem = builder.chain('stem', builder.input([32, 32, 3]), [
    ['stem.conv', conv2d(filters, [3, 3], { bias: false })],
    ['stem.norm', batchNorm(0.1, 1e-3)],
  ]);
  let outputs = [stem, stem];
  for (let cell = 1; cell <= cells; cell += 1) {
    const group = `cell${cell}`;
    const states = outputs.map((from, index) =>
      builder.chain(group, from, [
        [`${group}.in${index}.conv`, conv2d(filters, [1, 1], { bias: false })],
        [`${group}.in${index}.norm`, batchNorm(0.1, 1e-3)],
        [`${group}.in${index}.relu`, relu],
      ]),
    );
    const free = new Set(states);
    for (let block = 1; block <= blocks; block += 1) {
      const ends = [1, 2].map((side) => {
        const from = states[rng.int(states.length)] ?? stem;
        free.delete(from);
        return builder.chain(group, from, opSteps(rng, `${group}.block${block}.${side}`, filters));
      });
      const sum = builder.add(`${group}.block${block}.add`, group, { kind: 'add' }, ends);
      states.push(sum);
      free.add(sum);
    }
    const joined = builder.add(`${group}.concat`, group, { kind: 'concat' }, [...free]);
    outputs = [outputs[1] ?? stem, joined];
  }
  // Both inputs of a cell may be read by the next two only: the last but one cell's output must reach the head too.
  const last = builder.add('head.concat', 'head', { kind: 'concat' }, outputs);
  return builder.build(
    builder.chain('head', last, [
      ['head.pool', { kind: 'globalAvgPool' }],
      ['head.logits', dense(10)],
    ]),
  );
}

/** A directed acyclic graph of sums: each of `count` layers reads one to three of the last `reach`, in groups at random. */
export function randomGraph(seed: number, count: number, groups: number, reach: number): NetworkGraph {
  const rng = Rng.fromSeed(seed, 'random graph');
  const builder = new GraphBuilder();
  const ids = [builder.input([8, 8, 4])];
  const unread = new Set<string>();
  for (let index = 1; index <= count; index += 1) {
    const pool = ids.slice(-reach);
    const inputs = [...new Set(Array.from({ length: 1 + rng.int(3) }, () => pool[rng.int(pool.length)] ?? 'input'))];
    const group = `group${rng.int(groups)}`;
    const id =
      inputs.length === 1
        ? builder.add(`layer${index}`, group, rng.int(2) === 0 ? relu : conv2d(4, [3, 3]), inputs)
        : builder.add(`layer${index}`, group, { kind: 'add' }, inputs);
    for (const input of inputs) unread.delete(input);
    unread.add(id);
    ids.push(id);
  }
  const joined = builder.add('join', 'head', { kind: 'concat' }, [...unread]);
  return builder.build(
    builder.chain('head', joined, [
      ['flatten', { kind: 'flatten' }],
      ['logits', dense(3)],
    ]),
  );
}

/** As many convolutions, normalisations and activations in a row, without a fork. */
export function chainGraph(layers: number): NetworkGraph {
  const builder = new GraphBuilder();
  const ops = [conv2d(4, [3, 3]), batchNorm(0.1, 1e-3), relu];
  const steps = Array.from({ length: layers }, (_, index) => [`layer${index}`, ops[index % 3] ?? relu] as const);
  const last = builder.chain('cell1', builder.input([8, 8, 1]), steps);
  return builder.build(
    builder.chain('head', last, [
      ['flatten', { kind: 'flatten' }],
      ['logits', dense(3)],
    ]),
  );
}
