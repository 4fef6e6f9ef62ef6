import { BAYESIAN_DEFAULTS } from '../../src/engine/search/bayesian/config';
import type { StrategyConfig } from '../../src/engine/search/config';
import {
  GENETIC_DEFAULTS,
  NSGA2_DEFAULTS,
  REGULARIZED_EVOLUTION_DEFAULTS,
  STEADY_STATE_DEFAULTS,
} from '../../src/engine/search/evolution/config';
import { EXHAUSTIVE_DEFAULTS, GRID_DEFAULTS, HILL_CLIMBING_DEFAULTS } from '../../src/engine/search/local/config';
import { MCTS_DEFAULTS } from '../../src/engine/search/mcts/config';
import { EMBEDDING_REINFORCE, PAPER_PPO, RANDOM_DEFAULTS } from '../../src/engine/search/metadata';
import { PROGRESSIVE_DEFAULTS } from '../../src/engine/search/progressive/config';
import { Q_LEARNING_DEFAULTS } from '../../src/engine/search/qLearning/config';
import { QUICK_PPO, QUICK_REINFORCE } from '../../src/engine/search/quickControllers';
import { TPE_DEFAULTS } from '../../src/engine/search/tpe/config';

export interface BesideRandom {
  readonly name: string;
  readonly config: StrategyConfig;
}

/**
 * The strategies that search by whole children, with settings for so many of them: what they open with (population, first stage, initial
 * children, falling epsilon) takes at most a third of the budget, as anybody would set it who knows the budget. Those over epochs are
 * compared at equal epochs in test/unit/search/budgets/quality.test.ts, morphisms in docs/morphisms.md.
 */
export function strategiesFor(children: number): readonly BesideRandom[] {
  const population = Math.max(8, Math.min(20, Math.floor(children / 8)));
  const generation = Math.max(8, Math.min(50, Math.floor(children / 10)));
  const stages = 5;
  const childrenPerStage = Math.max(4, Math.floor(children / stages));
  const episode = Math.max(1, Math.min(10, Math.floor(children / 16)));
  return [
    { name: 'random', config: RANDOM_DEFAULTS },
    { name: 'grid', config: GRID_DEFAULTS },
    { name: 'exhaustive', config: EXHAUSTIVE_DEFAULTS },
    { name: 'hill climbing', config: HILL_CLIMBING_DEFAULTS },
    {
      name: 'regularized evolution',
      config: { ...REGULARIZED_EVOLUTION_DEFAULTS, populationSize: population, childrenPerEpisode: episode },
    },
    {
      name: 'steady-state evolution',
      config: { ...STEADY_STATE_DEFAULTS, populationSize: population, childrenPerEpisode: episode },
    },
    { name: 'genetic algorithm', config: { ...GENETIC_DEFAULTS, childrenPerEpisode: generation } },
    { name: 'NSGA-II', config: { ...NSGA2_DEFAULTS, childrenPerEpisode: Math.min(20, generation) } },
    {
      name: 'progressive',
      config: { ...PROGRESSIVE_DEFAULTS, stages, childrenPerStage, beam: Math.min(10, childrenPerStage) },
    },
    { name: 'Bayesian, GP', config: BAYESIAN_DEFAULTS },
    { name: 'Bayesian, forest', config: { ...BAYESIAN_DEFAULTS, surrogate: 'random-forest' } },
    { name: 'TPE', config: TPE_DEFAULTS },
    {
      name: 'Q-learning',
      config: { ...Q_LEARNING_DEFAULTS, explorationChildren: Math.max(1, Math.floor(children / 3)) },
    },
    { name: 'MCTS', config: MCTS_DEFAULTS },
    { name: 'PPO, quick', config: { ...QUICK_PPO, childrenPerEpisode: 2 * episode, batch: episode } },
    {
      name: 'REINFORCE, quick',
      config: { ...QUICK_REINFORCE, childrenPerEpisode: Math.max(2, Math.ceil(episode / 2)) },
    },
    { name: "PPO, the paper's", config: PAPER_PPO },
    { name: "REINFORCE, the guide's", config: EMBEDDING_REINFORCE },
  ];
}
