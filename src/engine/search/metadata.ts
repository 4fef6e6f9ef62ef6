import { CONTROLLER_DEFAULTS, type PpoConfig, type ReinforceConfig } from '../controller/config';
import { FAULT_IDS } from '../controller/faults';
import { BAYESIAN_DEFAULTS } from './bayesian/config';
import { ASHA_DEFAULTS, HYPERBAND_DEFAULTS, SUCCESSIVE_HALVING_DEFAULTS } from './budgets/config';
import type { RandomConfig, StrategyConfig } from './config';
import { GENETIC_DEFAULTS, NSGA2_DEFAULTS, REGULARIZED_EVOLUTION_DEFAULTS, STEADY_STATE_DEFAULTS } from './evolution/config';
import { EXHAUSTIVE_DEFAULTS, GRID_DEFAULTS, HILL_CLIMBING_DEFAULTS } from './local/config';
import { MCTS_DEFAULTS } from './mcts/config';
import { MORPHISM_DEFAULTS } from './morphism/config';
import { PAPER_PPO } from './paperPpo';
import { PBT_DEFAULTS } from './pbt/config';
import { PROGRESSIVE_DEFAULTS } from './progressive/config';
import { Q_LEARNING_DEFAULTS } from './qLearning/config';
import { STRATEGY_TITLES } from './titles';
import { TPE_DEFAULTS } from './tpe/config';

export { PAPER_PPO };

/** PPO as it was printed: every fault of the controller's code at once (controller/faults.ts). */
export const PRINTED_PPO: PpoConfig = { ...PAPER_PPO, faults: [...FAULT_IDS] };

/**
 * REINFORCE with one-hot inputs, LSTM 64, Adam 1e-3, one child an episode, baseline decay .99 with the current reward in it.
 * Deviations: the printed update never computes a loss, so it learns nothing; here it does. The baseline starts at the first reward
 * where the printed one starts at 0, against which a hundred children all look good. Weights uniform in +-1/8, PyTorch's for 64 units.
 */
export const ONE_HOT_REINFORCE: ReinforceConfig = {
  id: 'reinforce',
  input: 'sample',
  cell: 'lstm',
  hidden: 64,
  initRange: 0.125,
  childrenPerEpisode: 1,
  learningRate: 1e-3,
  optimiser: 'adam',
  gradientClip: null,
  entropyCoefficient: 0,
  exploration: 0,
  sampling: 'policy',
  baseline: { kind: 'ema', alpha: 0.01, start: 'first-batch', includeCurrent: true },
  faults: [],
  compute: 'fused',
};

/**
 * REINFORCE with embeddings, LSTM 32, entropy 1e-4, gradients clipped at norm 5, Adam 3.5e-4, weights uniform in +-0.1, baseline
 * decay .99 from the first reward. Deviation: the printed code feeds its own output on and never its sampled ops, of which it has
 * no embeddings; here the sampled op's learned vector is fed, as in ENAS, which it follows.
 */
export const EMBEDDING_REINFORCE: ReinforceConfig = {
  ...ONE_HOT_REINFORCE,
  input: 'embedding',
  hidden: 32,
  initRange: 0.1,
  learningRate: 3.5e-4,
  gradientClip: 5,
  entropyCoefficient: 1e-4,
};

/**
 * Policy gradient with a NASCell of 32 units, Adam 1e-3, one child an episode: random with probability 0.5, otherwise the policy's; the
 * baseline is a rolling window of 20 rewards with the current one, from 0.1 of accuracy (10 percent). The cell is fed its own output.
 * Deviations: the printed code takes the most probable child where it does not explore (`sampling` 'argmax'), which settles on a pair of
 * which one half is right (docs/controller-reinforce.md); its first input is one of two vectors by the last child's first choice, here one
 * learned vector; the cell's two sums have biases here.
 */
export const NASCELL_REINFORCE: ReinforceConfig = {
  ...ONE_HOT_REINFORCE,
  input: 'output',
  cell: 'nas',
  hidden: 32,
  initRange: 0.25,
  exploration: 0.5,
  baseline: { kind: 'window', alpha: 0.05, start: 'zero', includeCurrent: true, window: 20, initial: 10 },
};

export const RANDOM_DEFAULTS: RandomConfig = { id: 'random', childrenPerEpisode: 20 };

interface StrategyEntryOf<Config extends StrategyConfig> {
  readonly id: Config['id'];
  readonly title: string;
  /** The document the strategy comes from. */
  readonly source: string;
  readonly defaults: Config;
  /** True: no genotype is proposed twice (with the same budget). */
  readonly distinct: boolean;
}

export type StrategyEntry = {
  [Id in StrategyConfig['id']]: StrategyEntryOf<Extract<StrategyConfig, { readonly id: Id }>>;
}[StrategyConfig['id']];

