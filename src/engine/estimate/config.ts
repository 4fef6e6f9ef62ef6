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

export const trainEstimatorSchema = z.strictObject({
  id: z.literal('train'),
  data: z.string().min(1).max(200),
  profile: z.enum(PROFILE_IDS),
  train: count(1_000_000),
  valid: count(1_000_000),
  test: count(1_000_000),
  epochs: count(1000),
  batch: count(4096),
  learningRate: z.number().gt(0).max(1),
  backend: z.enum(['auto', 'webgpu', 'wasm', 'cpu']),
});

export const estimatorSchema = z.discriminatedUnion('id', [tableEstimatorSchema, trainEstimatorSchema]);

export type EstimatorConfig = z.infer<typeof estimatorSchema>;
export type TableEstimatorConfig = z.infer<typeof tableEstimatorSchema>;
export type TrainEstimatorConfig = z.infer<typeof trainEstimatorSchema>;
