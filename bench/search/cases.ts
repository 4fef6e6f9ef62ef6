import { BAYESIAN_DEFAULTS } from '../../src/engine/search/bayesian/config';
import type { StrategyConfig } from '../../src/engine/search/config';
import {
  GENETIC_DEFAULTS,
  REGULARIZED_EVOLUTION_DEFAULTS,
  STEADY_STATE_DEFAULTS,
} from '../../src/engine/search/evolution/config';
import { MCTS_DEFAULTS } from '../../src/engine/search/mcts/config';
import { RANDOM_DEFAULTS } from '../../src/engine/search/metadata';
import { Q_LEARNING_DEFAULTS } from '../../src/engine/search/qLearning/config';
import { TPE_DEFAULTS } from '../../src/engine/search/tpe/config';
import { braninSpace } from '../../src/engine/space/functions/branin';
import { hartmann6Space } from '../../src/engine/space/functions/hartmann6';
import type { SearchSpace } from '../../src/engine/space/types';

export interface SearchCase {
  readonly name: string;
  readonly space: SearchSpace & Required<Pick<SearchSpace, 'value'>>;
  readonly evaluations: number;
}

function caseOf(space: SearchSpace, evaluations: number): SearchCase[] {
  const { value } = space;
  return value === undefined
    ? []
    : [{ name: `${space.id}, ${evaluations} evaluations`, space: { ...space, value }, evaluations }];
}

export const CASES: readonly SearchCase[] = [...caseOf(braninSpace, 40), ...caseOf(hartmann6Space, 100)];

export interface LabEngine {
  readonly name: string;
  readonly config: StrategyConfig;
}

const GP = { ...BAYESIAN_DEFAULTS, surrogate: 'gp' } as const;

/** The lab's strategies in their standard settings, and the variants that docs/search-*.md speak of. */
export const LAB_ENGINES: readonly LabEngine[] = [
  { name: 'lab random', config: { ...RANDOM_DEFAULTS, childrenPerEpisode: 1 } },
  { name: 'lab GP, EI', config: GP },
  { name: 'lab GP, PI', config: { ...GP, acquisition: 'pi' } },
  { name: 'lab GP, UCB', config: { ...GP, acquisition: 'ucb' } },
  { name: 'lab GP, EI, batches of 4', config: { ...GP, childrenPerEpisode: 4 } },
  { name: 'lab random forest, EI', config: { ...BAYESIAN_DEFAULTS, surrogate: 'random-forest' } },
  { name: 'lab TPE', config: TPE_DEFAULTS },
  { name: 'lab TPE, independent', config: { ...TPE_DEFAULTS, multivariate: false } },
  { name: 'lab regularized evolution', config: REGULARIZED_EVOLUTION_DEFAULTS },
  { name: 'lab steady-state evolution', config: STEADY_STATE_DEFAULTS },
  { name: 'lab genetic algorithm', config: GENETIC_DEFAULTS },
  { name: 'lab MCTS', config: MCTS_DEFAULTS },
  { name: 'lab MCTS, plain UCT', config: { ...MCTS_DEFAULTS, scale: 'range', averages: 0 } },
  { name: 'lab Q-learning', config: { ...Q_LEARNING_DEFAULTS, explorationChildren: 40 } },
];

/** Optuna's samplers in their standard settings, and TPE without its joint density. */
export const OPTUNA_SAMPLERS = [
  ['Optuna random', 'random'],
  ['Optuna GP', 'gp'],
  ['Optuna TPE', 'tpe'],
  ['Optuna TPE, independent', 'tpe-independent'],
] as const;
