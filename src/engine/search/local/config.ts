import { z } from 'zod';
import { count } from '../../core/schema';

export const gridSchema = z.strictObject({
  id: z.literal('grid'),
  childrenPerEpisode: count(512),
  /** Places along a decision with more options, or with none to count; its ends are among them. */
  points: z.number().int().min(2).max(1000),
});

export const exhaustiveSchema = z.strictObject({ id: z.literal('exhaustive'), childrenPerEpisode: count(512) });

export const hillClimbingSchema = z.strictObject({
  id: z.literal('hill-climbing'),
  /** Neighbours that are measured before one of them is moved to. */
  childrenPerEpisode: count(512),
  /** Episodes in a row without a better neighbour after which it starts anew; null: only when all neighbours are known. */
  patience: count(10_000).nullable(),
});

export type GridConfig = z.infer<typeof gridSchema>;
export type ExhaustiveConfig = z.infer<typeof exhaustiveSchema>;
export type HillClimbingConfig = z.infer<typeof hillClimbingSchema>;

export const GRID_DEFAULTS: GridConfig = { id: 'grid', childrenPerEpisode: 10, points: 10 };
export const EXHAUSTIVE_DEFAULTS: ExhaustiveConfig = { id: 'exhaustive', childrenPerEpisode: 10 };
export const HILL_CLIMBING_DEFAULTS: HillClimbingConfig = { id: 'hill-climbing', childrenPerEpisode: 5, patience: null };
