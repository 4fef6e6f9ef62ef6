import { LabError, type PlainError, toPlainError } from '../core/errors';
import type { Measurement } from '../core/measurement';
import { answersAtOnce } from '../estimate/config';
import type { RewardFunction } from '../reward/types';
import { openStrategy } from '../search/catalogue';
import type { Proposal, Strategy, StrategyReport } from '../search/types';
import { trialBudget } from './budget';
import { checkRun } from './checks';
import type { RunConfig } from './config';
import type { BestChild, StopReason } from './events';
import { observationsOf } from './observations';
import { rewardsOf } from './rewarding';
import { CONVERGED_WITHIN, stopReason } from './stop';
import { summariseRewards, summariseUpdates } from './summary';
import type { RunDeps } from './types';

export type SimulationDeps = Pick<RunDeps, 'space' | 'estimator' | 'makeReward' | 'tensorAssets' | 'now'>;

export interface SimulationOptions {
  /** A snapshot of the policy after every so many episodes, and after the last; 0 or absent: none. */
  readonly snapshotEvery?: number;
  /**
   * Whether a reward is one number per measurement ('measurement': computed once for each child, fast) or may depend on the episode,
   * the trial or the best so far ('context'). Absent: 'context' for the person's own code, 'measurement' for every preset.
   */
  readonly rewardDependsOn?: 'measurement' | 'context';
}

/** The policy after an episode. */
export interface PolicySnapshot {
  /** 1-based. */
  readonly episode: number;
  /** Probability of every genotype, row-major; null where there is none. */
  readonly policy: Float64Array | null;
  readonly marginals: readonly Float64Array[] | null;
}

/** Per episode, in order; the names and values are those of EpisodeSummary, NaN where that has null. */
export interface SimulatedSeries {
  readonly mean: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly std: Float64Array;
  readonly bestReward: Float64Array;
  readonly entropy: Float64Array;
  readonly policyLoss: Float64Array;
  readonly loss: Float64Array;
  readonly kl: Float64Array;
  readonly baseline: Float64Array;
  readonly children: Float64Array;
  readonly uniqueChildren: Float64Array;
  readonly epochs: Float64Array;
}

/** The children of a chunk's episodes, in proposal order; `children` of the series says where an episode ends. */
export interface SimulatedTrials {
  /** Those that the chunk has met, each once. */
  readonly names: readonly string[];
  /** Of each child: its index in names. */
  readonly archs: Float64Array;
  readonly rewards: Float64Array;
}

export interface SimulatedChunk {
  /** Episodes done before this chunk. */
  readonly from: number;
  /** Episodes of this chunk: the length of each series. */
  readonly episodes: number;
  readonly series: SimulatedSeries;
  readonly trials: SimulatedTrials;
  readonly snapshots: readonly PolicySnapshot[];
  readonly best: BestChild | null;
  /** Why the run is over; null: it goes on. */
  readonly reason: StopReason | null;
  /** What the run stands at after its last whole episode; null: nothing. There is nothing to go on with then. */
  readonly error: PlainError | null;
}

/** Children whose measurements and rewards are remembered; beyond, all are looked up anew. */
const REMEMBERED = 1024;

type Row = Readonly<Record<keyof SimulatedSeries, number>>;

/** An episode as it is kept until its chunk is done. */
interface Episode {
  readonly row: Row;
  readonly archs: readonly string[];
  readonly rewards: readonly number[];
}

interface Valued {
  readonly arch: string;
  /** The estimator's. */
  readonly key: string;
  readonly measurement: Measurement;
  /** Null where it depends on more than the measurement. */
  readonly reward: number | null;
}

/**
 * A run over a recorded table, or a synthetic landscape, without its events: the same numbers as createRun gives, episode by episode, as fast as the
 * strategy itself. It is driven in slices, so that whoever drives it can draw what is there, or drop it for newer settings.
 */
export class Simulation {
  private episode = 0;
  private children = 0;
  private epochs = 0;
  /** Keys whose epochs are in the sum. */
  private readonly counted = new Set<string>();
  private convergedFor = 0;
  private elapsedMs = 0;
  private best: BestChild | null = null;
  private readonly unique = new Set<string>();
  private readonly known = new Map<string, Valued>();
  private over = false;

