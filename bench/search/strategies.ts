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
 * The strategies that search by whole children, with their defaults; set to the budget are only progressive search's stages, which share it, and
 * Q-learning's falling epsilon, which has a third of it where that is less than the default. Those over epochs are compared at equal epochs in
 * test/unit/search/budgets/quality.test.ts, morphisms in docs/morphisms.md.
 */
export function strategiesFor(children: number): readonly BesideRandom[] {
  const { stages, beam } = PROGRESSIVE_DEFAULTS;
  const childrenPerStage = Math.max(2, Math.floor(children / stages));
  const explorationChildren = Math.min(Q_LEARNING_DEFAULTS.explorationChildren, Math.floor(children / 3));
  return [
    { name: 'random', config: RANDOM_DEFAULTS },
    { name: 'grid', config: GRID_DEFAULTS },
    { name: 'exhaustive', config: EXHAUSTIVE_DEFAULTS },
    { name: 'hill climbing', config: HILL_CLIMBING_DEFAULTS },
    { name: 'regularized evolution', config: REGULARIZED_EVOLUTION_DEFAULTS },
    { name: 'steady-state evolution', config: STEADY_STATE_DEFAULTS },
    { name: 'genetic algorithm', config: GENETIC_DEFAULTS },
    { name: 'NSGA-II', config: NSGA2_DEFAULTS },
    { name: 'progressive', config: { ...PROGRESSIVE_DEFAULTS, childrenPerStage, beam: Math.min(beam, childrenPerStage) } },
    { name: 'Bayesian, GP', config: BAYESIAN_DEFAULTS },
    { name: 'Bayesian, forest', config: { ...BAYESIAN_DEFAULTS, surrogate: 'random-forest' } },
    { name: 'TPE', config: TPE_DEFAULTS },
    { name: 'Q-learning', config: { ...Q_LEARNING_DEFAULTS, explorationChildren } },
    { name: 'MCTS', config: MCTS_DEFAULTS },
    { name: 'PPO, quick', config: QUICK_PPO },
    { name: 'REINFORCE, quick', config: QUICK_REINFORCE },
    { name: "PPO, the paper's", config: PAPER_PPO },
    { name: "REINFORCE, the guide's", config: EMBEDDING_REINFORCE },
  ];
}
