import { z } from 'zod';
import { count } from '../core/schema';
import { estimatorSchema } from '../estimate/config';
import { rewardSchema } from '../reward/config';
import { strategySchema } from '../search/config';
import { spaceConfigSchema } from '../space/config';

/**
 * What was asked of a run. Every key has a range; unknown keys are refused. Execution facts (workers, output folder)
 * are not part of it: they do not change the result.
 */

/** The first condition that is met ends the run; null switches one off. */
export const stopSchema = z.strictObject({
  episodes: count(1_000_000),
  children: count(100_000_000).nullable(),
  minutes: z.number().gt(0).max(100_000).nullable(),
  reward: z.number().min(-1e9).max(1e9).nullable(),
  /** Ends when min, mean and max of so many episodes in a row differ by less than 1e-9. */
  convergedFor: count(100_000).nullable(),
});

export const runConfigSchema = z.strictObject({
  version: z.literal(1),
  title: z.string().min(1).max(120),
  seed: z.number().int().min(0).max(0xffffffff),
  space: spaceConfigSchema,
  strategy: strategySchema,
  estimator: estimatorSchema,
  reward: rewardSchema,
  stop: stopSchema,
});

export type RunConfig = z.infer<typeof runConfigSchema>;
export type StopConfig = RunConfig['stop'];
