import { Rng } from '../../src/engine/core/rng';
import type { ImageSet } from '../../src/engine/data/types';
import type { NetworkGraph } from '../../src/engine/graph/types';
import { A_SMALL_OPS, type Profile, profileById, spaceById } from '../../src/engine/space';
import { buildTextChild } from '../../src/engine/space/aSmall/textChild';
import type { TrainOptions } from '../../src/engine/train/types';

/** A child to train: plain data, so that it can be sent to any realm. */
export interface TrainTask {
  readonly arch: string;
  readonly size: ChildSize;
  readonly input: readonly [height: number, width: number, channels: number];
  /** How the lab's own engines step: 'plain' by tfjs's tape, also where a compiled step is to be had. Default 'compiled'. */
  readonly path?: 'compiled' | 'plain';
}

/** 'teach' is the profile; 'wide' the same network with 32 and 64 filters and 256 hidden units. */
export type ChildSize = 'teach' | 'wide';

export const BATCH = 64;
export const CLASSES = 10;
/** Training steps of a check: the second loss depends on every gradient and on the optimiser. */
export const CHECK_STEPS = 2;
const SEED = 1;
/** Noise images that an engine trains on, again and again: a multiple of the batch. */
const IMAGES = 512;

const ARCHS = ['conv3,max', 'conv5,twoconv', 'sep,conv7', 'conv7,conv7'] as const;
const MNIST = [28, 28, 1] as const;
const CIFAR = [32, 32, 3] as const;

/** The bench's children, small ones first. */
export const TRAIN_TASKS: readonly TrainTask[] = (['teach', 'wide'] as const).flatMap((size) =>
  [MNIST, CIFAR].flatMap((input) => ARCHS.map((arch) => ({ arch, size, input }))),
);

/** A child of next to no arithmetic: what a step costs beside it. */
export const LIGHT_TASK: TrainTask = { arch: 'identity,identity', size: 'teach', input: MNIST };

export function trainCaseName({ arch, size, input }: TrainTask): string {
  return `${arch} ${size} ${input.join('x')}`;
}

const TEACH = profileById('teach');

function profileOf(size: ChildSize): Profile {
  return size === 'teach' ? TEACH : { ...TEACH, filters: [32, 64], denseUnits: 256 };
}

export function graphOf({ arch, size, input }: TrainTask): NetworkGraph {
  const [first, second] = spaceById('a-small')
    .parse(arch)
    .choices.map((choice) => A_SMALL_OPS[choice]);
  if (first === undefined || second === undefined) throw new TypeError(`graphOf: '${arch}' names no two ops`);
  return buildTextChild([first, second], profileOf(size), { profile: 'teach', input, classes: CLASSES });
}

export function trainOptionsOf(batch: number): TrainOptions {
  const { learningRate, init, normalise } = TEACH.training;
  return { epochs: 1, batch, learningRate, init, normalise, seed: SEED };
}

/** Images of noise: speed does not depend on what they show, and the losses of the first steps check the arithmetic. */
export function noiseImages({ input }: TrainTask): ImageSet {
  const rng = Rng.fromSeed(SEED, 'bench.train');
  const size = input[0] * input[1] * input[2];
  const images = Uint8Array.from({ length: IMAGES * size }, () => rng.int(256));
  const labels = Uint8Array.from({ length: IMAGES }, () => rng.int(CLASSES));
  return { images, labels, count: IMAGES, shape: [...input], classes: CLASSES };
}
