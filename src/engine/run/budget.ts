import type { Budget } from '../core/measurement';
import { Rng } from '../core/rng';
import type { RunConfig } from './config';

/**
 * What a trial may spend. Trained children all start from the run's seed, so that one architecture is one measurement
 * and is paid for once. A look-up spends nothing; its seed, which draws the table's noise, is each trial's own.
 */
export function trialBudget(config: RunConfig, trial: number): Budget {
  switch (config.estimator.id) {
    case 'train':
      return { epochs: config.estimator.epochs, trainImages: config.estimator.train, seed: config.seed };
    case 'table':
      return {
        epochs: 0,
        trainImages: 0,
        seed: config.estimator.noise === 'mean' ? config.seed : Rng.fromSeed(config.seed, `trial ${trial}`).uint32(),
      };
    default:
      return config.estimator satisfies never;
  }
}
