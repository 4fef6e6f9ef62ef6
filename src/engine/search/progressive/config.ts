import { z } from 'zod';
import { count } from '../../core/schema';

export const progressiveSchema = z.strictObject({
  id: z.literal('progressive'),
  stages: z.number().int().min(1).max(100),
  childrenPerStage: count(100_000),
  /** The best of a stage, of which the next stage's children are made. */
  beam: count(10_000),
  childrenPerEpisode: count(512),
});

export type ProgressiveConfig = z.infer<typeof progressiveSchema>;

/** The guide's 5 stages of 100 children; of each stage the best 5, for with 10 the next stage's children are of worse parents (docs/search-quality.md). */
export const PROGRESSIVE_DEFAULTS: ProgressiveConfig = {
  id: 'progressive',
  stages: 5,
  childrenPerStage: 100,
  beam: 5,
  childrenPerEpisode: 10,
};
