import { LabError, toPlainError } from '../engine/core/errors';
import { canonicalJson } from '../engine/core/json';
import type { Measurement } from '../engine/core/measurement';
import { answersAtOnce, type InstantEstimatorConfig } from '../engine/estimate/config';
import { SyntheticEstimator } from '../engine/estimate/synthetic/estimator';
import { TableEstimator, tableMeasurements } from '../engine/estimate/table';
import type { TableFile } from '../engine/estimate/tableFile';
import type { Estimator } from '../engine/estimate/types';
import type { RewardConfig } from '../engine/reward/config';
import type { RewardFunction } from '../engine/reward/types';
import type { RunConfig } from '../engine/run/config';
import { rewardsOf } from '../engine/run/rewarding';
import { Simulation, type SimulationDeps } from '../engine/run/simulate';
import { openSpace, type SearchSpace } from '../engine/space';
import type { InstantCommand, InstantMessage, InstantPriority } from './instantProtocol';
import { isLast } from './instantProtocol';
import { RewardDesk } from './instantReward';

/** What an instant worker needs from the place it runs in. */
export interface InstantPlace {
  readonly post: (message: InstantMessage) => void;
  readonly loadTable: (name: string, baseUrl: string) => Promise<TableFile>;
  readonly makeReward: (reward: RewardConfig) => Promise<RewardFunction>;
  readonly tensorAssets: NonNullable<SimulationDeps['tensorAssets']>;
  readonly now: () => number;
  /** Resolves in a later task, so that newer commands are heard in between. */
  readonly pause: () => Promise<void>;
}

/** The first slice is short: something is to be seen at once. */
const FIRST_SLICE_MS = 15;
const SLICE_MS = 30;

/** Points of a synthetic landscape that are all rewarded beforehand; a larger space's truth stays empty. */
const LISTED_AT_MOST = 1_000;

interface Task {
  readonly id: number;
  readonly priority: InstantPriority;
  /** Null while it is being opened. */
  simulation: Simulation | null;
  isFirstSlice: boolean;
}

type Simulate = Extract<InstantCommand, { type: 'simulate' }>;

interface Opened {
  readonly estimator: Estimator;
  /** Every child of the table, mean over its seeds; of a synthetic landscape without noise, where there are not too many. */
  readonly measurements: readonly Measurement[];
}

/** An instant worker's logic, free of the worker itself: commands in, messages out, slice by slice, what is urgent first. */
export class InstantServer {
  private readonly tasks = new Map<number, Task>();
  private readonly rewards: RewardDesk;
  /** The last table, and the estimator on it: kept while what is asked for stays the same, with every measurement it has given. */
  private table: { readonly id: string; readonly loading: Promise<TableFile> } | null = null;
  private kept: { readonly key: string; readonly made: Opened } | null = null;
  private isWorking = false;

  constructor(private readonly place: InstantPlace) {
    this.rewards = new RewardDesk(place.makeReward);
  }

  handle(command: InstantCommand): void {
    switch (command.type) {
      case 'simulate': {
        const task: Task = { id: command.id, priority: command.priority, simulation: null, isFirstSlice: true };
        this.tasks.set(task.id, task);
        this.open(task, command).catch((thrown: unknown) => this.fail(task.id, thrown));
        return;
      }
      case 'cancel':
        this.end(command.id);
        return;
      default:
        command satisfies never;
    }
  }

  private async open(task: Task, { config, baseUrl, snapshotEvery, withTruth }: Simulate): Promise<void> {
    const { now, tensorAssets } = this.place;
    const { estimator, measurements } = await this.opened(config, baseUrl);
    if (!this.tasks.has(task.id)) return;
    const { reward, readsContext } = await this.rewards.open(config.reward, estimator);
    try {
      if (withTruth) {
        const { classes } = estimator;
        const rewards = await rewardsOf(
          reward,
          measurements.map((measurement, trial) => ({ measurement, context: { episode: 0, trial, bestReward: null, classes } })),
        );
        if (!this.tasks.has(task.id)) return;
        const rows = measurements.map(({ arch }, i) => ({ arch, reward: rewards[i] ?? Number.NaN }));
        this.place.post({ type: 'truth', id: task.id, rows, readsContext });
      }
      const space = openSpace(config.space);
      const simulation = await Simulation.open(
        config,
        { space, estimator, makeReward: async () => reward, tensorAssets, now },
        { snapshotEvery, rewardDependsOn: readsContext ? 'context' : 'measurement' },
      );
      if (this.tasks.has(task.id)) task.simulation = simulation;
      else simulation.dispose();
    } finally {
      // From there on the simulation lets go of it.
      if (task.simulation === null) reward.dispose();
    }
    void this.work();
  }

