import { profileById } from '../space/profiles';
import type { EstimatorConfig, TableEstimatorConfig, TrainEstimatorConfig } from './config';

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
];
