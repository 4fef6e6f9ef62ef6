import { orAborted } from '../core/abort';
import { abortedError, throwIfAborted, toPlainError } from '../core/errors';
import type { Measurement } from '../core/measurement';
import { answersAtOnce } from '../estimate/config';
import type { RewardConfig } from '../reward/config';
import { openStrategy } from '../search/catalogue';
import type { Proposal, Strategy } from '../search/types';
import { trialBudget } from './budget';
import { checkCheckpoint, configHash, measuredAsIn, measuredIn } from './checkpoint';
import { checkRun } from './checks';
import { ChildMeasurer, type ChildTask } from './children';
import type { RunConfig } from './config';
import type { BestChild, ProposedTrial, StopReason } from './events';
import { observationsOf } from './observations';
import { Rewarding, type RewardMoment } from './rewarding';
import { CONVERGED_WITHIN, stopReason } from './stop';
import { summariseRewards, summariseUpdates } from './summary';
import type { AdvanceOutcome, Checkpoint, Run, RunDeps, StepUnit } from './types';

/** An episode between ask and tell; it outlives a halt, so that nothing measured is lost. */
interface EpisodeInFlight {
  readonly proposals: readonly Proposal[];
  readonly tasks: readonly ChildTask[];
  /** Per task: an earlier child had the same key. */
  readonly cached: readonly boolean[];
  /** Per task: the first genotype of that key, where it is another one, which builds the same network. */
  readonly sameAs: readonly (string | null)[];
  readonly measurements: Measurement[];
  readonly rewards: number[];
}

/**
 * A run: propose -> estimate -> reward -> observe, episode by episode, until a stop condition is met. From `checkpoint`
 * on where one is given; it then goes on bit for bit as the uninterrupted run does. Rejects with LabError 'checkpoint'
 * where the checkpoint is of another run, 'config' where it cannot come to its end (checkRun), 'space' or 'backend' where the strategy cannot work.
 */
export async function createRun(config: RunConfig, deps: RunDeps, checkpoint?: Checkpoint): Promise<Run> {
  if (checkpoint !== undefined) checkCheckpoint(checkpoint, config);
  checkRun(config, deps, checkpoint !== undefined);
  const strategyDeps = {
    space: deps.space,
    seed: config.seed,
    tensorAssets: deps.tensorAssets ?? (async () => ({})),
  };
  const strategy = await openStrategy(config.strategy, strategyDeps, checkpoint?.strategy);
  return new SearchRun(config, deps, strategy, checkpoint);
}

class SearchRun implements Run {
  private episode: number;
  private children: number;
  private epochs: number;
  private readonly uniqueArchs: Set<string>;
  /** By estimator key the first genotype that had it; null where an older checkpoint does not know. */
  private readonly measuredAs: Map<string, string | null>;
  private best: BestChild | null;
  private convergedFor: number;
  private elapsedMs: number;
  private activeSince: number | null = null;

  private readonly measurer: ChildMeasurer;
  private current: EpisodeInFlight | null = null;
  private readonly rewarding: Rewarding;
  private started = false;

  constructor(
    private readonly config: RunConfig,
    private readonly deps: RunDeps,
    private readonly strategy: Strategy,
    checkpoint: Checkpoint | undefined,
  ) {
    this.episode = checkpoint?.episode ?? 0;
    this.children = checkpoint?.children ?? 0;
    this.epochs = checkpoint?.epochs ?? 0;
    this.uniqueArchs = new Set(checkpoint?.uniqueArchs);
    this.measuredAs = measuredAsIn(checkpoint);
    this.best = checkpoint?.best ?? null;
    this.convergedFor = checkpoint?.convergedFor ?? 0;
    this.elapsedMs = checkpoint?.elapsedMs ?? 0;
    this.rewarding = new Rewarding(checkpoint?.reward ?? config.reward, deps.makeReward);
    if (checkpoint?.nextReward) this.rewarding.follow(checkpoint.nextReward);
    this.measurer = new ChildMeasurer(
      deps.estimator,
      {
        onEpoch: ({ trial, arch }, report) => deps.emit({ type: 'childEpoch', trial, arch, report }),
        onProgress: ({ trial, arch }, progress) => deps.emit({ type: 'childProgress', trial, arch, progress }),
      },
      checkpoint?.measurements ?? [],
      answersAtOnce(config.estimator),
    );
  }

  async advance(signal: AbortSignal): Promise<AdvanceOutcome> {
    if (this.activeSince !== null) throw new RangeError('Run.advance: the run is under way already');
    this.activeSince = this.deps.now();
    try {
      await this.loop(signal);
      return { kind: 'done' };
    } catch (thrown) {
      if (signal.aborted) throw abortedError('The run');
      const error = toPlainError(thrown);
      this.deps.emit({ type: 'paused', episode: this.episode, error });
      return { kind: 'halted', error };
    } finally {
      this.measurer.hold();
      this.elapsedMs = this.elapsed();
      this.activeSince = null;
    }
  }

