import { BAYESIAN_DEFAULTS } from '../../src/engine/search/bayesian/config';
import type { StrategyConfig } from '../../src/engine/search/config';
import { GENETIC_DEFAULTS, NSGA2_DEFAULTS, REGULARIZED_EVOLUTION_DEFAULTS } from '../../src/engine/search/evolution/config';
import { HILL_CLIMBING_DEFAULTS } from '../../src/engine/search/local/config';
import { MCTS_DEFAULTS } from '../../src/engine/search/mcts/config';
import { PAPER_PPO, RANDOM_DEFAULTS } from '../../src/engine/search/metadata';
import { Q_LEARNING_DEFAULTS } from '../../src/engine/search/qLearning/config';
import { TPE_DEFAULTS } from '../../src/engine/search/tpe/config';

/**
 * Ten strategies, Bayesian search in both its forms as one and a half times its work. Those that propose nothing twice do so here, or they were
 * through with 64 cells after 64 children; hill climbing ends there all the same.
 */
export const SPEED_STRATEGIES: readonly { readonly name: string; readonly config: StrategyConfig }[] = [
  { name: 'random', config: RANDOM_DEFAULTS },
  { name: 'hill climbing', config: HILL_CLIMBING_DEFAULTS },
  { name: 'regularized evolution', config: REGULARIZED_EVOLUTION_DEFAULTS },
  { name: 'genetic algorithm', config: GENETIC_DEFAULTS },
  { name: 'NSGA-II', config: NSGA2_DEFAULTS },
  { name: 'Q-learning', config: Q_LEARNING_DEFAULTS },
  { name: 'MCTS', config: { ...MCTS_DEFAULTS, repeats: true } },
  { name: 'TPE', config: TPE_DEFAULTS },
  { name: 'Bayesian, GP', config: { ...BAYESIAN_DEFAULTS, repeats: true } },
  { name: 'Bayesian, forest', config: { ...BAYESIAN_DEFAULTS, surrogate: 'random-forest', repeats: true } },
  { name: 'PPO', config: PAPER_PPO },
];
