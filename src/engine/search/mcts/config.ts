import { z } from 'zod';
import { count } from '../../core/schema';

export const mctsSchema = z.strictObject({
  id: z.literal('mcts'),
  childrenPerEpisode: count(512),
  /** c: how much a rarely tried branch is favoured; 1 is UCB1. Rewards are scaled to 0..1 by those seen. */
  exploration: z.number().min(0).max(100),
  /** Of a number without steps: a node with N visits has at most ceil(widening * N^wideningPower) values of it. */
  widening: z.number().gt(0).max(100),
  wideningPower: z.number().gt(0).max(1),
  /** Whether a genotype may be proposed again; false: explored branches are closed. */
  repeats: z.boolean(),
});

export type MctsConfig = z.infer<typeof mctsSchema>;

export const MCTS_DEFAULTS: MctsConfig = {
  id: 'mcts',
  childrenPerEpisode: 1,
  exploration: 0.5,
  widening: 2,
  wideningPower: 0.5,
  repeats: false,
};
