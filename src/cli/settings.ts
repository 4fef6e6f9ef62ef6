import { suggestName } from '../engine/core/nearestName';
import type { Shape } from '../engine/core/shape';
import { fittingSizes } from '../engine/data/split';
import type { Dataset, SplitSizes } from '../engine/data/types';
import { type Profile, profileById, type SearchSpace } from '../engine/space';
import type { BackendWish } from '../engine/tensor';
import type { TrainOptions } from '../engine/train/types';
import type { OptionSpecs, ParsedOptions } from './options';
import { usageError } from './usage';

export const LARGEST_SEED = 0xffffffff;

/** Options of every command that trains children. */
export const TRAINING_OPTIONS: OptionSpecs = {
  space: { value: 'text', hint: 'ID|FILE.json', help: 'search space, or a file of one' },
  data: { value: 'text', hint: 'NAME|DIR', help: 'data set by name, or a folder of its files' },
  'data-dir': { value: 'text', hint: 'DIR', help: 'folder of the named data sets; default: NAS_LAB_DATA' },
  profile: { value: 'text', hint: 'P', help: 'how children are built and trained; default: teach where the space has it' },
  train: { value: 'text', hint: 'N', help: "training images; default: the profile's" },
  valid: { value: 'text', hint: 'N', help: 'validation images, cut from the training set' },
  test: { value: 'text', hint: 'N', help: 'test images' },
  epochs: { value: 'text', hint: 'E', help: "default: the profile's" },
  batch: { value: 'text', hint: 'B', help: "images a step; default: the profile's" },
  'learning-rate': { value: 'text', hint: 'LR', help: "Adam's; default: the profile's" },
  backend: { value: 'text', hint: 'B', help: 'auto (default), wasm, webgpu or cpu' },
};

const BACKENDS: readonly BackendWish[] = ['auto', 'wasm', 'webgpu', 'cpu'];

export function backendOf(text: string | undefined): BackendWish {
  const found = BACKENDS.find((backend) => backend === (text ?? 'auto'));
  if (found !== undefined) return found;
  throw usageError(`--backend: there is no backend '${text}'.`, suggestName(text ?? '', BACKENDS));
}

/** A profile of the space; 'teach' where none is asked for and the space has it. */
export function profileOf(text: string | undefined, space: SearchSpace): Profile {
  if (space.profiles.length === 0) {
    throw usageError(
      `--space: the points of '${space.id}' are no networks: there is no child to build.`,
      'Take a space of networks; `nas-lab search` looks such points up with estimator synthetic.',
    );
  }
  const fallback = space.profiles.includes('teach') ? 'teach' : (space.profiles[0] ?? 'teach');
  const profile = profileById(text ?? fallback);
  if (!space.profiles.includes(profile.id)) {
    throw usageError(`--profile: ${space.id} has no profile '${profile.id}'.`, suggestName(profile.id, space.profiles));
  }
  return profile;
}

/** 'HxWxC' as [H, W, C]. */
export function inputOf(text: string): Shape {
  const parts = text.split('x').map(Number);
  const good = parts.length === 3 && parts.every((n) => Number.isInteger(n) && n >= 1 && n <= 4096);
  if (!good) throw usageError(`--input: expected height x width x channels, got '${text}'.`, 'Example: --input 28x28x1.');
  return parts;
}

/** Split sizes: what was asked for, else the profile's as far as the data set has as many. */
export function sizesOf(options: ParsedOptions, profile: Profile, dataset: Dataset): SplitSizes {
  const fitting = fittingSizes(dataset, profile.split);
  return {
    train: options.integer('train', 1, 1_000_000) ?? fitting.train,
    valid: options.integer('valid', 1, 1_000_000) ?? fitting.valid,
    test: options.integer('test', 1, 1_000_000) ?? fitting.test,
  };
}

/** How children are trained: what was asked for, else the profile's numbers. */
export function trainingOf(options: ParsedOptions, profile: Profile): Omit<TrainOptions, 'seed'> {
  const { epochs, batch, learningRate, init, normalise } = profile.training;
  return {
    epochs: options.integer('epochs', 1, 1000) ?? epochs,
    batch: options.integer('batch', 1, 4096) ?? batch,
    learningRate: options.positive('learning-rate', 1) ?? learningRate,
    init,
    normalise,
  };
}

export function seedOf(options: ParsedOptions): number {
  return options.integer('seed', 0, LARGEST_SEED) ?? 1;
}
