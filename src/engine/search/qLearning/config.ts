import { z } from 'zod';
import { count } from '../../core/schema';

export const qLearningSchema = z.strictObject({
  id: z.literal('q-learning'),
  childrenPerEpisode: count(512),
  /** What a state is: all choices so far, or, as MetaQNN's, the last one and its place. Absent: as it was before there was a choice. */
  state: z.enum(['last', 'prefix']).default('prefix'),
  /** Step of an update towards its target, alpha. */
  learningRate: z.number().gt(0).max(1),
  /** Earlier children that are drawn and learned from again after each new one. */
  replay: z.number().int().min(0).max(10_000),
  /** How epsilon falls: evenly, or down MetaQNN's stairs. */
  exploration: z.enum(['linear', 'stairs']),
  /** Children over which epsilon falls from 1. */
  explorationChildren: count(1_000_000),
  /** What epsilon falls to, and stays at. */
  leastEpsilon: z.number().min(0).max(1),
  /** Value of a choice that was never taken; null: the mean reward of the first episode. A value above all rewards is optimistic. */
  initialValue: z.number().nullable(),
  /** Places that a number without steps is cut into. */
  bins: z.number().int().min(2).max(1000),
});

export type QLearningConfig = z.infer<typeof qLearningSchema>;

export const Q_LEARNING_DEFAULTS: QLearningConfig = {
  id: 'q-learning',
  childrenPerEpisode: 1,
  state: 'last',
  learningRate: 0.1,
  replay: 100,
  exploration: 'linear',
  explorationChildren: 100,
  leastEpsilon: 0.1,
  initialValue: null,
  bins: 8,
};
