import { LabError, throwIfAborted } from '../core/errors';
import type { JsonValue } from '../core/json';
import { openStrategy } from '../search/catalogue';
import type { ProposalOrigin } from '../search/origin';
import type { Observation, Strategy } from '../search/types';
import type { SearchSpace } from '../space/types';
import type { RunConfig } from './config';
import { KeptStates } from './keptStates';
import { needsMeasurements, type RecordedPast, type ReplayedView } from './replayTypes';

export interface ReplayHooks {
  readonly signal: AbortSignal;
  /** Episodes replayed, of those that lie before the one asked for; may wait, so that a worker hears a cancel. */
  readonly onEpisode?: (done: number, total: number) => Promise<void> | undefined;
}

/** States kept of a replay: evenly spread over the run, and the last ones. */
const KEPT = { most: 24, recent: 40 } as const;
/** Origins told with a view, at most: as many as a page keeps of a run. */
const MOST_ORIGINS = 2000;

/**
 * Shows how a run's strategy thought after any of its episodes. The strategy is opened with the run's seed and told the rewards that
 * the run recorded: no child is looked up, trained or rewarded again, so that it serves every run, and its views are the run's own.
 */
export class ViewReplay {
  /** Episodes, and children, that the strategy has been told. */
  private episode = 0;
  private trials = 0;
  private readonly origins: (ProposalOrigin | null)[] = [];
  private readonly kept: KeptStates<{ readonly strategy: JsonValue; readonly trials: number }>;

  private constructor(
    private readonly config: RunConfig,
    private readonly space: SearchSpace,
    private strategy: Strategy,
    private readonly reopen: (state: JsonValue) => Promise<Strategy>,
  ) {
    this.kept = new KeptStates({ strategy: strategy.state(), trials: 0 }, KEPT);
  }

  /** Rejects with LabError 'config' where a run does not record all that its strategy was told, and as openStrategy does. */
  static async open(config: RunConfig, space: SearchSpace): Promise<ViewReplay> {
    checkRecorded(config);
    const deps = { space, seed: config.seed, tensorAssets: async () => ({}) };
    const strategy = await openStrategy(config.strategy, deps);
    return new ViewReplay(config, space, strategy, (state) => openStrategy(config.strategy, deps, state));
  }

  /**
   * After the episode (1-based). recorded: the run's children up to its end at least. Rejects with LabError 'config' where there is no such
   * episode yet, 'checkpoint' where the replay proposes other children than the run did, 'aborted'.
   */
  async at(episode: number, recorded: RecordedPast, { signal, onEpisode }: ReplayHooks): Promise<ReplayedView> {
    throwIfAborted(signal, 'Replaying the run');
    await this.goNear(episode);
    const from = this.episode;
    while (this.episode < episode) {
      throwIfAborted(signal, 'Replaying the run');
      await this.tell(recorded);
      if (episode - this.episode < KEPT.recent || this.kept.isDue(this.episode)) this.keep();
      await onEpisode?.(this.episode - from, episode - from);
    }
    throwIfAborted(signal, 'Replaying the run');
    const { trials } = this;
    const origins = this.origins.slice(Math.max(0, trials - MOST_ORIGINS), trials);
    return { episode, view: this.strategy.view(), trials, origins };
  }

  dispose(): void {
    this.strategy.dispose();
  }

  /** To the latest kept state at or before `episode`, where the strategy is past it or further behind. */
  private async goNear(episode: number): Promise<void> {
    const { episode: at, state } = this.kept.before(episode);
    if (this.episode <= episode && this.episode >= at) return;
    const strategy = await this.reopen(state.strategy);
    this.strategy.dispose();
    this.strategy = strategy;
    this.episode = at;
    this.trials = state.trials;
  }

  private keep(): void {
    this.kept.keep(this.episode, { strategy: this.strategy.state(), trials: this.trials });
  }

  /** One episode with its recorded rewards. Where it fails the strategy stands where it stood before. */
  private async tell({ names, archs, rewards, measurements }: RecordedPast): Promise<void> {
    const proposals = await this.strategy.ask();
    const episode = this.episode + 1;
    if (proposals.length === 0 || this.trials + proposals.length > archs.length) {
      throw new LabError('config', `Episode ${episode} of this run is not over yet.`, 'Let the run go on for an episode.');
    }
    const observations = proposals.map((proposal, i): Observation => {
      const name = archs[this.trials + i] ?? -1;
      const arch = this.space.format(proposal.genotype);
      if (names[name] !== arch) {
        throw new LabError(
          'checkpoint',
          `The replay leaves the run at child ${i + 1} of episode ${episode}: the run proposed ${names[name] ?? 'nothing'}, the replay ${arch}. ` +
            'The run is of an earlier version of this strategy, or was changed by hand.',
          'Run the experiment again here: its views can then be seen at every episode.',
        );
      }
      const reward = rewards[this.trials + i] ?? Number.NaN;
      const measurement = measurements?.[name] ?? null;
      if (measurement === null && needsMeasurements(this.config.strategy)) {
        throw new LabError(
          'config',
          `The measurement of ${arch}, of episode ${episode}, is not kept, and strategy.objectives ask for more than rewards.`,
          'Look at the end of a run of these settings.',
        );
      }
      return { ...proposal, reward, ...(measurement !== null && { measurement }) };
    });
    await this.strategy.tell(observations);
    for (const [i, { origin }] of proposals.entries()) this.origins[this.trials + i] = origin ?? null;
    this.trials += proposals.length;
    this.episode = episode;
  }
}

/** Of every architecture one measurement is kept: an accuracy that is drawn anew for each trial is not among what a run records. */
function checkRecorded({ strategy, estimator }: RunConfig): void {
  const isNoisy =
    (estimator.id === 'table' || estimator.id === 'synthetic') && estimator.noise !== 'mean' && estimator.noise !== 0;
  if (strategy.id !== 'nsga-2' || !isNoisy || !strategy.objectives.some(({ of }) => of === 'accuracy')) return;
  throw new LabError(
    'config',
    "estimator.noise: each trial of a child has an accuracy of its own here, of which only the latest is kept, and strategy.objectives ask for 'accuracy': earlier episodes cannot be computed again.",
    estimator.id === 'table'
      ? "Set estimator.noise to 'mean', or ask for 'reward' in place of 'accuracy', and run the experiment again."
      : "Set estimator.noise to 0, or ask for 'reward' in place of 'accuracy', and run the experiment again.",
  );
}
