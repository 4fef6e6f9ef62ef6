import { batchNorm, conv2d, pool, relu } from '../../graph/ops';
import type { NetworkGraph, Pair } from '../../graph/types';
import { factorizedReduction } from '../cells/factorizedReduction';
import { channelsOf, type Feature, FeatureGraph, type Steps, sameSize } from '../cells/featureGraph';
import { poolingHead, reluConvNorm, separableTwice, square } from '../cells/pieces';
import type { BuildOptions } from '../types';
import type { NasnetBlock, NasnetGenotype, NasnetOp } from './genotype';

export interface NasnetSize {
  /** Normal cells in each of the three stages, N. */
  readonly cells: number;
  /** Of the first stage, F; each reduction doubles them, the stem has three times as many. */
  readonly filters: number;
}

/** NASNet-A (6 @ 768) on CIFAR-10, and a network for the lab. */
export const NASNET_SIZE: Readonly<Record<'paper' | 'teach', NasnetSize>> = {
  paper: { cells: 6, filters: 32 },
  teach: { cells: 1, filters: 8 },
};

const STAGES = 3;
/** The published code's for CIFAR-10: decay 0.9, epsilon 1e-5. */
const NORM = batchNorm(0.1, 1e-5);

interface Room {
  readonly graph: FeatureGraph;
  readonly group: string;
  readonly filters: number;
}

function halved({ graph, group, filters }: Room, id: string, from: Feature): Feature {
  return factorizedReduction(graph, group, id, from, { filters, norm: NORM, relu: true, bias: false, steps: 'strided' });
}

function squeezed({ graph, group, filters }: Room, id: string, from: Feature): Feature {
  return graph.chain(group, id, from, reluConvNorm(filters, [1, 1], { norm: NORM }));
}

/** Two convolutions along one axis each, the stride of an axis with its own. */
function alongAxes(filters: number, side: number, stride: number): Steps {
  const one = (name: string, kernel: Pair, strides: Pair): Steps => [
    [`relu${name}`, relu],
    [`conv${name}`, conv2d(filters, kernel, { stride: strides, bias: false })],
    [`norm${name}`, NORM],
  ];
  return [...one(`1x${side}`, [1, side], [1, stride]), ...one(`${side}x1`, [side, 1], [stride, 1])];
}

function poolSide(op: 'avg3' | 'max3' | 'max5' | 'max7'): Pair {
  return square(op === 'max7' ? 7 : op === 'max5' ? 5 : 3);
}

function applied(room: Room, id: string, op: NasnetOp, state: Feature, stride: number): Feature {
  const { graph, group, filters } = room;
  const name = `${id}.${op}`;
  const options = { norm: NORM, stride };
  switch (op) {
    case 'identity':
      return stride === 1 ? state : halved(room, name, state);
    case 'conv1x3-3x1':
      return graph.chain(group, name, state, alongAxes(filters, 3, stride));
    case 'conv1x7-7x1':
      return graph.chain(group, name, state, alongAxes(filters, 7, stride));
    case 'dil3':
      return graph.chain(group, name, state, [
        ['relu', relu],
        ['conv', conv2d(filters, [3, 3], { stride: square(stride), dilation: [2, 2], bias: false })],
        ['norm', NORM],
      ]);
    case 'avg3':
      return graph.add(group, name, pool('avgPool', poolSide(op), square(stride), 'same'), [state]);
    case 'max3':
    case 'max5':
    case 'max7':
      return graph.add(group, name, pool('maxPool', poolSide(op), square(stride), 'same'), [state]);
    case 'conv1':
    case 'conv3':
      return graph.chain(group, name, state, reluConvNorm(filters, square(op === 'conv1' ? 1 : 3), options));
    case 'sep3':
    case 'sep5':
    case 'sep7':
      return graph.chain(group, name, state, separableTwice(filters, Number(op.slice(3)), options));
    default:
      return op satisfies never;
  }
}

/**
 * The blocks of a cell on its two inputs, then the concatenation of every hidden state that no block reads, inputs included. In a
 * reduction cell ops on the inputs have stride 2, and an input that goes to the output is halved. A state of 2F channels (a block that
 * concatenates) is squeezed to F by a 1×1 convolution once, for all the blocks that read it.
 */
function addCell(room: Room, blocks: readonly NasnetBlock[], inputs: readonly [Feature, Feature], reduces: boolean): Feature {
  const { graph, group, filters } = room;
  const states: Feature[] = [...inputs];
  const readable: Feature[] = [...inputs];
  const read = new Set<number>();
  blocks.forEach(({ edges, combine }, i) => {
    const id = `${group}.block${i + 1}`;
    const ends = edges.map(({ op, from }, side) => {
      read.add(from);
      const known = readable[from];
      const state = known ?? squeezed(room, `${group}.block${from - 1}.squeeze`, states[from] as Feature);
      readable[from] = state;
      return applied(room, `${id}.${side === 0 ? 'left' : 'right'}`, op, state, reduces && from < 2 ? 2 : 1);
    });
    const block = graph.add(group, id, { kind: combine }, ends);
    states.push(block);
    if (channelsOf(block) === filters) readable[i + 2] = block;
  });
  const newest = states[states.length - 1] as Feature;
  const loose = states.flatMap((state, i) => {
    if (read.has(i)) return [];
    return [sameSize(state, newest) ? state : halved(room, `${group}.input${i}.halved`, state)];
  });
  return graph.concat(group, `${group}.output`, loose);
}

/** Both inputs with F channels and the size of the last: the one before it halved where it is larger. */
function fittedInputs(room: Room, before: Feature, last: Feature): readonly [Feature, Feature] {
  const { group, filters } = room;
  const id = `${group}.input0`;
  if (!sameSize(before, last)) return [halved(room, id, before), squeezed(room, `${group}.input1`, last)];
  const first = channelsOf(before) === filters ? before : squeezed(room, id, before);
  return [first, squeezed(room, `${group}.input1`, last)];
}

/** The CIFAR-10 network of Zoph et al. 2018 (figure 2): stem, N normal cells, (reduction cell, N normal cells) twice, classifier. */
export function buildNasnet(
  genotype: NasnetGenotype,
  { cells, filters: initial }: NasnetSize,
  options: BuildOptions,
): NetworkGraph {
  const graph = new FeatureGraph();
  const stem = graph.chain('stem', 'stem', graph.input(options.input), [
    ['conv', conv2d(3 * initial, [3, 3], { bias: false })],
    ['norm', NORM],
  ]);
  let [before, last] = [stem, stem];
  const total = STAGES * cells + STAGES - 1;
  for (let i = 0; i < total; i += 1) {
    const stage = Math.floor((i + 1) / (cells + 1));
    const reduces = (i + 1) % (cells + 1) === 0;
    const room: Room = { graph, group: `cell${i + 1}`, filters: initial * 2 ** stage };
    const output = addCell(room, reduces ? genotype.reduction : genotype.normal, fittedInputs(room, before, last), reduces);
    [before, last] = [last, output];
  }
  const active = graph.chain('head', 'head', last, [['relu', relu]]);
  return graph.build(graph.chain('head', 'head', active, poolingHead(options.classes)));
}