  setReward(reward: RewardConfig): void {
    // An episode in flight ends with the reward it began with.
    this.rewarding.follow({ reward, episode: this.episode + (this.current === null ? 1 : 2) });
  }

  checkpoint(): Checkpoint {
    return {
      version: 1,
      configHash: configHash(this.config),
      config: this.config,
      reward: this.rewarding.config,
      nextReward: this.rewarding.following,
      episode: this.episode,
      children: this.children,
      epochs: this.epochs,
      uniqueArchs: [...this.uniqueArchs],
      best: this.best,
      convergedFor: this.convergedFor,
      strategy: this.strategy.state(),
      ...measuredIn(this.measuredAs, this.uniqueArchs),
      measurements: answersAtOnce(this.config.estimator) ? [] : [...this.measurer.measured],
      elapsedMs: this.elapsed(),
    };
  }

  dispose(): void {
    this.rewarding.dispose();
    this.strategy.dispose();
  }

  private async loop(signal: AbortSignal): Promise<void> {
    if (!this.started) {
      this.started = true;
      this.deps.emit({ type: 'started', config: this.config, resumedAtEpisode: this.episode });
      if (this.episode > 0 && this.deps.views !== undefined) this.showView();
    }
    for (;;) {
      throwIfAborted(signal, 'The run');
      if (this.rewarding.isDue(this.episode + 1, this.current === null)) await this.changeReward(signal);
      if (this.current === null) {
        const reason = stopReason(this.config.stop, {
          episodes: this.episode,
          children: this.children,
          elapsedMs: this.elapsed(),
          bestReward: this.best?.reward ?? null,
          convergedFor: this.convergedFor,
        });
        if (reason !== null) return this.finish(reason);
        this.current = await this.begin();
        if (this.current === null) return this.finish('exhausted');
      }
      await this.rewardChildren(this.current, signal);
      await this.complete(this.current, signal);
    }
  }

  /** Null where the strategy has nothing left to propose. */
  private async begin(): Promise<EpisodeInFlight | null> {
    const proposals = await this.strategy.ask();
    const seen = new Map<string, string>();
    const cached: boolean[] = [];
    const sameAs: (string | null)[] = [];
    if (proposals.length === 0) return null;
    const tasks = proposals.map((proposal): ChildTask => {
      const { trial, genotype } = proposal;
      const budget = trialBudget(this.config, proposal);
      const key = this.deps.estimator.key(genotype, budget);
      const arch = this.deps.space.format(genotype);
      cached.push(this.measuredAs.has(key) || seen.has(key));
      const first = this.measuredAs.get(key) ?? seen.get(key) ?? arch;
      sameAs.push(first === arch ? null : first);
      if (!seen.has(key)) seen.set(key, arch);
      return { trial, arch, genotype, budget, key };
    });
    this.measurer.begin(tasks);
    const trials = proposals.map(({ trial, training, origin }, i): ProposedTrial => {
      const arch = tasks[i]?.arch ?? '';
      return { trial, arch, ...(training && { epochs: training.epochs }), ...(origin && { origin }) };
    });
    this.deps.emit({ type: 'proposed', episode: this.episode + 1, trials });
    return { proposals, tasks, cached, sameAs, measurements: [], rewards: [] };
  }

  /** Measures and rewards the episode's children in order, as far as they are not yet. */
  private async rewardChildren(current: EpisodeInFlight, signal: AbortSignal): Promise<void> {
    const { tasks, cached, measurements, rewards } = current;
    while (rewards.length < tasks.length) {
      const from = rewards.length;
      const ready = await this.measurer.ready(from, signal);
      measurements.splice(from, measurements.length - from, ...ready);
      const trials = tasks.slice(from).map(({ trial }) => trial);
      const values = await orAborted(this.rewarding.evaluate(ready, trials, this.moment()), signal, 'The run');
      for (const [i, measurement] of ready.entries()) {
        const task = tasks[from + i];
        const reward = values[i];
        if (task === undefined || reward === undefined) throw new RangeError('SearchRun: a child without a reward');
        rewards.push(reward);
        const { trial, arch } = task;
        const sameAs = current.sameAs[from + i] ?? null;
        if (sameAs !== null) this.tellTwin(current, task, sameAs);
        this.deps.emit({
          type: 'child',
          episode: this.episode + 1,
          trial,
          arch,
          reward,
          measurement,
          cached: cached[from + i] ?? false,
          ...(sameAs !== null && { sameAs }),
        });
        await this.pass('child', signal);
      }
    }
  }

