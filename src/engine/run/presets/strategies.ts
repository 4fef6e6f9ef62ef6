import { SYNTHETIC_DEFAULTS, TABLE_DEFAULTS } from '../../estimate/metadata';
import { BAYESIAN_DEFAULTS } from '../../search/bayesian/config';
import type { StrategyConfig } from '../../search/config';
import {
  GENETIC_DEFAULTS,
  NSGA2_DEFAULTS,
  REGULARIZED_EVOLUTION_DEFAULTS,
  STEADY_STATE_DEFAULTS,
} from '../../search/evolution/config';
import { EXHAUSTIVE_DEFAULTS, GRID_DEFAULTS, HILL_CLIMBING_DEFAULTS } from '../../search/local/config';
import { MCTS_DEFAULTS } from '../../search/mcts/config';
import { MORPHISM_DEFAULTS } from '../../search/morphism/config';
import { PROGRESSIVE_DEFAULTS } from '../../search/progressive/config';
import { Q_LEARNING_DEFAULTS } from '../../search/qLearning/config';
import { QUICK_PPO, QUICK_REINFORCE } from '../../search/quickControllers';
import { TPE_DEFAULTS } from '../../search/tpe/config';
import type { RunConfig } from '../config';
import { type RunPreset, stopAfter } from './types';

/** A strategy on a space: on the shipped table where it is of A_small, else on invented measurements. */
function onSpace(title: string, space: string, strategy: StrategyConfig, episodes: number): RunConfig {
  return {
    version: 1,
    title,
    seed: 1,
    space: { id: space },
    strategy,
    estimator: space === 'a-small' ? TABLE_DEFAULTS : SYNTHETIC_DEFAULTS,
    reward: { id: 'val' },
    stop: stopAfter(episodes),
  };
}

/** A test function itself: the same answer every time. */
function onFunction(title: string, space: string, strategy: StrategyConfig, episodes: number): RunConfig {
  return { ...onSpace(title, space, strategy, episodes), estimator: { ...SYNTHETIC_DEFAULTS, noise: 0, epochs: 1 } };
}

