import { anytimeBands, compareValues } from '../engine/analysis';
import { LabError, type PlainError, throwIfAborted, toPlainError } from '../engine/core/errors';
import { answersAtOnce, type InstantEstimatorConfig } from '../engine/estimate/config';
import { SyntheticEstimator } from '../engine/estimate/synthetic/estimator';
import { TableEstimator, tableMeasurements } from '../engine/estimate/table';
import type { TableFile } from '../engine/estimate/tableFile';
import type { Estimator } from '../engine/estimate/types';
import type { RewardConfig } from '../engine/reward/config';
import type { RewardFunction } from '../engine/reward/types';
import type { RunConfig } from '../engine/run/config';
import { simulateOutcome } from '../engine/run/outcome';
import { rewardsOf } from '../engine/run/rewarding';
import { Simulation, type SimulationDeps } from '../engine/run/simulate';
import { openSpace, type SearchSpace } from '../engine/space';
import {
  type CompareAnswer,
  type CompareBudget,
  type CompareCommand,
  type CompareMetric,
  type CompareProgress,
  type CompareStatistics,
  judged,
  type KeptOutcome,
  keptOutcome,
  type PlayedContender,
} from './compareProtocol';

/** What a compare worker needs from the place it runs in. */
export interface ComparePlace {
  readonly loadTable: (name: string, baseUrl: string) => Promise<TableFile>;
  readonly makeReward: (reward: RewardConfig) => Promise<RewardFunction>;
  readonly tensorAssets: NonNullable<SimulationDeps['tensorAssets']>;
  readonly now: () => number;
  /** Resolves in a later task, so that a cancellation is heard. */
  readonly pause: () => Promise<void>;
}

interface Opened {
  readonly space: SearchSpace;
  readonly estimator: Estimator;
  readonly table: TableFile | null;
}

/** Points of an invented landscape whose rewards are all computed to find the largest. */
const LISTED_AT_MOST = 2_000;

/** A compare worker's logic, free of the worker itself. */
export class CompareDesk {
  /** The estimator of the last problem: kept, with every measurement it has given, while runs of that problem are asked for. */
  private kept: { readonly key: string; readonly opening: Promise<Opened> } | null = null;

  constructor(private readonly place: ComparePlace) {}

  /** Rejects with a LabError: 'aborted' on the signal, else as simulateOutcome does. */
  async answer(
    command: Exclude<CompareCommand, { type: 'cancel' }>,
    signal: AbortSignal,
    progress: (at: CompareProgress) => void,
  ): Promise<CompareAnswer> {
    const { id } = command;
    switch (command.type) {
      case 'run':
        return { type: 'ran', id, outcome: await this.run(command.config, command.baseUrl, signal, progress) };
      case 'check':
        return { type: 'checked', id, reasons: await this.check(command.configs, command.baseUrl, signal) };
      case 'optimum':
        return { type: 'optimum', id, reward: await this.optimum(command.config, command.baseUrl) };
      case 'statistics':
        return { type: 'statistics', id, statistics: statisticsOf(command.played, command.metric, command.budget) };
      default:
        return command satisfies never;
    }
  }

  private async run(
    config: RunConfig,
    baseUrl: string,
    signal: AbortSignal,
    progress: (at: CompareProgress) => void,
  ): Promise<KeptOutcome> {
    const opened = await this.opened(config, baseUrl);
    const outcome = await simulateOutcome(config, this.deps(opened), async (episodes) => {
      progress({ episodes });
      await this.place.pause();
      throwIfAborted(signal, 'The comparison');
    });
    return keptOutcome(outcome);
  }

  /** A reward may be a person's code, which is not run for this: what is asked is whether the strategy can take the space. */
  private async check(
    configs: readonly RunConfig[],
    baseUrl: string,
    signal: AbortSignal,
  ): Promise<readonly (PlainError | null)[]> {
    const reasons: (PlainError | null)[] = [];
    for (const config of configs) {
      throwIfAborted(signal, 'The check');
      try {
        const deps = this.deps(await this.opened(config, baseUrl));
        const simulation = await Simulation.open({ ...config, reward: { id: 'val' } }, deps);
        simulation.dispose();
        reasons.push(null);
      } catch (thrown) {
        reasons.push(toPlainError(thrown));
      }
      await this.place.pause();
    }
    return reasons;
  }

