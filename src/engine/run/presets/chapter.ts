import { NASCELL_REINFORCE } from '../../search/metadata';
import type { RunConfig } from '../config';
import { type RunPreset, stopAfter } from './types';

/**
 * The chapter's project: a NASCell designs the normal and the reduction cell of a small network for CIFAR-10, 150 children of six epochs
 * each; the reward is the accuracy over a rolling mean of twenty, which is the controller's baseline here. Deviation: validation images come from
 * the last tenth of the training set, which is never trained on; the printed split judges by images that it trains on as well.
 */
function project(train: number, valid: number, test: number): RunConfig {
  return {
    version: 1,
    title: 'Simplified NASNet on CIFAR-10',
    seed: 1,
    space: { id: 'nasnet-simple' },
    strategy: NASCELL_REINFORCE,
    estimator: {
      id: 'train',
      data: 'cifar10',
      profile: 'paper',
      train,
      valid,
      test,
      epochs: 6,
      batch: 128,
      learningRate: 1e-3,
      backend: 'auto',
    },
    reward: { id: 'val' },
    stop: stopAfter(150),
  };
}

const SOURCE = 'the chapter on automation, project: NAS for CIFAR-10';

export const CHAPTER_PRESETS: readonly RunPreset[] = [
  {
    id: 'chapter-nasnet',
    title: 'Simplified NASNet on CIFAR-10',
    description:
      "The chapter's project: 150 children of six epochs on 40,000 images, rewarded by what they gain on a rolling mean.",
    source: SOURCE,
    config: project(40_000, 5_000, 10_000),
  },
  {
    id: 'chapter-nasnet-small',
    title: 'Simplified NASNet, one batch of CIFAR-10',
    description: 'The same on the first of the five files of training images: 8,000 to train on, 1,000 to judge by.',
    source: SOURCE,
    config: { ...project(8_000, 1_000, 1_000), title: 'Simplified NASNet, one batch of CIFAR-10' },
  },
];
