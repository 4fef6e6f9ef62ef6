import type { StrategyConfig } from '../../../engine/search/config';
import type { StrategyView } from '../../../engine/search/views';

/** What is seen, in one sentence. */
export const SEEN: Readonly<Record<StrategyView['kind'], string>> = {
  population:
    'A population lives on: children are made of good parents by small changes, and somebody leaves for each that joins.',
  brackets: 'Many children are trained for a few epochs; at every rung the better part goes on and the others are stopped.',
  tree: 'Every walk from the left makes one child; branches that were worth more, or were hardly tried, are walked next.',
  'q-values': 'Every choice has a value learned from the children it led to; epsilon says how often it is ignored.',
  surface: 'A model is fitted to what was measured; the next child is tried where improvement is likeliest, or most is unknown.',
  densities: 'Where good children lie is compared with where the others lie; the next one is drawn where the ratio is largest.',
  pareto: 'There is no single best: a child is on the front if no other is as good in every objective and better in one.',
  schedules: 'All members train side by side; the worst take over weights and settings of the best, changed a little.',
  stages: 'Decisions are opened stage by stage; the best of one stage are extended in the next.',
  climb: 'One child at a time is improved: its neighbours are tried, a better one is moved to, and a dead end is left.',
};

/** How a strategy without a view of its own thinks; null: it has one. */
export function plainWords(strategy: StrategyConfig): string | null {
  switch (strategy.id) {
    case 'random':
      return 'Random search thinks nothing: every child is drawn without regard to any other.';
    case 'grid':
      return 'Grid search goes through evenly spread points in order, whatever their rewards are.';
    case 'exhaustive':
      return 'Every point of the space is tried in order, each once.';
    case 'ppo':
    case 'reinforce':
      return 'A controller thinks in probabilities: a recurrent network draws each choice, and every reward moves them. They are the bars at the top and the map; slow motion takes one update apart, number by number.';
    default:
      return null;
  }
}
