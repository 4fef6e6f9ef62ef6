import { LabError } from '../core/errors';
import type { Estimator } from '../estimate/types';
import { type Bracket, bracketTrials, halvingBracket, hyperbandBrackets } from '../search/budgets/brackets';
import type { StrategyConfig } from '../search/config';
import type { SearchSpace } from '../space/types';
import type { RunConfig } from './config';

/** What a run will be made with, as far as it decides whether it can come to its end. */
export interface RunParts {
  readonly space: SearchSpace;
  readonly estimator: Pick<Estimator, 'recordedEpochs' | 'measuresLatency'>;
}

/**
 * LabError 'config' with path, value and remedy where a run would fail at a child for reasons that are known before its first: an
 * objective or a reward of what is not measured, weights that nobody has, more epochs than there are, a budget that ends before
 * the first bracket does. A run that goes on from a checkpoint may end where it likes.
 */
export function checkRun(config: RunConfig, parts: RunParts, goesOn = false): void {
  checkMeasured(config, parts);
  checkWeights(config);
  checkEpochs(config, parts);
  if (!goesOn) checkFirstBracket(config);
}

/** What is wanted of a measurement, with the path that asks for it. */
function wanted({ strategy, reward }: RunConfig): readonly { readonly path: string; readonly of: string }[] {
  const objectives = strategy.id === 'nsga-2' ? strategy.objectives : [];
  return [...objectives.map(({ of }, i) => ({ path: `strategy.objectives[${i}].of`, of })), { path: 'reward.id', of: reward.id }];
}

const OF_NETWORKS: ReadonlySet<string> = new Set(['params', 'macs', 'memory', 'max-params']);
const OF_LATENCY: ReadonlySet<string> = new Set(['latency', 'mnasnet']);

function checkMeasured(config: RunConfig, { space, estimator }: RunParts): void {
  for (const { path, of } of wanted(config)) {
    const another = path === 'reward.id' ? "Set reward.id to 'val'" : "Set it to 'reward' or 'accuracy'";
    if (OF_NETWORKS.has(of) && space.value !== undefined) {
      throw new LabError(
        'config',
        `${path}: '${of}' is counted on a network, and the points of '${space.id}' are no networks.`,
        `${another}, or take a space of networks.`,
      );
    }
    if (OF_LATENCY.has(of) && estimator.measuresLatency === false) {
      throw new LabError(
        'config',
        `${path}: '${of}' needs each child's latency, which estimator '${config.estimator.id}' does not measure here.`,
        `${another}, or an estimator that trains (or a table with measured latencies).`,
      );
    }
  }
}

/** A table has every child from initial weights alone. */
function checkWeights({ strategy, estimator }: RunConfig): void {
  const inherits = strategy.id === 'morphism' || (strategy.id === 'pbt' && strategy.steps > 1);
  if (!inherits || estimator.id !== 'table') return;
  throw new LabError(
    'config',
    `strategy.id: '${strategy.id}' lets a child go on from the weights of another; table '${estimator.table}' has every child from initial weights only.`,
    "Set estimator.id to 'train' or 'synthetic', or choose a strategy that trains each child by itself.",
  );
}

/** Epochs of one child in all, and the setting that says so; null where the strategy does not ask for epochs. */
function longestTraining(strategy: StrategyConfig): { readonly epochs: number; readonly path: string } | null {
  switch (strategy.id) {
    case 'successive-halving':
    case 'hyperband':
    case 'asha':
      return { epochs: strategy.maxEpochs, path: 'strategy.maxEpochs' };
    case 'pbt':
      return { epochs: strategy.epochsPerStep * strategy.steps, path: 'strategy.steps' };
    default:
      return null;
  }
}

/** A table has its recorded epochs, a landscape those for which its optimum is known; every epoch of a test function is the same. */
function checkEpochs({ strategy, estimator }: RunConfig, { space, estimator: { recordedEpochs } }: RunParts): void {
  const longest = longestTraining(strategy);
  if (longest === null) return;
  const { epochs, path } = longest;
  if (recordedEpochs !== undefined && epochs > recordedEpochs) {
    throw new LabError(
      'config',
      `${path}: a child is to be trained for ${epochs} epochs, the table has ${recordedEpochs} of each.`,
      `Lower ${path} so that a child needs at most ${recordedEpochs} epochs, measure a table with more ('nas-lab table --epochs'), or train for real.`,
    );
  }
  if (estimator.id === 'synthetic' && space.value === undefined && epochs > estimator.epochs) {
    throw new LabError(
      'config',
      `${path}: a child is to be trained for ${epochs} epochs, the curves of the landscape have ${estimator.epochs} (estimator.epochs).`,
      `Lower ${path} so that a child needs at most ${estimator.epochs} epochs, or set estimator.epochs to ${epochs}.`,
    );
  }
}

function firstBracket(strategy: StrategyConfig): { readonly bracket: Bracket; readonly childrenPerEpisode: number } | null {
  if (strategy.id === 'successive-halving') {
    const { configurations, minEpochs, maxEpochs, eta, childrenPerEpisode } = strategy;
    // The strategy itself says what is wrong with the order.
    if (minEpochs > maxEpochs) return null;
    return { bracket: halvingBracket(configurations, minEpochs, maxEpochs, eta), childrenPerEpisode };
  }
  if (strategy.id !== 'hyperband') return null;
  const [bracket] = hyperbandBrackets(strategy.maxEpochs, strategy.eta, strategy.rule);
  return bracket === undefined ? null : { bracket, childrenPerEpisode: strategy.childrenPerEpisode };
}

function checkFirstBracket({ strategy, stop }: RunConfig): void {
  const first = firstBracket(strategy);
  if (first === null) return;
  const { bracket, childrenPerEpisode } = first;
  const trials = bracketTrials(bracket);
  const episodes = bracket.rungs.reduce((sum, { n }) => sum + Math.ceil(n / childrenPerEpisode), 0);
  const refuse = (path: string, given: number, needed: number, what: string, remedy: string): never => {
    throw new LabError(
      'config',
      `${path}: ${given} are fewer than the ${needed} ${what} of the first bracket, which would not come to its end.`,
      `Set ${path} to ${needed} or more${remedy}.`,
    );
  };
  if (stop.children !== null && stop.children < trials) {
    refuse('stop.children', stop.children, trials, 'trials', ', or to null');
  }
  if (stop.episodes < episodes) {
    refuse('stop.episodes', stop.episodes, episodes, 'episodes', ', or raise strategy.childrenPerEpisode');
  }
}
