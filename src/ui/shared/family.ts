import { trainsChildren } from '../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../engine/run/config';
import type { StrategyConfig } from '../../engine/search/config';

/** How a strategy searches, in the words of a menu's heading. */
const FAMILIES: Readonly<Record<StrategyConfig['id'], string>> = {
  ppo: 'Controllers',
  reinforce: 'Controllers',
  'q-learning': 'Learned values and trees',
  mcts: 'Learned values and trees',
  random: 'Blind and local search',
  grid: 'Blind and local search',
  exhaustive: 'Blind and local search',
  'hill-climbing': 'Blind and local search',
  morphism: 'Blind and local search',
  progressive: 'Blind and local search',
  'regularized-evolution': 'Evolution',
  'steady-state-evolution': 'Evolution',
  'genetic-algorithm': 'Evolution',
  'nsga-2': 'Evolution',
  bayesian: 'Models of the reward',
  tpe: 'Models of the reward',
  'successive-halving': 'Training budgets',
  hyperband: 'Training budgets',
  asha: 'Training budgets',
  pbt: 'Training budgets',
};

/** The heading under which an experiment stands; what trains children on this machine stands by itself. */
export function familyTitle({ strategy, estimator }: Pick<RunConfig, 'strategy' | 'estimator'>): string {
  return trainsChildren(estimator) ? 'Trained on this machine' : FAMILIES[strategy.id];
}
