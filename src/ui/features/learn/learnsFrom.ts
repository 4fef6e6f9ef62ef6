import type { StrategyConfig } from '../../../engine/search/config';

/** What a strategy makes of a reward, in one sentence that goes on after "the strategy". */
export const LEARNS_FROM: Readonly<Record<StrategyConfig['id'], string>> = {
  ppo: 'changes its probabilities so that well rewarded choices become likelier',
  reinforce: 'changes its probabilities so that well rewarded choices become likelier',
  random: 'makes nothing of it: the next child is drawn without regard to any other',
  grid: 'makes nothing of it: it goes through evenly spread points in order',
  exhaustive: 'makes nothing of it: it goes through every point in order',
  'hill-climbing': 'moves to the child if it is better than the one it stands at, and starts elsewhere when no neighbour is',
  'regularized-evolution':
    'lets the child into its population, from which the best of a few drawn members have the next children',
  'steady-state-evolution':
    'lets the child into its population in place of the worst, and breeds from the winners of tournaments',
  'genetic-algorithm': 'breeds the next generation from the winners of tournaments',
  'nsga-2': 'compares the child with others in all its objectives at once, and keeps those that none dominates',
  progressive: 'keeps the best children of a stage, to extend them in the next by the decisions that were still closed',
  'successive-halving': 'compares children that had the same number of epochs: the best part goes on, the others are stopped',
  hyperband: 'compares children that had the same number of epochs: the best part goes on, the others are stopped',
  asha: 'compares the child with those that had as many epochs so far: among the best part it goes on at once',
  pbt: 'lets the worst members take over the weights and settings of the best, and changes those settings a little',
  morphism: 'lets the better children grow: what comes of them inherits their weights',
  bayesian: 'fits a model of all rewards so far, and tries next where improvement is likeliest or most is unknown',
  tpe: 'compares where good children lie with where the others lie, and tries next where the ratio is largest',
  'q-learning': 'corrects the values of the choices that led to it, and mostly takes the choices of the largest values',
  mcts: 'counts it in every branch of the tree that led to it, and next walks where branches were worth most or hardly tried',
};
