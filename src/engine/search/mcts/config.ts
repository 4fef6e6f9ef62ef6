import { z } from 'zod';
import { count } from '../../core/schema';

export const mctsSchema = z.strictObject({
  id: z.literal('mcts'),
  childrenPerEpisode: count(512),
  /** c: how much a rarely tried branch is favoured; 1 is UCB1. */
  exploration: z.number().min(0).max(100),
  /** How rewards become 0..1: by their ranks, or between the least and the largest seen. Absent: as it was before there was a choice. */
  scale: z.enum(['ranks', 'range']).default('range'),
  /** Walks that a choice's average over the whole tree counts as in its branch; 0: plain UCT, with uniform rests of genotypes. */
  averages: z.number().min(0).max(1000).default(0),
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
  scale: 'ranks',
  averages: 3,
  widening: 2,
  wideningPower: 0.5,
  repeats: false,
};
