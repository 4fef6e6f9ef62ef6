import type { Budget } from '../core/measurement';
import { Rng } from '../core/rng';
import type { Proposal } from '../search/types';
import type { RunConfig } from './config';

/**
 * What a trial may spend: what the strategy asks for it, else what the config gives each child. Trained children all start from
 * the run's seed, so that one architecture is one measurement and is paid for once. A look-up spends nothing; its seed, which
 * draws the noise, is each trial's own, unless the strategy asks for epochs: a child that goes on must be the child that it was.
 */
export function trialBudget(config: RunConfig, { trial, training }: Proposal): Budget {
  const { estimator, seed } = config;
  const from = training?.from == null ? {} : { from: training.from };
  switch (estimator.id) {
    case 'train':
    case 'early-stopping':
    case 'extrapolation': {
      const keep = training === undefined ? {} : { keep: true };
      return { epochs: training?.epochs ?? estimator.epochs, trainImages: estimator.train, seed, ...from, ...keep };
    }
    case 'table':
    case 'synthetic': {
      const isQuiet = estimator.noise === 'mean' || estimator.noise === 0;
      const own = isQuiet || training !== undefined ? seed : Rng.fromSeed(seed, `trial ${trial}`).uint32();
      return { epochs: training?.epochs ?? 0, trainImages: 0, seed: own, ...from };
    }
    default:
      return estimator satisfies never;
  }
}
