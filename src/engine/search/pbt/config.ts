import { z } from 'zod';
import { count } from '../../core/schema';

export const pbtSchema = z.strictObject({
  id: z.literal('pbt'),
  /** The population: each member is trained one stretch an episode. */
  childrenPerEpisode: z.number().int().min(2).max(512),
  /** Of a stretch, after which members are compared. */
  epochsPerStep: count(1000),
  /** Stretches of each member in all. */
  steps: count(10_000),
  /** Part of the population that is replaced, and that is copied: the worst and the best. At most a half. */
  quantile: z.number().gt(0).max(0.5),
  /** Probability that a hyperparameter of a copy is drawn anew instead of changed a little. */
  resampleProbability: z.number().min(0).max(1),
  /** A number becomes 1 - p or 1 + p times itself. */
  perturbation: z.number().gt(0).lt(1),
});

export type PbtConfig = z.infer<typeof pbtSchema>;

/** Jaderberg et al. 2017: truncation selection of 20 %, factors 0.8 and 1.2, a quarter drawn anew. */
export const PBT_DEFAULTS: PbtConfig = {
  id: 'pbt',
  childrenPerEpisode: 20,
  epochsPerStep: 3,
  steps: 27,
  quantile: 0.2,
  resampleProbability: 0.25,
  perturbation: 0.2,
};
