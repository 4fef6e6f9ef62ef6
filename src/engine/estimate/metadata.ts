import type { EstimatorConfig } from './config';

export interface EstimatorEntry {
  readonly id: EstimatorConfig['id'];
  readonly title: string;
  readonly source: string;
  readonly defaults: EstimatorConfig;
}

/** The ways a child's worth is found out. Tables are the files of public/tables/. */
export const ESTIMATORS: readonly EstimatorEntry[] = [
  {
    id: 'table',
    title: 'Recorded table',
    source: "every child measured beforehand by 'nas-lab table'",
    defaults: { id: 'table', table: 'a-small-mnist-teach', noise: 'mean' },
  },
  {
    id: 'train',
    title: 'Train for real',
    source: 'each child trained on real images in this lab',
    defaults: {
      id: 'train',
      data: 'mnist',
      profile: 'teach',
      train: 12_000,
      valid: 2_000,
      test: 10_000,
      epochs: 3,
      batch: 64,
      learningRate: 2e-3,
      backend: 'auto',
    },
  },
];
