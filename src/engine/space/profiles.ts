import { LabError } from '../core/errors';
import { suggestName } from '../core/nearestName';
import { PROFILE_IDS, type Profile, type ProfileId } from './types';

/** Mean and standard deviation of MNIST's training pixels, scaled to 0..1. */
const MNIST_SCALE = { mean: 0.1307, std: 0.3081 } as const;

const FULL_SPLIT = { train: 54_000, valid: 6_000, test: 10_000 } as const;

/** How children are built and trained, and where each number comes from: docs/profiles.md. */
export const PROFILES: { readonly [id in ProfileId]: Profile } = {
  paper: {
    id: 'paper',
    title: "The paper's text: 64 and 128 filters, 4,096 hidden units",
    filters: [64, 128],
    denseUnits: 4096,
    dropout: 0.5,
    training: { epochs: 10, batch: 128, learningRate: 1e-4, init: 'torch-default', normalise: MNIST_SCALE },
    split: FULL_SPLIT,
    maxParams: 150_000,
  },
  teach: {
    id: 'teach',
    title: 'The same network with 8 and 16 filters, 64 hidden units: seconds instead of hours',
    filters: [8, 16],
    denseUnits: 64,
    dropout: 0.25,
    training: { epochs: 3, batch: 64, learningRate: 2e-3, init: 'he-uniform', normalise: MNIST_SCALE },
    split: { train: 12_000, valid: 2_000, test: 10_000 },
    maxParams: 2_500,
  },
  'as-published': {
    id: 'as-published',
    title: "The paper's printed code: padding 1 throughout, 3×3 pools, two separable convolutions",
    filters: [64, 128],
    denseUnits: 1024,
    dropout: 0.5,
    training: { epochs: 10, batch: 128, learningRate: 1e-4, init: 'torch-default', normalise: MNIST_SCALE },
    split: FULL_SPLIT,
    maxParams: 150_000,
  },
};

export function isProfileId(id: string): id is ProfileId {
  return PROFILE_IDS.some((known) => known === id);
}

/** LabError 'config' with the nearest known id where there is none of this name. */
export function profileById(id: string): Profile {
  if (!isProfileId(id)) throw new LabError('config', `There is no profile '${id}'.`, suggestName(id, PROFILE_IDS));
  return PROFILES[id];
}
