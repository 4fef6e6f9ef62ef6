import { LabError } from '../core/errors';
import type { Budget } from '../core/measurement';
import { Rng } from '../core/rng';
import type { Estimator } from '../estimate/types';
import { bracketTrials, halvingBracket, hyperbandBrackets } from '../search/budgets/brackets';
import type { StrategyConfig } from '../search/config';
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

/** What a strategy that asks for epochs needs: of one child in all, and the trials of its first bracket. */
interface Needs {
  readonly epochs: number;
  /** Path of the setting that says so. */
  readonly path: string;
  readonly trials: number;
}

function needsOf(strategy: StrategyConfig): Needs | null {
  switch (strategy.id) {
    case 'successive-halving': {
      const { configurations, minEpochs, maxEpochs, eta } = strategy;
      if (minEpochs > maxEpochs) return null;
      const trials = bracketTrials(halvingBracket(configurations, minEpochs, maxEpochs, eta));
      return { epochs: maxEpochs, path: 'strategy.maxEpochs', trials };
    }
    case 'hyperband': {
      const [first] = hyperbandBrackets(strategy.maxEpochs, strategy.eta, strategy.rule);
      return { epochs: strategy.maxEpochs, path: 'strategy.maxEpochs', trials: first === undefined ? 0 : bracketTrials(first) };
    }
    case 'asha':
      return { epochs: strategy.maxEpochs, path: 'strategy.maxEpochs', trials: 0 };
    case 'pbt':
      return { epochs: strategy.epochsPerStep * strategy.steps, path: 'strategy.steps', trials: 0 };
    default:
      return null;
  }
}

/**
 * LabError 'config' where a strategy over budgets cannot come to its end: the estimator has fewer epochs of a child than it asks for,
 * or the run stops before the first bracket is over.
 */
export function checkBudgets({ strategy, stop }: RunConfig, { recordedEpochs }: Pick<Estimator, 'recordedEpochs'>): void {
  const needs = needsOf(strategy);
  if (needs === null) return;
  const { epochs, path, trials } = needs;
  if (recordedEpochs !== undefined && epochs > recordedEpochs) {
    throw new LabError(
      'config',
      `${path}: a child is to be trained for ${epochs} epochs, the table has ${recordedEpochs} of each.`,
      `Lower ${path} so that a child needs at most ${recordedEpochs} epochs, measure a table with more ('nas-lab table --epochs'), or train for real.`,
    );
  }
  if (stop.children !== null && stop.children < trials) {
    throw new LabError(
      'config',
      `stop.children: ${stop.children} are fewer than the ${trials} trials of the first bracket, which would not come to its end.`,
      `Set stop.children to ${trials} or more, or to null.`,
    );
  }
}
