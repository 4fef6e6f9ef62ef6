import type { PpoConfig } from '../controller/config';

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
  learningRate: 3.5e-4,
  entropyCoefficient: 1e-4,
  baseline: { kind: 'ema', alpha: 0.05, start: 'first-batch', includeCurrent: false },
  compute: 'fused',
  steps: 5,
  batch: 10,
  clip: 0.2,
};
