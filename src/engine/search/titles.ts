import type { StrategyConfig } from './config';

/** What each strategy is called. (A file without schemas, for the page.) */
export const STRATEGY_TITLES: Readonly<Record<StrategyConfig['id'], string>> = {
  ppo: 'LSTM controller, PPO',
  reinforce: 'Recurrent controller, REINFORCE',
  random: 'Random search',
  grid: 'Grid search',
  exhaustive: 'Every point',
  'hill-climbing': 'Hill climbing with restarts',
  'regularized-evolution': 'Regularized evolution',
  'steady-state-evolution': 'Steady-state evolution',
  'genetic-algorithm': 'Genetic algorithm, generation by generation',
  'nsga-2': 'NSGA-II: several objectives',
  progressive: 'Progressive search',
  'successive-halving': 'Successive halving',
  hyperband: 'Hyperband',
  asha: 'ASHA: halving without waiting',
  pbt: 'Population-based training',
  morphism: 'Network morphisms: inherited weights',
  bayesian: 'Bayesian optimisation',
  tpe: 'Tree-structured Parzen estimator',
  'q-learning': 'Q-learning (MetaQNN)',
  mcts: 'Monte-Carlo tree search (UCT)',
};
