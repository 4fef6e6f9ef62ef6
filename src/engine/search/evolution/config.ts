import { z } from 'zod';
import { count } from '../../core/schema';

const rate = z.number().min(0).max(1);

export const regularizedEvolutionSchema = z.strictObject({
  id: z.literal('regularized-evolution'),
  /** P: how many are alive. */
  populationSize: z.number().int().min(2).max(10_000),
  /** S: how many are drawn, with replacement, of which the best becomes the parent. */
  sampleSize: count(10_000),
  /** Who makes room for a child: the oldest (aging) or the worst. */
  dies: z.enum(['oldest', 'worst']),
  childrenPerEpisode: count(512),
});

export const steadyStateSchema = z.strictObject({
  id: z.literal('steady-state-evolution'),
  populationSize: z.number().int().min(2).max(10_000),
  tournamentSize: count(10_000),
  /** Probability that a child differs from its parent. */
  mutationRate: rate,
  childrenPerEpisode: count(512),
});

export const geneticSchema = z.strictObject({
  id: z.literal('genetic-algorithm'),
  /** A generation is an episode: the size of the population. */
  childrenPerEpisode: z.number().int().min(2).max(512),
  tournamentSize: count(512),
  /** Probability that two parents are crossed; otherwise the child is the first one's copy. */
  crossoverRate: rate,
  /** Of each decision, after the crossover. */
  mutationRate: rate,
  /** The best of a generation that live on as they are, without being measured again. */
  elite: z.number().int().min(0).max(511),
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
  mutationRate: rate,
});

export type RegularizedEvolutionConfig = z.infer<typeof regularizedEvolutionSchema>;
export type SteadyStateConfig = z.infer<typeof steadyStateSchema>;
export type GeneticConfig = z.infer<typeof geneticSchema>;
export type Nsga2Config = z.infer<typeof nsga2Schema>;
export type Objective = Nsga2Config['objectives'][number];

/** P and S of Real et al. 2019, section 3 (100 and 25), a fifth of both for runs of hundreds instead of thousands. */
export const REGULARIZED_EVOLUTION_DEFAULTS: RegularizedEvolutionConfig = {
  id: 'regularized-evolution',
  populationSize: 20,
  sampleSize: 5,
  dies: 'oldest',
  childrenPerEpisode: 10,
};

/** The guide's numbers. Deviation: its mutation rate of 0.1 makes nine of ten children copies; here each child is mutated. */
export const STEADY_STATE_DEFAULTS: SteadyStateConfig = {
  id: 'steady-state-evolution',
  populationSize: 50,
  tournamentSize: 3,
  mutationRate: 1,
  childrenPerEpisode: 10,
};

/** The guide's numbers, with one elite (it has none, and can lose its best child). */
export const GENETIC_DEFAULTS: GeneticConfig = {
  id: 'genetic-algorithm',
  childrenPerEpisode: 50,
  tournamentSize: 3,
  crossoverRate: 1,
  mutationRate: 0.1,
  elite: 1,
};

/** Crossover rate of Deb et al. 2002, section IV. */
export const NSGA2_DEFAULTS: Nsga2Config = {
  id: 'nsga-2',
  childrenPerEpisode: 20,
  objectives: [
    { of: 'reward', direction: 'max' },
    { of: 'params', direction: 'min' },
  ],
  crossoverRate: 0.9,
  mutationRate: 0.1,
};