  /**
   * The largest reward without noise: of a table's rows, of a landscape's points where they are few, and where the reward is the
   * validation accuracy, of any landscape that can be listed and of a test function's minimum. Null where that is not known.
   */
  private async optimum(config: RunConfig, baseUrl: string): Promise<number | null> {
    const { space, estimator, table } = await this.opened(config, baseUrl);
    const landscape = estimator instanceof SyntheticEstimator ? estimator : null;
    const measurements = table !== null ? tableMeasurements(table) : ((await landscape?.all(LISTED_AT_MOST)) ?? []);
    if (measurements.length === 0) {
      // The reward 'val' is 100 times the accuracy (reward/presets.ts).
      const accuracy = landscape === null || config.reward.id !== 'val' ? null : highestAccuracy(landscape, space);
      return accuracy === null ? null : 100 * accuracy;
    }
    const reward = await this.place.makeReward(config.reward);
    try {
      const { classes } = estimator;
      const requests = measurements.map((measurement, trial) => ({
        measurement,
        context: { episode: 1, trial, bestReward: null, classes },
      }));
      return (await rewardsOf(reward, requests)).reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    } finally {
      reward.dispose();
    }
  }

  private deps({ space, estimator }: Opened): SimulationDeps {
    const { makeReward, tensorAssets, now } = this.place;
    return { space, estimator, makeReward, tensorAssets, now };
  }

  private opened(config: RunConfig, baseUrl: string): Promise<Opened> {
    const { estimator } = config;
    if (!answersAtOnce(estimator)) {
      throw new LabError(
        'config',
        `estimator.id: got '${estimator.id}'; strategies are compared here where no child has to be trained.`,
        "Take a table or a landscape, or compare with trained children by 'nas-lab compare'.",
      );
    }
    const key = `${baseUrl} ${JSON.stringify(estimator)} ${JSON.stringify(config.space)}`;
    if (this.kept?.key !== key) {
      const opening = this.open(estimator, openSpace(config.space), baseUrl);
      this.kept = { key, opening };
      opening.catch(() => {
        if (this.kept?.opening === opening) this.kept = null;
      });
    }
    return this.kept.opening;
  }

  private async open(config: InstantEstimatorConfig, space: SearchSpace, baseUrl: string): Promise<Opened> {
    if (config.id === 'synthetic') return { space, estimator: new SyntheticEstimator(config, space), table: null };
    const table = await this.place.loadTable(config.table, baseUrl);
    return { space, estimator: new TableEstimator(table, config.noise, space), table };
  }
}

/** Without noise; null where the space cannot be listed. A test function's minimum is accuracy 1 by definition. */
function highestAccuracy(landscape: SyntheticEstimator, space: SearchSpace): number | null {
  if (space.value !== undefined) return 1;
  try {
    return landscape.optimum().validAccuracy;
  } catch (thrown) {
    if (thrown instanceof LabError && thrown.kind === 'space') return null;
    throw thrown;
  }
}

/** The statistics of the command line's `compare`, with the number of seeds as their seed, as there; and the curves. */
export function statisticsOf(
  played: readonly PlayedContender[],
  metric: CompareMetric,
  budget: CompareBudget,
): CompareStatistics {
  const seeds = played[0]?.outcomes.length ?? 0;
  if (seeds === 0) return { rows: [], byChildren: [], byEpochs: [] };
  const most = (of: (outcome: KeptOutcome) => number, outcomes: readonly KeptOutcome[]): number =>
    outcomes.reduce((sum, outcome) => Math.max(sum, of(outcome)), 0);
  const all = played.flatMap(({ outcomes }) => outcomes);
  const children = played.map(({ name, outcomes }) => ({
    name,
    curves: outcomes.map(({ byChildren }) => byChildren),
    spent: most((outcome) => outcome.children, outcomes),
  }));
  const epochs = played.map(({ name, outcomes }) => ({
    name,
    curves: outcomes.map(({ byEpochs }) => byEpochs),
    spent: most((outcome) => outcome.epochs, outcomes),
  }));
  const allChildren = most((outcome) => outcome.children, all);
  const allEpochs = most((outcome) => outcome.epochs, all);
  return {
    rows: compareValues(
      played.map(({ name, outcomes }) => ({ name, values: outcomes.map((outcome) => judged(outcome, metric, budget)) })),
      seeds,
    ),
    byChildren: anytimeBands(children, allChildren, seeds),
    byEpochs: anytimeBands(epochs, budget.unit === 'epochs' ? budget.amount : allEpochs, seeds),
  };
}
