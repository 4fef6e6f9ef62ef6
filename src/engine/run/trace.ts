import { type ControllerConfig, controllerSettings } from '../controller/config';
import { policyDecisions } from '../controller/decisions';
import { Float64Kernels } from '../controller/fused/float64Kernels';
import { FusedPolicy } from '../controller/fused/fusedPolicy';
import { SimdKernels } from '../controller/fused/simdKernels';
import { policyLayout } from '../controller/layout';
import { openPolicy, type TensorAssets } from '../controller/openPolicy';
import type { PolicyNetwork } from '../controller/types';
import { LabError, throwIfAborted } from '../core/errors';
import type { JsonValue } from '../core/json';
import { ControllerStrategy } from '../search/controller';
import { isController } from '../search/isController';
import { optionCount } from '../space/genotype';
import type { Decision, SearchSpace } from '../space/types';
import type { RunConfig } from './config';
import { KeptStates } from './keptStates';
import { EpisodeRecorder } from './traceEpisode';
import type { EpisodeTrace, RecordedTrials, TraceDecision } from './traceTypes';

export interface TracerDeps {
  readonly space: SearchSpace;
  /** As RunDeps has it. */
  readonly tensorAssets?: TensorAssets;
}

export interface TraceHooks {
  readonly signal: AbortSignal;
  /** Episodes replayed, of those before the one asked for; may wait, so that a worker hears a cancel. */
  readonly onEpisode?: (done: number, total: number) => Promise<void> | undefined;
}

/** States kept of a replay: evenly spread over the run, and the last ones. */
const KEPT = { most: 12, recent: 2 } as const;
/** A state costs milliseconds to write: not one for every episode. */
const KEEP_EVERY = 16;

/**
 * Takes episodes of a run apart. It replays the run's own strategy from its seed, told the rewards that the run recorded: no
 * child is looked up, trained or rewarded again, so that it serves every run of a controller, and the numbers are the run's own.
 */
export class EpisodeTracer {
  /** Episodes that the strategy has been told. */
  private episode = 0;
  private readonly kept: KeptStates<JsonValue>;
  private mirrored: FusedPolicy | null = null;

  private constructor(
    private readonly config: ControllerConfig,
    private readonly space: SearchSpace,
    private readonly strategy: ControllerStrategy,
    private readonly network: PolicyNetwork,
    private readonly decisions: readonly TraceDecision[],
  ) {
    this.kept = new KeptStates(strategy.state(), KEPT);
  }

  /** Rejects with LabError 'config' where the strategy has no controller, and as openPolicy does. */
  static async open(
    { strategy: config, seed }: RunConfig,
    { space, tensorAssets = async () => ({}) }: TracerDeps,
  ): Promise<EpisodeTracer> {
    if (!isController(config)) {
      throw new LabError(
        'config',
        `strategy.id: '${config.id}' has no controller, so there is no policy to take apart.`,
        'Open an experiment with a controller, for example the paper’s figure 5.',
      );
    }
    const decisions = policyDecisions(space);
    const options = decisions.heads.map(({ count }) => count);
    const network = await openPolicy(config, options, seed, tensorAssets);
    const strategy = new ControllerStrategy(config, space, decisions, network, seed);
    await strategy.look();
    return new EpisodeTracer(
      config,
      space,
      strategy,
      network,
      decisions.heads.map(({ name, decision }) => ({ name, options: optionNames(decision) })),
    );
  }

  /**
   * The episode (1-based) with all its numbers. recorded: the run's children up to its end at least. Rejects with LabError 'config'
   * where there is no such episode yet, 'checkpoint' where the replay proposes other children than the run did, 'aborted'.
   */
  async trace(episode: number, recorded: RecordedTrials, { signal, onEpisode }: TraceHooks): Promise<EpisodeTrace> {
    const { childrenPerEpisode } = this.config;
    const whole = Math.floor(recorded.archs.length / childrenPerEpisode);
    if (!Number.isInteger(episode) || episode < 1 || episode > whole) {
      throw new LabError(
        'config',
        whole === 0
          ? 'No episode of this run is over yet: there is nothing to take apart.'
          : `Episode ${episode} is not over yet: this run has ${whole}.`,
        'Let the run go on for an episode.',
      );
    }
    await this.goTo(episode - 1);
    while (this.episode < episode - 1) {
      throwIfAborted(signal, 'Replaying the run');
      await this.tell(this.episode + 1, recorded);
      await onEpisode?.(this.episode, episode - 1);
    }
    throwIfAborted(signal, 'Replaying the run');
    this.kept.keep(this.episode, this.strategy.state());
    const settings = controllerSettings(this.config);
    const recorder = new EpisodeRecorder({ settings, decisions: this.decisions, network: this.network, mirror: this.mirror() });
    this.strategy.watch = recorder;
    try {
      const { archs, rewards } = await this.tell(episode, recorded);
      return recorder.finish(episode, (episode - 1) * childrenPerEpisode, archs, rewards);
    } finally {
      this.strategy.watch = null;
    }
  }

  dispose(): void {
    this.strategy.dispose();
  }

  /** Back to the latest kept state at or before `episode`, where the strategy is past it. */
  private async goTo(episode: number): Promise<void> {
    const { episode: kept, state } = this.kept.before(episode);
    if (this.episode <= episode && this.episode >= kept) return;
    await this.strategy.restore(state);
    this.episode = kept;
  }

  /** One episode with its recorded rewards. Where it fails the strategy stands where it stood before. */
  private async tell(episode: number, recorded: RecordedTrials) {
    const proposals = await this.strategy.ask();
    const from = (episode - 1) * proposals.length;
    const archs = proposals.map(({ genotype }) => this.space.format(genotype));
    const rewards = proposals.map((_, i) => recorded.rewards[from + i] ?? Number.NaN);
    for (const [i, arch] of archs.entries()) {
      const was = recorded.names[recorded.archs[from + i] ?? -1];
      if (was === arch) continue;
      throw new LabError(
        'checkpoint',
        `The replay leaves the run at child ${i + 1} of episode ${episode}: the run proposed ${was ?? 'nothing'}, the replay ${arch}. ` +
          `The policy was computed on '${this.config.compute}', whose rounding may differ from one machine or version to the next.`,
        'Run the experiment again here, with strategy.compute set to fused: its runs are the same everywhere.',
      );
    }
    await this.strategy.tell(proposals.map((proposal, i) => ({ ...proposal, reward: rewards[i] ?? Number.NaN })));
    this.episode = episode;
    if (episode % KEEP_EVERY === 0 && this.kept.isDue(episode)) this.kept.keep(episode, this.strategy.state());
    return { archs, rewards };
  }

  /** Computed in float32 where the run's own policy is, else in float64: never coarser than the run. */
  private mirror(): FusedPolicy {
    const { shape } = this.network;
    const zeros = new Float64Array(policyLayout(shape).size);
    this.mirrored ??= new FusedPolicy(shape, zeros, this.config.compute === 'fused' ? new SimdKernels() : new Float64Kernels());
    return this.mirrored;
  }
}

function optionNames(decision: Decision): readonly string[] {
  if (decision.kind === 'categorical') return decision.options;
  const { min, max } = decision;
  const count = optionCount(decision) ?? 1;
  const step = decision.step ?? max - min;
  return Array.from({ length: count }, (_, i) => String(Math.min(max, min + i * step)));
}
