import { z } from 'zod';
import { count } from '../../core/schema';

const rate = z.number().min(0).max(1);
/** How often a child that was met before is drawn anew; 0: never, as published, and what configurations from before it mean. */
const redraws = z.number().int().min(0).max(1000).default(0);

export const regularizedEvolutionSchema = z.strictObject({
  id: z.literal('regularized-evolution'),
  /** P: how many are alive. */
  populationSize: z.number().int().min(2).max(10_000),
  /** S: how many are drawn, with replacement, of which the best becomes the parent. */
  sampleSize: count(10_000),
  /** Who makes room for a child: the oldest (aging) or the worst. */
  dies: z.enum(['oldest', 'worst']),
  childrenPerEpisode: count(512),
  redraws,
});

export const steadyStateSchema = z.strictObject({
  id: z.literal('steady-state-evolution'),
  populationSize: z.number().int().min(2).max(10_000),
  tournamentSize: count(10_000),
  /** Probability that a child differs from its parent. */
  mutationRate: rate,
  childrenPerEpisode: count(512),
  redraws,
});

export const geneticSchema = z.strictObject({
  id: z.literal('genetic-algorithm'),
  /** A generation is an episode: the size of the population. */
  childrenPerEpisode: z.number().int().min(2).max(512),
  tournamentSize: count(512),
  /** Probability that two parents are crossed; otherwise the child is the first one's copy. */
  crossoverRate: rate,
  /** Of each decision, after the crossover; null: 1 / decisions, so that one is changed on average. */
  mutationRate: rate.nullable(),
  /** The best of a generation that live on as they are, without being measured again. */
  elite: z.number().int().min(0).max(511),
  redraws,
});

export const OBJECTIVES = ['reward', 'accuracy', 'params', 'macs', 'memory', 'latency'] as const;

export const nsga2Schema = z.strictObject({
  id: z.literal('nsga-2'),
  childrenPerEpisode: z.number().int().min(4).max(512),
  objectives: z
    .array(z.strictObject({ of: z.enum(OBJECTIVES), direction: z.enum(['max', 'min']) }))
    .min(2)
    .max(OBJECTIVES.length),
  crossoverRate: rate,
  /** As the genetic algorithm's. */
  mutationRate: rate.nullable(),
  redraws,
});

export type RegularizedEvolutionConfig = z.infer<typeof regularizedEvolutionSchema>;
export type SteadyStateConfig = z.infer<typeof steadyStateSchema>;
export type GeneticConfig = z.infer<typeof geneticSchema>;
export type Nsga2Config = z.infer<typeof nsga2Schema>;
export type Objective = Nsga2Config['objectives'][number];

const REDRAWS = 20;

/** For runs of dozens to hundreds of children; Real et al. 2019, section 3, have P = 100 and S = 25 for 20,000. */
export const REGULARIZED_EVOLUTION_DEFAULTS: RegularizedEvolutionConfig = {
  id: 'regularized-evolution',
  populationSize: 16,
  sampleSize: 8,
  dies: 'oldest',
  childrenPerEpisode: 4,
  redraws: REDRAWS,
};

/**
 * The guide's tournament. Deviations: its mutation rate of 0.1 makes nine of ten children copies, here each child is mutated; and its population of 50 is
 * a budget of its own where a run has a hundred children.
 */
export const STEADY_STATE_DEFAULTS: SteadyStateConfig = {
  id: 'steady-state-evolution',
  populationSize: 10,
  tournamentSize: 3,
  mutationRate: 1,
  childrenPerEpisode: 5,
  redraws: REDRAWS,
};

/**
 * The guide's tournament and crossover, with one elite (it has none, and can lose its best child), ten children a generation for its 50, and one mutation
 * a child on average for its rate of 0.1, which leaves four in five children of two decisions unmutated.
 */
export const GENETIC_DEFAULTS: GeneticConfig = {
  id: 'genetic-algorithm',
  childrenPerEpisode: 10,
  tournamentSize: 3,
  crossoverRate: 1,
  mutationRate: null,
  elite: 1,
  redraws: REDRAWS,
};

/** Crossover rate and mutation rate, 1 / decisions, of Deb et al. 2002, section IV. */
export const NSGA2_DEFAULTS: Nsga2Config = {
  id: 'nsga-2',
  childrenPerEpisode: 12,
  objectives: [
    { of: 'reward', direction: 'max' },
    { of: 'params', direction: 'min' },
  ],
  crossoverRate: 0.9,
  mutationRate: null,
  redraws: REDRAWS,
};
