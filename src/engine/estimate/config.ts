import { z } from 'zod';
import { count } from '../core/schema';
import { PROFILE_IDS } from '../space/types';

export const tableEstimatorSchema = z.strictObject({
  id: z.literal('table'),
  /** File name in public/tables/ without its ending; or 'local:HASH', a table that the browser keeps (see localTableName). */
  table: z
    .string()
    .min(1)
    .max(80)
    .regex(/^(local:)?[a-z0-9-]+$/),
  /** 'mean' answers the mean over the table's seeds; 'seed' one of its seeds, drawn per trial. */
  noise: z.enum(['mean', 'seed']),
});

export const syntheticEstimatorSchema = z.strictObject({
  id: z.literal('synthetic'),
  /** Which landscape: the seed of everything that is invented. */
  landscape: z.number().int().min(0).max(0xffffffff),
  /** Standard deviation of a run's accuracy, 0..0.2; 0: every run of a child is the same. */
  noise: z.number().min(0).max(0.2),
  /** Epochs of a child where the strategy asks for none; a test function is looked at once. */
  epochs: count(1000),
  /** What children are built as, to be counted. */
  profile: z.enum(PROFILE_IDS),
  image: z.enum(['28x28x1', '32x32x3']),
});

/** How children are trained, whatever ends their training. */
const training = {
  data: z.string().min(1).max(200),
  profile: z.enum(PROFILE_IDS),
  train: count(1_000_000),
  valid: count(1_000_000),
  test: count(1_000_000),
  epochs: count(1000),
  batch: count(4096),
  learningRate: z.number().gt(0).max(1),
  backend: z.enum(['auto', 'webgpu', 'wasm', 'cpu']),
  /** Default 'adam', with Kingma and Ba's constants; 'sgd' has momentum 0.9. */
  optimiser: z.enum(['adam', 'sgd']).exactOptional(),
  /** L2 term in the gradient, as PyTorch has it; default 0. */
  weightDecay: z.number().min(0).max(1).exactOptional(),
  /** Default 'constant'; 'cosine' falls to 0 over `epochs` and starts again (train/types.ts). */
  learningRateSchedule: z.enum(['constant', 'cosine']).exactOptional(),
  /** Default 'none'; see train/augment.ts. */
  augmentation: z.enum(['none', 'shift', 'shift-flip']).exactOptional(),
};

export const trainEstimatorSchema = z.strictObject({ id: z.literal('train'), ...training });

/** epochs: at most. */
export const earlyStoppingSchema = z.strictObject({
  id: z.literal('early-stopping'),
  ...training,
  /** Epochs without a rise of the validation accuracy after which training ends. */
  patience: count(1000),
  /** A rise that is not larger is none; a fraction. */
  minDelta: z.number().min(0).lt(1),
});

/** epochs: that are trained. */
export const extrapolationSchema = z.strictObject({
  id: z.literal('extrapolation'),
  ...training,
  epochs: z.number().int().min(2).max(1000),
  /** The epoch for which the accuracy is predicted. */
  horizon: count(1000),
});

export const estimatorSchema = z.discriminatedUnion('id', [
  tableEstimatorSchema,
  trainEstimatorSchema,
  earlyStoppingSchema,
  extrapolationSchema,
  syntheticEstimatorSchema,
]);

export type EstimatorConfig = z.infer<typeof estimatorSchema>;
export type TableEstimatorConfig = z.infer<typeof tableEstimatorSchema>;
export type TrainEstimatorConfig = z.infer<typeof trainEstimatorSchema>;
export type EarlyStoppingConfig = z.infer<typeof earlyStoppingSchema>;
export type ExtrapolationConfig = z.infer<typeof extrapolationSchema>;
export type SyntheticEstimatorConfig = z.infer<typeof syntheticEstimatorSchema>;

/** Estimators that answer at once, recorded or invented, so that a whole run takes no longer than its strategy. */
export type InstantEstimatorConfig = TableEstimatorConfig | SyntheticEstimatorConfig;

export function answersAtOnce(config: EstimatorConfig): config is InstantEstimatorConfig {
  return config.id === 'table' || config.id === 'synthetic';
}

/** Estimators that train children for real. */
export type TrainingEstimatorConfig = TrainEstimatorConfig | EarlyStoppingConfig | ExtrapolationConfig;