  /** Says once, when a genotype is met for the first time, that its network has been trained under another. */
  private tellTwin({ tasks }: EpisodeInFlight, task: ChildTask, sameAs: string): void {
    const first = tasks.find(({ arch }) => arch === task.arch);
    if (first !== task || this.uniqueArchs.has(task.arch)) return;
    const message = `${task.arch} is the same network as ${sameAs}: it is trained once, and both have its measurement.`;
    this.deps.emit({ type: 'log', level: 'info', message });
  }

  /** Tells the strategy, counts, reports. Once told, an episode is completed and reported even where the signal fires. */
  private async complete(current: EpisodeInFlight, signal: AbortSignal): Promise<void> {
    const { proposals, tasks, measurements, rewards } = current;
    const observations = observationsOf(proposals, rewards, measurements);
    const report = await this.strategy.tell(observations);
    this.current = null;
    this.episode += 1;
    this.children += tasks.length;
    for (const [i, { arch, key }] of tasks.entries()) {
      const reward = rewards[i];
      const measurement = measurements[i];
      this.uniqueArchs.add(arch);
      if (!this.measuredAs.has(key)) {
        this.epochs += measurement?.epochs.length ?? 0;
        this.measuredAs.set(key, arch);
      }
      if (reward !== undefined && measurement !== undefined && (this.best === null || reward > this.best.reward)) {
        this.best = { arch, reward, measurement };
      }
    }
    const summary = summariseRewards(rewards);
    this.convergedFor = summary.max - summary.min < CONVERGED_WITHIN ? this.convergedFor + 1 : 0;
    const { episode } = this;
    for (const [i, update] of report.updates.entries()) {
      this.deps.emit({ type: 'update', episode, step: i + 1, ...update });
      if (!signal.aborted) await this.passOrEnd('update', signal);
    }
    const policy = this.strategy.policy();
    const marginals = this.strategy.marginals();
    this.deps.emit({
      type: 'episode',
      episode,
      archs: tasks.map(({ arch }) => arch),
      rewards: [...rewards],
      ...summary,
      bestReward: this.best?.reward ?? summary.max,
      bestArch: this.best?.arch ?? '',
      ...summariseUpdates(report.updates),
      baseline: report.baseline,
      children: this.children,
      uniqueChildren: this.uniqueArchs.size,
      epochs: this.epochs,
      policy: policy === null ? null : Array.from(policy),
      marginals: marginals === null ? null : marginals.map((distribution) => Array.from(distribution)),
    });
    if (this.deps.views?.()) this.showView();
    const saved = this.deps.save(() => this.checkpoint());
    if (saved !== undefined) await saved;
    await this.pass('episode', signal);
  }

  private showView(): void {
    const view = this.strategy.view();
    if (view !== null) this.deps.emit({ type: 'view', episode: this.episode, view });
  }

  private finish(reason: StopReason): void {
    if (this.best === null) throw new RangeError('SearchRun: a run ended without a child');
    if (this.deps.views !== undefined) this.showView();
    this.deps.emit({
      type: 'done',
      reason,
      best: this.best,
      episodes: this.episode,
      children: this.children,
      uniqueChildren: this.uniqueArchs.size,
      wallMs: this.elapsed(),
    });
  }

  /** What a reward may know: the best so far is that of the episodes before, for any number of workers. */
  private moment(): RewardMoment {
    return { episode: this.episode + 1, bestReward: this.best?.reward ?? null, classes: this.deps.estimator.classes };
  }

  /**
   * An episode the old reward had failed on is rewarded from its first child on, and its child events come again with
   * their new rewards.
   */
  private async changeReward(signal: AbortSignal): Promise<void> {
    const { formula, best } = await orAborted(this.rewarding.change(this.best, this.moment()), signal, 'The run');
    this.best = best;
    this.current?.rewards.splice(0);
    this.deps.emit({ type: 'rewardChanged', episode: this.episode + 1, formula, reward: this.rewarding.config });
  }

  /** Waits at the gate where it is closed. */
  private pass(unit: StepUnit, signal: AbortSignal): Promise<void> | undefined {
    const opened = this.deps.gate(unit);
    return opened === undefined ? undefined : this.wait(opened, signal);
  }

  private async passOrEnd(unit: StepUnit, signal: AbortSignal): Promise<void> {
    try {
      await this.pass(unit, signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  /** Time spent at a gate is not the run's. */
  private async wait(opened: Promise<void>, signal: AbortSignal): Promise<void> {
    this.measurer.hold();
    this.elapsedMs = this.elapsed();
    this.activeSince = null;
    try {
      await orAborted(opened, signal, 'The run');
    } finally {
      this.activeSince = this.deps.now();
    }
  }

  private elapsed(): number {
    return this.elapsedMs + (this.activeSince === null ? 0 : this.deps.now() - this.activeSince);
  }
}
