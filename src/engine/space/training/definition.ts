import {
  choice,
  conv2d,
  dense,
  dropout,
  flatten,
  logReal,
  maxPool,
  relu,
  sequential,
  steppedReal,
  use,
} from '../blocks/combinators';
import type { Hyper, SpaceDefinition, TrainingValues } from '../blocks/types';

/** The training hyperparameters that the lab searches, in the order they are decided. */
export const TRAINING_HYPERPARAMETERS: { readonly [name in keyof Required<TrainingValues>]: Hyper } = {
  learningRate: logReal(1e-4, 1e-1),
  dropout: steppedReal(0, 0.5, 0.1),
  batch: choice([16, 32, 64, 128]),
  optimiser: choice(['adam', 'sgd']),
  augmentation: choice(['none', 'shift', 'shift-flip']),
};

const DECIDED: TrainingValues = {
  learningRate: use('learningRate'),
  dropout: use('dropout'),
  batch: use('batch'),
  optimiser: use('optimiser'),
  augmentation: use('augmentation'),
};

/** Hyperparameters alone: the network is one of two convolutions, so that nothing but the training is searched. */
export const TRAINING_DEFINITION: SpaceDefinition = {
  version: 1,
  title: 'Training hyperparameters of a small convolutional network',
  source: 'learning rate, dropout, batch, optimiser, augmentation',
  hyperparameters: TRAINING_HYPERPARAMETERS,
  network: sequential(
    conv2d({ filters: 8, kernel: 3, activation: 'relu' }),
    maxPool({ size: 2 }),
    conv2d({ filters: 16, kernel: 3, activation: 'relu' }),
    maxPool({ size: 2 }),
  ),
  head: sequential(flatten, dense({ units: 64 }), relu, dropout(use('dropout'))),
  training: DECIDED,
};

/** The same hyperparameters without any network: what is joined to another space. */
export const JOINED_DEFINITION: SpaceDefinition = {
  version: 1,
  title: 'Training hyperparameters',
  hyperparameters: TRAINING_HYPERPARAMETERS,
  network: sequential(),
  training: DECIDED,
};
