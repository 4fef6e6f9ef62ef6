import { batchNorm, conv2d, pool } from '../../graph/ops';
import type { NetworkGraph } from '../../graph/types';
import { type Feature, FeatureGraph } from '../cells/featureGraph';
import { poolingHead, separable } from '../cells/pieces';
import type { BuildOptions } from '../types';

export interface ChapterBlock {
  readonly ends: readonly {
    /** 0: the cell before the last, 1: the last cell. */
    readonly from: number;
    readonly op: 'sep3' | 'sep5' | 'sep7' | 'avg3' | 'max3' | 'identity';
  }[];
  readonly combine: 'add' | 'concat';
}

/** Which cell each place of the stack is, and its stride. */
const STACK = [
  { cell: 0, stride: 1 },
  { cell: 1, stride: 2 },
  { cell: 0, stride: 1 },
  { cell: 1, stride: 2 },
  { cell: 0, stride: 1 },
] as const;

/** Channels of the first cell. */
const CHANNELS: Readonly<Record<'paper' | 'teach', number>> = { paper: 4, teach: 8 };

/** PyTorch's weight of a new batch: Keras's 0.01 has not forgotten its start after six epochs of one file of CIFAR-10. */
const NORM = batchNorm(0.1, 1e-3);
const SIDES = { sep3: 3, sep5: 5, sep7: 7 } as const;

interface Place {
  readonly feature: Feature;
  /** How often the image was halved, as a factor. */
  readonly width: number;
}

interface Room {
  readonly graph: FeatureGraph;
  readonly group: string;
  readonly channels: number;
}

const point = (channels: number) => conv2d(channels, [1, 1]);
const stepDown = (channels: number) => conv2d(channels, [3, 3], { stride: [2, 2] });

/**
 * The two inputs of a cell at its channels and at one size: a 1×1 convolution each, or 3×3 with stride 2 for the older one where it is
 * still twice as large; in a reduction cell 3×3 with stride 2 besides. Made only where a block reads them.
 */
function inputsOf({ graph, group, channels }: Room, before: Place, last: Place, stride: number): readonly (() => Feature)[] {
  const made = new Map<number, Feature>();
  const make = (index: number, { feature, width }: Place): Feature => {
    const known = made.get(index);
    if (known !== undefined) return known;
    const id = `${group}.input${index + 1}`;
    const isLarger = width !== last.width;
    let input = graph.add(group, `${id}.repair`, isLarger ? stepDown(channels) : point(channels), [feature]);
    if (stride === 2) input = graph.add(group, `${id}.reduce`, stepDown(channels), [input]);
    made.set(index, input);
    return input;
  };
  return [() => make(0, before), () => make(1, last)];
}

function applied({ graph, group, channels }: Room, id: string, op: ChapterBlock['ends'][number]['op'], input: Feature): Feature {
  switch (op) {
    case 'sep3':
    case 'sep5':
    case 'sep7':
      return graph.chain(group, `${id}.${op}`, input, separable(channels, SIDES[op], { norm: NORM }));
    case 'avg3':
    case 'max3':
      return graph.add(group, `${id}.${op}`, pool(op === 'avg3' ? 'avgPool' : 'maxPool', [3, 3], [1, 1], 'same'), [input]);
    case 'identity':
      return graph.add(group, `${id}.identity`, { kind: 'identity' }, [input]);
    default:
      return op satisfies never;
  }
}

function addCell(room: Room, blocks: readonly ChapterBlock[], before: Place, last: Place, stride: number): Feature {
  const { graph, group, channels } = room;
  const inputs = inputsOf(room, before, last, stride);
  const outputs = blocks.map(({ ends, combine }, i) => {
    const id = `${group}.block${i + 1}`;
    const branches = ends.map(({ op, from }, k) => applied(room, `${id}.op${k + 1}`, op, (inputs[from] as () => Feature)()));
    const joined = graph.add(group, `${id}.${combine}`, { kind: combine }, branches);
    return combine === 'add' ? joined : graph.add(group, `${id}.repair`, point(channels), [joined]);
  });
  const all = graph.add(group, `${group}.output`, { kind: 'concat' }, outputs);
  return graph.add(group, `${group}.output.repair`, point(channels), [all]);
}

/**
 * The child of the chapter's project: normal, reduction, normal, reduction, normal; global average pooling; one dense layer. Channels
 * double at each reduction, as the text has it. Deviations from the printed code, whose network is linear but for its max pools: its channels are 4^width
 * (4, 16, 16, 256, 256), and its separable convolutions are depthwise ones alone, without ReLU or normalisation; here they are
 * what the text calls them.
 */
export function buildChapterChild(cells: readonly (readonly ChapterBlock[])[], options: BuildOptions): NetworkGraph {
  const graph = new FeatureGraph();
  const first = CHANNELS[options.profile === 'paper' ? 'paper' : 'teach'];
  const image = { feature: graph.input(options.input), width: 1 };
  let before: Place = image;
  let last: Place = image;
  for (const [i, { cell, stride }] of STACK.entries()) {
    const width = last.width * stride;
    const room = { graph, group: `cell${i + 1}`, channels: first * width };
    const feature = addCell(room, cells[cell] ?? [], before, last, stride);
    before = last;
    last = { feature, width };
  }
  return graph.build(graph.chain('head', 'head', last.feature, poolingHead(options.classes)));
}
