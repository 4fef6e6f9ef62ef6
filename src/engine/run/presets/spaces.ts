import { SYNTHETIC_DEFAULTS, TRAIN_DEFAULTS } from '../../estimate/metadata';
import { REGULARIZED_EVOLUTION_DEFAULTS } from '../../search/evolution/config';
import { EMBEDDING_REINFORCE } from '../../search/metadata';
import { PAPER_PPO } from '../../search/paperPpo';
import { TPE_DEFAULTS } from '../../search/tpe/config';
import type { RunConfig } from '../config';
import { type RunPreset, stopAfter } from './types';

/** Evolution takes every space; on an invented landscape a run is over in seconds. */
function invented(title: string, space: string, image: '28x28x1' | '32x32x3' = '32x32x3'): RunConfig {
  return {
    version: 1,
    title,
    seed: 1,
    space: { id: space },
    strategy: REGULARIZED_EVOLUTION_DEFAULTS,
    estimator: { ...SYNTHETIC_DEFAULTS, image },
    reward: { id: 'val' },
    stop: stopAfter(100),
  };
}

/** Four children an episode, each trained on 2,000 images of MNIST at profile teach for one epoch. */
function trained(title: string, space: string): RunConfig {
  return {
    ...invented(title, space),
    strategy: { ...PAPER_PPO, childrenPerEpisode: 4, batch: 4 },
    estimator: { ...TRAIN_DEFAULTS, train: 2_000, valid: 500, test: 1_000, epochs: 1 },
    stop: stopAfter(20),
  };
}

const INVENTED = 'Accuracies are invented.';
const TRAINED = 'Each child is trained on 2,000 images of MNIST on this machine.';

/** Searches in each space of the catalogue of networks or of their training that no other preset shows. */
export const SPACE_PRESETS: readonly RunPreset[] = [
  {
    id: 'space-a-large',
    title: 'A_large, controller',
    description: `Cells of two blocks, each two operations on two hidden states, sampled by the paper's controller. ${INVENTED}`,
    source: 'Arora and Krone, section 3.1',
    config: { ...invented('A_large, controller', 'a-large?blocks=2', '28x28x1'), strategy: PAPER_PPO },
  },
  {
    id: 'space-darts',
    title: 'DARTS cells, evolution',
    description: `Normal and reduction cells of four nodes, 10¹⁸ of them. ${INVENTED}`,
    source: 'Liu, Simonyan and Yang 2019',
    config: invented('DARTS cells, evolution', 'darts'),
  },
  {
    id: 'space-enas-macro',
    title: 'ENAS macro, evolution',
    description: `Twelve layers, each with an operation and skips from those before. ${INVENTED}`,
    source: 'Pham et al. 2018, section 2.3',
    config: invented('ENAS macro, evolution', 'enas-macro'),
  },
  {
    id: 'space-enas-micro',
    title: 'ENAS micro, evolution',
    description: `Cells of nodes that add two operations. ${INVENTED}`,
    source: 'Hypernets; Pham et al. 2018, section 2.4',
    config: invented('ENAS micro, evolution', 'enas-micro'),
  },
  {
    id: 'space-nasnet',
    title: 'NASNet cells, evolution',
    description: `Thirteen operations, five blocks a cell. ${INVENTED}`,
    source: 'Zoph et al. 2018',
    config: invented('NASNet cells, evolution', 'nasnet'),
  },
  {
    id: 'space-layer-wise',
    title: 'Layer by layer, evolution',
    description: `Kernel, filters and skips of every layer. ${INVENTED}`,
    source: 'Zoph and Le 2017, section 4.1',
    config: invented('Layer by layer, evolution', 'layer-wise'),
  },
  {
    id: 'space-guide-macro',
    title: "The guide's macro space, evolution",
    description: `8 to 20 layers: how many decisions there are is itself decided. ${INVENTED}`,
    source: 'NAS code guide, macro search space',
    config: invented("The guide's macro space, evolution", 'guide-macro'),
  },
  {
    id: 'space-guide-cell',
    title: "The guide's cells, evolution",
    description: `Seven nodes a cell, each with two inputs and two operations. ${INVENTED}`,
    source: 'NAS code guide, micro search space',
    config: invented("The guide's cells, evolution", 'guide-cell'),
  },
  {
    id: 'space-guide-rl',
    title: "The guide's controller example",
    description: `Six layers, of each a convolution, its filters and a pooling, by REINFORCE with the guide's settings. ${INVENTED}`,
    source: 'NAS code guide, reinforcement learning example',
    config: { ...invented("The guide's controller example", 'guide-rl'), strategy: EMBEDDING_REINFORCE, stop: stopAfter(1000) },
  },
  {
    id: 'space-hypernets-dnn',
    title: 'Hypernets, dense networks',
    description: `Dense layers that shrink, with activation, norm and dropout in any order: 3,888 networks without a convolution. ${INVENTED}`,
    source: 'Hypernets, Define A DNN Search Space',
    config: invented('Hypernets, dense networks', 'hypernets-dnn', '28x28x1'),
  },
  {
    id: 'space-hypernets-cnn',
    title: 'Hypernets, convolutional networks',
    description: `How many blocks there are, and how many convolutions in each, is decided too. ${INVENTED}`,
    source: 'Hypernets, Define A CNN Search Space',
    config: invented('Hypernets, convolutional networks', 'hypernets-cnn', '28x28x1'),
  },
  {
    id: 'space-training',
    title: 'Training hyperparameters, trained for real',
    description:
      'One small network; TPE looks for its learning rate, dropout, batch, optimiser and augmentation. Nothing is downloaded.',
    source: 'this lab',
    config: {
      ...invented('Training hyperparameters, trained for real', 'training'),
      strategy: TPE_DEFAULTS,
      estimator: { ...TRAIN_DEFAULTS, data: 'digits', train: 2_000, valid: 500, test: 1_000, epochs: 1 },
      stop: stopAfter(40),
    },
  },
  {
    id: 'a-large-mnist',
    title: 'A_large, trained for real',
    description: `Cells of two blocks. ${TRAINED}`,
    source: 'Arora and Krone, at profile teach',
    config: trained('A_large, trained for real', 'a-large?blocks=2'),
  },
  {
    id: 'darts-mnist',
    title: 'DARTS cells, trained for real',
    description: `Four cells of eight channels, some seconds a child. ${TRAINED}`,
    source: 'Liu, Simonyan and Yang 2019, at profile teach',
    config: trained('DARTS cells, trained for real', 'darts'),
  },
  {
    id: 'nasnet-mnist',
    title: 'NASNet cells, trained for real',
    description: `Cells of two blocks, some seconds a child. ${TRAINED}`,
    source: 'Zoph et al. 2018, at profile teach',
    config: trained('NASNet cells, trained for real', 'nasnet?blocks=2'),
  },
];