  private constructor(
    private readonly config: RunConfig,
    private readonly deps: SimulationDeps,
    private readonly strategy: Strategy,
    private readonly reward: RewardFunction,
    private readonly dependsOn: 'measurement' | 'context',
    private readonly snapshotEvery: number,
  ) {}

  /** Rejects with LabError 'config' where children would have to be trained, and as createRun does. */
  static async open(config: RunConfig, deps: SimulationDeps, options: SimulationOptions = {}): Promise<Simulation> {
    if (!answersAtOnce(config.estimator)) {
      throw new LabError(
        'config',
        `estimator.id: got '${config.estimator.id}'; a run is computed again at once only where its children are looked up.`,
        "Set estimator.id to 'table' or 'synthetic'.",
      );
    }
    checkRun(config, deps);
    const { space, tensorAssets = async () => ({}) } = deps;
    const reward = await deps.makeReward(config.reward);
    try {
      const strategy = await openStrategy(config.strategy, { space, seed: config.seed, tensorAssets });
      const dependsOn = options.rewardDependsOn ?? (config.reward.id === 'code' ? 'context' : 'measurement');
      return new Simulation(config, deps, strategy, reward, dependsOn, options.snapshotEvery ?? 0);
    } catch (thrown) {
      reward.dispose();
      throw thrown;
    }
  }

  /** True where nothing is left to do. */
  get isOver(): boolean {
    return this.over;
  }

  /**
   * Goes on for about so many milliseconds: whole episodes, at least one unless the run is over. A failure (a reward that throws, a
   * policy that diverges) ends the run at its last whole episode and is in the chunk, with the episodes before it.
   */
  async next(milliseconds: number): Promise<SimulatedChunk> {
    const from = this.episode;
    const episodes: Episode[] = [];
    const snapshots: PolicySnapshot[] = [];
    const started = this.deps.now();
    const before = this.elapsedMs;
    let reason: StopReason | null = null;
    let error: PlainError | null = null;
    while (!this.over) {
      reason = this.stopReason();
      if (reason !== null) {
        this.over = true;
        break;
      }
      try {
        const episode = await this.advance();
        if (episode === null) {
          reason = 'exhausted';
          this.over = true;
          break;
        }
        episodes.push(episode);
      } catch (thrown) {
        error = toPlainError(thrown);
        this.over = true;
        break;
      }
      this.elapsedMs = before + this.deps.now() - started;
      if (this.snapshotEvery > 0 && this.episode % this.snapshotEvery === 0) snapshots.push(this.snapshot());
      if (this.elapsedMs - before >= milliseconds) {
        reason = this.stopReason();
        this.over = reason !== null;
        break;
      }
    }
    const last = snapshots.at(-1)?.episode ?? 0;
    if (this.over && this.snapshotEvery > 0 && episodes.length > 0 && last < this.episode) snapshots.push(this.snapshot());
    const series = seriesOf(episodes.map(({ row }) => row));
    return { from, episodes: episodes.length, series, trials: trialsOf(episodes), snapshots, best: this.best, reason, error };
  }

  dispose(): void {
    this.over = true;
    this.reward.dispose();
    this.strategy.dispose();
  }

  private stopReason(): StopReason | null {
    return stopReason(this.config.stop, {
      episodes: this.episode,
      children: this.children,
      elapsedMs: this.elapsedMs,
      bestReward: this.best?.reward ?? null,
      convergedFor: this.convergedFor,
    });
  }

  private snapshot(): PolicySnapshot {
    const { strategy, episode } = this;
    return {
      episode,
      policy: strategy.policy()?.slice() ?? null,
      marginals: strategy.marginals()?.map((distribution) => distribution.slice()) ?? null,
    };
  }

  /** Null where the strategy has nothing left to propose. */
  private async advance(): Promise<Episode | null> {
    const proposals = await this.strategy.ask();
    if (proposals.length === 0) return null;
    const valued: Valued[] = [];
    for (const proposal of proposals) valued.push(await this.valueOf(proposal));
    const rewards = await this.rewardsOf(proposals, valued);
    const measurements = valued.map(({ measurement }) => measurement);
    const report = await this.strategy.tell(observationsOf(proposals, rewards, measurements));
    return { row: this.count(valued, rewards, report), archs: valued.map(({ arch }) => arch), rewards };
  }