/** Every strategy there is; the conformance suite tests each of them. */
export const STRATEGIES: readonly StrategyEntry[] = [
  {
    id: 'ppo',
    title: STRATEGY_TITLES.ppo,
    source: 'Arora and Krone; Schulman et al. 2017, arXiv:1707.06347',
    defaults: PAPER_PPO,
    distinct: false,
  },
  {
    id: 'reinforce',
    title: STRATEGY_TITLES.reinforce,
    source: 'NAS code guide; Williams 1992; Zoph and Le 2017, arXiv:1611.01578',
    defaults: EMBEDDING_REINFORCE,
    distinct: false,
  },
  {
    id: 'random',
    title: STRATEGY_TITLES.random,
    source: 'Bergstra and Bengio 2012, JMLR 13',
    defaults: RANDOM_DEFAULTS,
    distinct: false,
  },
  {
    id: 'grid',
    title: STRATEGY_TITLES.grid,
    source: 'Bergstra and Bengio 2012, section 1',
    defaults: GRID_DEFAULTS,
    distinct: true,
  },
  {
    id: 'exhaustive',
    title: STRATEGY_TITLES.exhaustive,
    source: 'the list of a space',
    defaults: EXHAUSTIVE_DEFAULTS,
    distinct: true,
  },
  {
    id: 'hill-climbing',
    title: STRATEGY_TITLES['hill-climbing'],
    source: 'Russell and Norvig, section 4.1; Elsken et al. 2017, arXiv:1711.04528',
    defaults: HILL_CLIMBING_DEFAULTS,
    distinct: true,
  },
  {
    id: 'regularized-evolution',
    title: STRATEGY_TITLES['regularized-evolution'],
    source: 'Real et al. 2019, arXiv:1802.01548',
    defaults: REGULARIZED_EVOLUTION_DEFAULTS,
    distinct: false,
  },
  {
    id: 'steady-state-evolution',
    title: STRATEGY_TITLES['steady-state-evolution'],
    source: 'NAS code guide',
    defaults: STEADY_STATE_DEFAULTS,
    distinct: false,
  },
  {
    id: 'genetic-algorithm',
    title: STRATEGY_TITLES['genetic-algorithm'],
    source: 'NAS code guide',
    defaults: GENETIC_DEFAULTS,
    distinct: false,
  },
  {
    id: 'nsga-2',
    title: STRATEGY_TITLES['nsga-2'],
    source: 'Deb et al. 2002, IEEE TEC 6(2)',
    defaults: NSGA2_DEFAULTS,
    distinct: false,
  },
  {
    id: 'progressive',
    title: STRATEGY_TITLES.progressive,
    source: 'NAS code guide; Liu et al. 2018, arXiv:1712.00559',
    defaults: PROGRESSIVE_DEFAULTS,
    distinct: false,
  },
  {
    id: 'successive-halving',
    title: STRATEGY_TITLES['successive-halving'],
    source: 'automation chapter; Jamieson and Talwalkar 2016, arXiv:1502.07943',
    defaults: SUCCESSIVE_HALVING_DEFAULTS,
    distinct: false,
  },
  {
    id: 'hyperband',
    title: STRATEGY_TITLES.hyperband,
    source: 'automation chapter; Li et al. 2018, arXiv:1603.06560',
    defaults: HYPERBAND_DEFAULTS,
    distinct: false,
  },
  {
    id: 'asha',
    title: STRATEGY_TITLES.asha,
    source: 'Li et al. 2020, arXiv:1810.05934',
    defaults: ASHA_DEFAULTS,
    distinct: false,
  },
  {
    id: 'pbt',
    title: STRATEGY_TITLES.pbt,
    source: 'Jaderberg et al. 2017, arXiv:1711.09846',
    defaults: PBT_DEFAULTS,
    distinct: false,
  },
  {
    id: 'morphism',
    title: STRATEGY_TITLES.morphism,
    source: 'Elsken, Metzen and Hutter 2017, arXiv:1711.04528; Chen, Goodfellow and Shlens 2016, arXiv:1511.05641',
    defaults: MORPHISM_DEFAULTS,
    distinct: false,
  },
  {
    id: 'bayesian',
    title: STRATEGY_TITLES.bayesian,
    source: 'Jones, Schonlau and Welch 1998, J. Global Optimization 13; Hutter et al. 2011 (SMAC)',
    defaults: BAYESIAN_DEFAULTS,
    distinct: true,
  },
  {
    id: 'tpe',
    title: STRATEGY_TITLES.tpe,
    source: 'Bergstra et al. 2011, NeurIPS 24',
    defaults: TPE_DEFAULTS,
    distinct: false,
  },
  {
    id: 'q-learning',
    title: STRATEGY_TITLES['q-learning'],
    source: 'Baker et al. 2017, arXiv:1611.02167',
    defaults: Q_LEARNING_DEFAULTS,
    distinct: false,
  },
  {
    id: 'mcts',
    title: STRATEGY_TITLES.mcts,
    source: 'Kocsis and Szepesvari 2006, ECML',
    defaults: MCTS_DEFAULTS,
    distinct: true,
  },
];

export { FAULTS, type FaultEntry, type FaultId } from '../controller/faults';

/** The same strategy with every key that may be absent written out: what a form shows. */
export function completeStrategy(config: StrategyConfig): StrategyConfig {
  if (config.id !== 'ppo' && config.id !== 'reinforce') return config;
  const { baseline, faults, ...defaults } = CONTROLLER_DEFAULTS;
  return { ...defaults, faults: [...faults], ...config, baseline: { ...baseline, ...config.baseline } };
}