/** One preset for each way of searching without a controller, short enough to be watched to its end, and controllers for as few children. */
export const STRATEGY_PRESETS: readonly RunPreset[] = [
  {
    id: 'evolution',
    title: 'Regularized evolution',
    description: 'Sixteen cells are alive; a good one has a child with one change, and the oldest dies. Invented measurements.',
    source: 'Real et al. 2019',
    config: onSpace('Regularized evolution', 'nats-bench', REGULARIZED_EVOLUTION_DEFAULTS, 125),
  },
  {
    id: 'steady-state',
    title: 'Steady-state evolution',
    description: 'Ten cells are alive; a good one has a child with one change, and the worst dies. Invented measurements.',
    source: 'NAS code guide',
    config: onSpace('Steady-state evolution', 'nats-bench', STEADY_STATE_DEFAULTS, 100),
  },
  {
    id: 'genetic',
    title: 'Genetic algorithm',
    description: 'Generation by generation: two parents, cut at one point and joined, sometimes mutated. Invented measurements.',
    source: 'NAS code guide',
    config: onSpace('Genetic algorithm', 'nats-bench', GENETIC_DEFAULTS, 50),
  },
  {
    id: 'nsga-2',
    title: 'NSGA-II: accuracy and parameters',
    description: 'No single best cell: the front of those that no other betters in both. MNIST, recorded.',
    source: 'Deb et al. 2002, on the shipped table',
    config: onSpace('NSGA-II: accuracy and parameters', 'a-small', NSGA2_DEFAULTS, 30),
  },
  {
    id: 'bayesian-branin',
    title: 'Bayesian optimisation, Branin',
    description: 'A Gaussian process over two numbers: what it believes, how sure it is, where it looks next, and the truth.',
    source: 'Jones, Schonlau and Welch 1998; Branin 1972',
    config: onFunction('Bayesian optimisation, Branin', 'branin', BAYESIAN_DEFAULTS, 40),
  },
  {
    id: 'bayesian-rate',
    title: 'Bayesian optimisation, learning rate and dropout',
    description: 'The same on an invented validation error with the shape of a training problem.',
    source: 'Jones, Schonlau and Welch 1998',
    config: onFunction('Bayesian optimisation, learning rate and dropout', 'rate-dropout', BAYESIAN_DEFAULTS, 40),
  },
  {
    id: 'tpe',
    title: 'TPE',
    description: 'Where the good tenth lies against where the others lie, for learning rate and dropout.',
    source: 'Bergstra et al. 2011',
    config: onFunction('TPE', 'rate-dropout', TPE_DEFAULTS, 80),
  },
  {
    id: 'bayesian-hartmann',
    title: 'Bayesian optimisation, Hartmann-6',
    description: 'Six numbers, too many to draw: what each alone was worth, and how fast the least value falls.',
    source: 'Jones, Schonlau and Welch 1998; Hartmann 1973',
    config: onFunction('Bayesian optimisation, Hartmann-6', 'hartmann-6', BAYESIAN_DEFAULTS, 100),
  },
  {
    id: 'random-rate',
    title: 'Random search, learning rate and dropout',
    description: 'Points drawn blindly; "Side by side" under Strategy compares them with a grid and with Bayesian optimisation.',
    source: 'Bergstra and Bengio 2012',
    config: onFunction('Random search, learning rate and dropout', 'rate-dropout', { id: 'random', childrenPerEpisode: 1 }, 64),
  },
  {
    id: 'grid-rate',
    title: 'Grid search, learning rate and dropout',
    description: 'Eight values of each number, all pairs of them in order: what is between the lines is never met.',
    source: 'Bergstra and Bengio 2012',
    config: onFunction(
      'Grid search, learning rate and dropout',
      'rate-dropout',
      { ...GRID_DEFAULTS, points: 8, childrenPerEpisode: 1 },
      64,
    ),
  },
  {
    id: 'exhaustive',
    title: 'Every cell, one after another',
    description: 'All 64 cells of A_small, each once: after 64 children the best is known for certain. MNIST, recorded.',
    source: 'the shipped table',
    config: onSpace('Every cell, one after another', 'a-small', { ...EXHAUSTIVE_DEFAULTS, childrenPerEpisode: 1 }, 64),
  },
  {
    id: 'mcts',
    title: 'Monte-Carlo tree search',
    description:
      'A tree of choices; branches that were worth more, or were hardly tried, are walked next. Invented measurements.',
    source: 'Kocsis and Szepesvari 2006',
    config: onSpace('Monte-Carlo tree search', 'nats-bench', MCTS_DEFAULTS, 400),
  },
  {
    id: 'q-learning',
    title: 'Q-learning',
    description: 'Values of choices, learned from the children they led to, while exploration falls. MNIST, recorded.',
    source: 'Baker et al. 2017 (MetaQNN)',
    config: onSpace('Q-learning', 'a-small', Q_LEARNING_DEFAULTS, 260),
  },
  {
    id: 'progressive',
    title: 'Progressive search',
    description: 'Decisions are opened stage by stage; the best five of a stage are extended. Invented measurements.',
    source: 'NAS code guide; Liu et al. 2018',
    config: onSpace('Progressive search', 'nats-bench', PROGRESSIVE_DEFAULTS, 60),
  },
  {
    id: 'hill-climbing',
    title: 'Hill climbing',
    description: 'Neighbours of one cell are tried, a better one is moved to, and dead ends are left. Invented measurements.',
    source: 'Russell and Norvig, section 4.1',
    config: onSpace('Hill climbing', 'nats-bench', HILL_CLIMBING_DEFAULTS, 80),
  },
  {
    id: 'morphism',
    title: 'Network morphisms',
    description: 'One network is trained on; beside it, changes of it that begin with its weights. Invented curves.',
    source: 'Chen, Goodfellow and Shlens 2016; Elsken, Metzen and Hutter 2017',
    config: onSpace('Network morphisms', 'nats-bench', MORPHISM_DEFAULTS, 60),
  },
  {
    id: 'quick-ppo',
    title: 'PPO within 500 children',
    description: 'A controller for a budget a fortieth of the paper’s: it settles among the best cells. Invented measurements.',
    source: "this lab's settings (docs/search-quality.md)",
    config: onSpace('PPO within 500 children', 'nats-bench', QUICK_PPO, 63),
  },
  {
    id: 'quick-reinforce',
    title: 'REINFORCE within 500 children',
    description: 'Four children an episode, one step each: slower than PPO at first, as good at the end. Invented measurements.',
    source: "this lab's settings (docs/search-quality.md)",
    config: onSpace('REINFORCE within 500 children', 'nats-bench', QUICK_REINFORCE, 125),
  },
  {
    id: 'quick-ppo-table',
    title: 'PPO within 64 children',
    description: 'Eight episodes of eight on the 64 cells of the paper’s small space. MNIST, recorded.',
    source: "this lab's settings (docs/search-quality.md)",
    config: onSpace('PPO within 64 children', 'a-small', QUICK_PPO, 8),
  },
];
