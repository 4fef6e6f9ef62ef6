import { z } from 'zod';
import { count } from '../core/schema';

export const ppoSchema = z.strictObject({
  id: z.literal('ppo'),
  /** 'softmax' feeds the distribution forward (the paper's text and code); 'sample' feeds the sampled op (autoregressive). */
  input: z.enum(['softmax', 'sample']),
  hidden: count(512),
  initRange: z.number().min(0).max(2),
  childrenPerEpisode: count(512),
  steps: count(64),
  batch: count(512),
  learningRate: z.number().min(0).max(1),
  clip: z.number().gt(0).max(1),
  entropyCoefficient: z.number().min(0).max(10),
  baseline: z.strictObject({
    kind: z.enum(['none', 'ema', 'batch-normalised']),
    /** Weight of the new batch in the moving average. */
    alpha: z.number().gt(0).max(1),
    /** 'zero' starts at 0 (as published), 'first-batch' at the first batch's mean. */
    start: z.enum(['zero', 'first-batch']),
    /** True: the current batch is in the average before its own advantages are taken (as published). */
    includeCurrent: z.boolean(),
  }),
  /** Where the policy is computed: 'fused' is the lab's own typed-array policy, the others tfjs backends. Same mathematics. */
  compute: z.enum(['fused', 'cpu', 'wasm', 'webgpu']),
});

export type PpoConfig = z.infer<typeof ppoSchema>;
