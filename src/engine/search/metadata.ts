import type { PpoConfig } from '../controller/config';
import type { RandomConfig, StrategyConfig } from './config';

/**
 * The paper's settings with corrected mathematics. Deviation: the baseline starts at the first batch's mean and leaves
 * the current batch out, where the printed code starts it at 0 and includes it (docs/fig5.md shows what that costs).
 */
export const PAPER_PPO: PpoConfig = {
  id: 'ppo',
  input: 'softmax',
  hidden: 100,
  initRange: 0.1,
  childrenPerEpisode: 20,
  steps: 5,
  batch: 10,
  learningRate: 3.5e-4,
  clip: 0.2,
  entropyCoefficient: 1e-4,
  baseline: { kind: 'ema', alpha: 0.05, start: 'first-batch', includeCurrent: false },
  compute: 'fused',
};

export const RANDOM_DEFAULTS: RandomConfig = { id: 'random', childrenPerEpisode: 20 };

interface StrategyEntryOf<Config extends StrategyConfig> {
  readonly id: Config['id'];
  readonly title: string;
  /** The document the strategy comes from. */
  readonly source: string;
  readonly defaults: Config;
}

export type StrategyEntry = StrategyEntryOf<PpoConfig> | StrategyEntryOf<RandomConfig>;

/** Every strategy there is; the conformance suite tests each of them. */
export const STRATEGIES: readonly StrategyEntry[] = [
  {
    id: 'ppo',
    title: 'LSTM controller, PPO',
    source: 'Arora and Krone; Schulman et al. 2017, arXiv:1707.06347',
    defaults: PAPER_PPO,
  },
  {
    id: 'random',
    title: 'Random search',
    source: 'Bergstra and Bengio 2012, JMLR 13',
    defaults: RANDOM_DEFAULTS,
  },
];
