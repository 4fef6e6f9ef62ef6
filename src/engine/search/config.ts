import { z } from 'zod';
import { ppoSchema, reinforceSchema } from '../controller/config';
import { count } from '../core/schema';
import { bayesianSchema } from './bayesian/config';
import { ashaSchema, hyperbandSchema, successiveHalvingSchema } from './budgets/config';
import { geneticSchema, nsga2Schema, regularizedEvolutionSchema, steadyStateSchema } from './evolution/config';
import { exhaustiveSchema, gridSchema, hillClimbingSchema } from './local/config';
import { mctsSchema } from './mcts/config';
import { morphismSchema } from './morphism/config';
import { pbtSchema } from './pbt/config';
import { progressiveSchema } from './progressive/config';
import { qLearningSchema } from './qLearning/config';
import { tpeSchema } from './tpe/config';

export const randomSchema = z.strictObject({
  id: z.literal('random'),
  childrenPerEpisode: count(512),
});

export const strategySchema = z.discriminatedUnion('id', [
  ppoSchema,
  reinforceSchema,
  randomSchema,
  gridSchema,
  exhaustiveSchema,
  hillClimbingSchema,
  regularizedEvolutionSchema,
  steadyStateSchema,
  geneticSchema,
  nsga2Schema,
  progressiveSchema,
  successiveHalvingSchema,
  hyperbandSchema,
  ashaSchema,
  pbtSchema,
  morphismSchema,
  bayesianSchema,
  tpeSchema,
  qLearningSchema,
  mctsSchema,
]);

export type RandomConfig = z.infer<typeof randomSchema>;
export type StrategyConfig = z.infer<typeof strategySchema>;
