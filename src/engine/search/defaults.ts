import type { PpoConfig } from '../controller/config';
import type { RandomConfig } from './config';

/**
 * The paper's settings with corrected mathematics. Deviation: the baseline starts at the first batch's mean and leaves
 * the current batch out, where the printed code starts it at 0 and includes it (docs/fig5.md shows what that costs).
 */
export const paperPpo: PpoConfig = {
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

export const randomDefaults: RandomConfig = { id: 'random', childrenPerEpisode: 20 };
