import { Rng } from '../../src/engine/core/rng';
import type { DataSplit, ImageSet } from '../../src/engine/data/types';
import { GraphBuilder } from '../../src/engine/graph/builder';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { type TrainEnvironment, type TrainedState, type TrainJob, type TrainOptions, trainChild } from '../../src/engine/train';

/** Convolution, batch norm, concat, dropout twice: everything that has a state of its own. */
export function statefulNet(size: number, channels: number, classes: number): NetworkGraph {
  const graph = new GraphBuilder();
  const conv = (filters: number) =>
    ({ kind: 'conv2d', filters, kernel: [3, 3], dilation: [1, 1], bias: true, stride: [1, 1], padding: 'same' }) as const;
  const input = graph.input([size, size, channels]);
  const a = graph.chain('cell1', input, [
    ['a', conv(5)],
    ['a.norm', { kind: 'batchNorm', momentum: 0.1, epsilon: 1e-3 }],
    ['a.relu', { kind: 'relu' }],
    ['a.drop', { kind: 'dropout', rate: 0.2 }],
  ]);
  const b = graph.chain('cell1', a, [
    ['b', conv(3)],
    ['b.relu', { kind: 'relu' }],
  ]);
  const both = graph.add('both', 'cell1', { kind: 'concat' }, [a, b]);
  return graph.build(
    graph.chain('head', both, [
      ['half', { kind: 'maxPool', size: [2, 2], stride: [2, 2], padding: 'valid' }],
      ['flat', { kind: 'flatten' }],
      ['drop', { kind: 'dropout', rate: 0.4 }],
      ['logits', { kind: 'dense', units: classes, bias: true }],
    ]),
  );
}

/** Noise in which one row is bright: labels by that row. */
export function brightRows(count: number, size: number, channels: number, classes: number, seed: number): ImageSet {
  const rng = Rng.fromSeed(seed, 'bright rows');
  const pixels = size * size * channels;
  const images = new Uint8Array(count * pixels);
  const labels = new Uint8Array(count);
  for (let i = 0; i < count; i += 1) {
    const label = rng.int(classes);
    labels[i] = label;
    for (let p = 0; p < pixels; p += 1) {
      const bright = Math.floor(p / (size * channels)) === label + 2;
      images[i * pixels + p] = rng.int(60) + (bright ? 120 : 0);
    }
  }
  return { images, labels, count, shape: [size, size, channels], classes };
}

export function brightRowsSplit(channels = 1): DataSplit {
  return {
    train: brightRows(70, 8, channels, 4, 11),
    valid: brightRows(30, 8, channels, 4, 12),
    test: brightRows(20, 8, channels, 4, 13),
  };
}

export const RESUME_OPTIONS: TrainOptions = {
  epochs: 5,
  batch: 16,
  learningRate: 5e-3,
  init: 'he-uniform',
  normalise: { mean: 0.2, std: 0.3 },
  seed: 19,
};

export interface ResumeCase {
  readonly name: string;
  readonly channels: number;
  readonly options: Partial<TrainOptions>;
}

/** What may go wrong where training is cut in two. */
export const RESUME_CASES: readonly ResumeCase[] = [
  { name: 'Adam', channels: 1, options: {} },
  { name: 'SGD with momentum', channels: 1, options: { optimiser: { kind: 'sgd', momentum: 0.9 }, learningRate: 0.02 } },
  {
    name: 'augmented images, by a cosine',
    channels: 1,
    options: { augmentation: 'shift-flip', schedule: { kind: 'cosine', epochs: 4 } },
  },
  {
    name: 'colour images normalised by channel, weight decay',
    channels: 3,
    options: {
      normalise: { mean: [0.2, 0.25, 0.3], std: [0.3, 0.2, 0.1] },
      optimiser: { kind: 'sgd', momentum: 0.9, weightDecay: 3e-4 },
      augmentation: 'shift',
    },
  },
];

/** The whole of what a training leaves, as text. */
export interface History {
  readonly epochs: string;
  readonly state: string;
  readonly testAccuracy: number;
}

function stateText({ values, optimiser, ...rest }: TrainedState): string {
  const bits = (array: Float32Array): string => Array.from(new Uint32Array(array.slice().buffer)).join(' ');
  return JSON.stringify({
    ...rest,
    shuffle: { ...rest.shuffle, order: [...rest.shuffle.order] },
    values: [...values].map(([name, array]) => [name, bits(array)]),
    steps: optimiser?.steps,
    slots: [...(optimiser?.slots ?? [])].map(([name, slots]) => [name, slots.map(bits)]),
  });
}

/** Trains in stretches of so many epochs, each going on from the last one's state. */
export async function trainInStretches(
  { channels, options }: ResumeCase,
  stretches: readonly number[],
  env: TrainEnvironment,
): Promise<History> {
  const split = brightRowsSplit(channels);
  const epochs: string[] = [];
  let resume: TrainedState | undefined;
  let testAccuracy = Number.NaN;
  for (const count of stretches) {
    const job: TrainJob = {
      graph: statefulNet(8, channels, 4),
      options: { ...RESUME_OPTIONS, ...options, epochs: count },
      keep: true,
      ...(resume && { resume }),
    };
    const result = await trainChild(job, split, env);
    for (const { trainMs: _, ...report } of result.epochs) epochs.push(JSON.stringify(report));
    resume = result.state;
    testAccuracy = result.testAccuracy;
  }
  if (resume === undefined) throw new RangeError('trainInStretches: no state was kept');
  return { epochs: epochs.join('\n'), state: stateText(resume), testAccuracy };
}