  /** One slice after another, of the newest urgent task first, until there is none. */
  private async work(): Promise<void> {
    if (this.isWorking) return;
    this.isWorking = true;
    try {
      for (let task = this.next(); task !== null; task = this.next()) {
        const { id } = task;
        await this.slice(task).catch((thrown: unknown) => this.fail(id, thrown));
        await this.place.pause();
      }
    } finally {
      this.isWorking = false;
    }
  }

  private next(): Task | null {
    const ready = [...this.tasks.values()].filter(({ simulation }) => simulation !== null).reverse();
    return ready.find(({ priority }) => priority === 'now') ?? ready[0] ?? null;
  }

  private async slice(task: Task): Promise<void> {
    if (task.simulation === null) return;
    const chunk = await task.simulation.next(task.isFirstSlice ? FIRST_SLICE_MS : SLICE_MS);
    task.isFirstSlice = false;
    // Cancelled while a reward was being computed.
    if (!this.tasks.has(task.id)) return;
    if (isLast(chunk)) this.end(task.id);
    this.place.post({ type: 'chunk', id: task.id, chunk });
  }

  private fail(id: number, thrown: unknown): void {
    if (!this.tasks.has(id)) return;
    this.end(id);
    this.place.post({ type: 'failed', id, error: toPlainError(thrown) });
  }

  private end(id: number): void {
    this.tasks.get(id)?.simulation?.dispose();
    this.tasks.delete(id);
  }

  private async opened(config: RunConfig, baseUrl: string): Promise<Opened> {
    const { estimator } = config;
    if (!answersAtOnce(estimator)) {
      throw new LabError(
        'config',
        `estimator.id: got '${estimator.id}'; a run is computed again at once only where its children are looked up.`,
        "Set estimator.id to 'table' or 'synthetic', or start a new run.",
      );
    }
    const key = `${baseUrl} ${canonicalJson(estimator)} ${config.space.id}`;
    if (this.kept?.key !== key) this.kept = { key, made: await this.load(estimator, openSpace(config.space), baseUrl) };
    return this.kept.made;
  }

  private async load(config: InstantEstimatorConfig, space: SearchSpace, baseUrl: string): Promise<Opened> {
    if (config.id === 'synthetic') {
      const estimator = new SyntheticEstimator(config, space);
      return { estimator, measurements: await estimator.all(LISTED_AT_MOST) };
    }
    const table = await this.tableOf(config.table, baseUrl);
    return { estimator: new TableEstimator(table, config.noise, space), measurements: tableMeasurements(table) };
  }

  private async tableOf(name: string, baseUrl: string): Promise<TableFile> {
    const id = `${baseUrl} ${name}`;
    if (this.table?.id !== id) {
      const loading = this.place.loadTable(name, baseUrl);
      this.table = { id, loading };
      loading.catch(() => {
        if (this.table?.loading === loading) this.table = null;
      });
    }
    return this.table.loading;
  }
}

/** The buffers of a message that may go over without being copied. */
export function transfersOf(message: InstantMessage): Transferable[] {
  if (message.type !== 'chunk') return [];
  const { series, trials, snapshots } = message.chunk;
  const arrays: Float64Array[] = [...Object.values(series), trials.archs, trials.rewards];
  for (const { policy, marginals } of snapshots) {
    if (policy !== null) arrays.push(policy);
    arrays.push(...(marginals ?? []));
  }
  return arrays.flatMap(({ buffer }) => (buffer instanceof ArrayBuffer ? [buffer] : []));
}
