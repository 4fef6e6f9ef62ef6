import { STRATEGIES, type StrategyEntry } from '../../../engine/search/metadata';

/** Strategies that search alike. */
interface Family {
  readonly title: string;
  readonly strategies: readonly StrategyEntry[];
}

const TITLES = {
  blind: 'Blind and exhaustive',
  local: 'Local and inherited',
  evolution: 'Evolution',
  learned: 'Learned policies',
  model: 'Models and trees',
  budgets: 'Many children for few epochs',
} as const;
type FamilyId = keyof typeof TITLES;

const FAMILY_OF: Readonly<Record<StrategyEntry['id'], FamilyId>> = {
  random: 'blind',
  grid: 'blind',
  exhaustive: 'blind',
  'hill-climbing': 'local',
  morphism: 'local',
  'regularized-evolution': 'evolution',
  'steady-state-evolution': 'evolution',
  'genetic-algorithm': 'evolution',
  'nsga-2': 'evolution',
  ppo: 'learned',
  reinforce: 'learned',
  'q-learning': 'learned',
  bayesian: 'model',
  tpe: 'model',
  mcts: 'model',
  progressive: 'model',
  'successive-halving': 'budgets',
  hyperband: 'budgets',
  asha: 'budgets',
  pbt: 'budgets',
};

const IDS = ['blind', 'local', 'evolution', 'learned', 'model', 'budgets'] as const satisfies readonly FamilyId[];

/** Every strategy of the catalogue, in the order of its family. */
export const FAMILIES: readonly Family[] = IDS.map((id) => ({
  title: TITLES[id],
  strategies: STRATEGIES.filter((entry) => FAMILY_OF[entry.id] === id),
}));
