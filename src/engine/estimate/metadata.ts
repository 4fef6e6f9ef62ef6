import { profileById } from '../space/profiles';
import type {
  EarlyStoppingConfig,
  EstimatorConfig,
  ExtrapolationConfig,
  SyntheticEstimatorConfig,
  TableEstimatorConfig,
  TrainEstimatorConfig,
} from './config';

export interface EstimatorEntry {
  readonly id: EstimatorConfig['id'];
  readonly title: string;
  readonly source: string;
  readonly defaults: EstimatorConfig;
}

/** The table of the paper's figures: A_small on MNIST, mean over its seeds. */
export const TABLE_DEFAULTS: TableEstimatorConfig = { id: 'table', table: 'a-small-mnist-teach', noise: 'mean' };

const TEACH = profileById('teach');

/** Profile 'teach' on MNIST, as the profile says. */
export const TRAIN_DEFAULTS: TrainEstimatorConfig = {
  id: 'train',
  data: 'mnist',
  profile: TEACH.id,
  train: TEACH.split.train,
  valid: TEACH.split.valid,
  test: TEACH.split.test,
  epochs: TEACH.training.epochs,
  batch: TEACH.training.batch,
  learningRate: TEACH.training.learningRate,
  backend: 'auto',
};

/** At most 20 epochs, ended after 5 without a rise: the constants of "Neural Architecture Search", the complete code guide. */
export const EARLY_STOPPING_DEFAULTS: EarlyStoppingConfig = {
  ...TRAIN_DEFAULTS,
  id: 'early-stopping',
  epochs: 20,
  patience: 5,
  minDelta: 0,
};

/** 4 of 12 epochs. */
export const EXTRAPOLATION_DEFAULTS: ExtrapolationConfig = { ...TRAIN_DEFAULTS, id: 'extrapolation', epochs: 4, horizon: 12 };

/** Landscape 1, its noise that of NATS-Bench's runs (a few tenths of a percent), curves of 81 epochs, 3 four times over. */
export const SYNTHETIC_DEFAULTS: SyntheticEstimatorConfig = {
  id: 'synthetic',
  landscape: 1,
  noise: 0.004,
  epochs: 81,
  profile: 'teach',
  image: '28x28x1',
};

/** The tables in public/tables/, by file name without its ending. */
export const SHIPPED_TABLES: readonly { readonly id: string; readonly title: string }[] = [
  { id: 'a-small-mnist-teach', title: 'MNIST, profile teach' },
  { id: 'a-small-digits-teach', title: 'Procedural digits, profile teach' },
];

/** The ways a child's worth is found out. Tables are the files of public/tables/. */
export const ESTIMATORS: readonly EstimatorEntry[] = [
  {
    id: 'table',
    title: 'Recorded table',
    source: "every child measured beforehand by 'nas-lab table'",
    defaults: TABLE_DEFAULTS,
  },
  {
    id: 'train',
    title: 'Train for real',
    source: 'each child trained on real images in this lab',
    defaults: TRAIN_DEFAULTS,
  },
  {
    id: 'early-stopping',
    title: 'Train until it gets no better',
    source: 'NAS code guide (patience 5, 20 epochs at most); Prechelt 1998',
    defaults: EARLY_STOPPING_DEFAULTS,
  },
  {
    id: 'extrapolation',
    title: 'Train a little and continue the curve',
    source: 'Domhan, Springenberg and Hutter 2015 (IJCAI)',
    defaults: EXTRAPOLATION_DEFAULTS,
  },
  {
    id: 'synthetic',
    title: 'Synthetic landscape (invented)',
    source: 'this lab, in the manner of NATS-Bench (Dong et al. 2021, arXiv:2009.00437); test functions as they are defined',
    defaults: SYNTHETIC_DEFAULTS,
  },
];