  /** The child's measurement, looked up once for each child and budget. */
  private async valueOf(proposal: Proposal): Promise<Valued> {
    const { trial, genotype } = proposal;
    const { estimator, space } = this.deps;
    const budget = trialBudget(this.config, proposal);
    const key = estimator.key(genotype, budget);
    const arch = space.format(genotype);
    // Two genotypes of one network have one key, and each its own name and counts.
    const own = `${key} ${arch}`;
    const known = this.known.get(own);
    if (known !== undefined) return known;
    const measurement = await estimator.estimate(genotype, budget, { signal: NEVER });
    const fixed = this.dependsOn === 'measurement';
    const [reward = null] = fixed ? await rewardsOf(this.reward, [this.request(measurement, trial)]) : [];
    const valued = { arch, key, measurement, reward };
    if (this.known.size >= REMEMBERED) this.known.clear();
    this.known.set(own, valued);
    return valued;
  }

  private async rewardsOf(proposals: readonly Proposal[], valued: readonly Valued[]): Promise<readonly number[]> {
    const fixed = valued.flatMap(({ reward }) => reward ?? []);
    if (fixed.length === valued.length) return fixed;
    return rewardsOf(
      this.reward,
      valued.map(({ measurement }, i) => this.request(measurement, proposals[i]?.trial ?? 0)),
    );
  }

  private request(measurement: Measurement, trial: number) {
    const context = {
      episode: this.episode + 1,
      trial,
      bestReward: this.best?.reward ?? null,
      classes: this.deps.estimator.classes,
    };
    return { measurement, context };
  }

  private count(valued: readonly Valued[], rewards: readonly number[], report: StrategyReport): Row {
    this.episode += 1;
    this.children += valued.length;
    for (const [i, { arch, measurement, key }] of valued.entries()) {
      this.unique.add(arch);
      if (!this.counted.has(key)) this.epochs += measurement.epochs.length;
      this.counted.add(key);
      const reward = rewards[i];
      if (reward !== undefined && (this.best === null || reward > this.best.reward)) this.best = { arch, reward, measurement };
    }
    const summary = summariseRewards(rewards);
    this.convergedFor = summary.max - summary.min < CONVERGED_WITHIN ? this.convergedFor + 1 : 0;
    const { entropy, policyLoss, loss, kl } = summariseUpdates(report.updates);
    return {
      ...summary,
      bestReward: this.best?.reward ?? summary.max,
      entropy: entropy ?? Number.NaN,
      policyLoss: policyLoss ?? Number.NaN,
      loss: loss ?? Number.NaN,
      kl: kl ?? Number.NaN,
      baseline: report.baseline ?? Number.NaN,
      children: this.children,
      uniqueChildren: this.unique.size,
      epochs: this.epochs,
    };
  }
}

/** A look-up is not to be cancelled: a slice ends soon enough. */
const NEVER = new AbortController().signal;

function trialsOf(episodes: readonly Episode[]): SimulatedTrials {
  const indices = new Map<string, number>();
  const archs = Float64Array.from(
    episodes.flatMap((episode) => episode.archs),
    (arch) => {
      const index = indices.get(arch) ?? indices.size;
      indices.set(arch, index);
      return index;
    },
  );
  return { names: [...indices.keys()], archs, rewards: Float64Array.from(episodes.flatMap(({ rewards }) => rewards)) };
}

function seriesOf(rows: readonly Row[]): SimulatedSeries {
  const column = (name: keyof Row): Float64Array => Float64Array.from(rows, (row) => row[name]);
  return {
    mean: column('mean'),
    min: column('min'),
    max: column('max'),
    std: column('std'),
    bestReward: column('bestReward'),
    entropy: column('entropy'),
    policyLoss: column('policyLoss'),
    loss: column('loss'),
    kl: column('kl'),
    baseline: column('baseline'),
    children: column('children'),
    uniqueChildren: column('uniqueChildren'),
    epochs: column('epochs'),
  };
}
