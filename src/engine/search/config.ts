import { z } from 'zod';
import { ppoSchema, reinforceSchema } from '../controller/config';
import { count } from '../core/schema';

export const randomSchema = z.strictObject({
  id: z.literal('random'),
  childrenPerEpisode: count(512),
});

export const strategySchema = z.discriminatedUnion('id', [ppoSchema, reinforceSchema, randomSchema]);

export type RandomConfig = z.infer<typeof randomSchema>;
export type StrategyConfig = z.infer<typeof strategySchema>;
