import { z } from 'zod';
import { advantagesOf, type BaselineMemory, NO_MEMORY } from '../controller/advantages';
import { type ControllerConfig, type ControllerSettings, controllerSettings } from '../controller/config';
import type { PolicyDecision, PolicyDecisions } from '../controller/decisions';
import { divergedError } from '../controller/diverged';
import { creditedRewards, drawEpisode, type EpisodeDraw } from '../controller/episode';
import { scheduled } from '../controller/schedule';
import type { PolicyNetwork } from '../controller/types';
import type { EpisodeWatch } from '../controller/watch';
import type { JsonValue } from '../core/json';
import { Rng, type RngState } from '../core/rng';
import type { SearchSpace } from '../space/types';
import { listPrefixes } from './listGenotypes';
import { checkObservations, parseState, rngStateSchema } from './restore';
import type { Observation, Proposal, Strategy, StrategyReport, UpdateReport } from './types';

const stateSchema = z.strictObject({
  version: z.literal(1),
  trials: z.number().int().min(0),
  rng: rngStateSchema,
  baseline: z.number().nullable(),
  window: z.array(z.number()).max(10_000).optional(),
  policy: z.json(),
});

/** Genotypes whose probabilities are worth listing for the page. */
const LISTED_AT_MOST = 4096;

interface Asked extends EpisodeDraw {
  readonly proposals: readonly Proposal[];
  readonly before: RngState;
}

/**
 * Every controller of the sources: a recurrent policy that samples an episode of children and learns from their rewards.
 *   PPO:       for k in 1..steps: draw a mini-batch of `batch` children with replacement, one step down the clipped objective;
 *              the ratio's denominator is the policy that sampled the episode. Arora and Krone, section 3; Schulman et al. 2017.
 *   REINFORCE: one step down -mean(log p A) over the episode's children. Williams 1992; Zoph and Le 2017, section 3.2.
 */
export class ControllerStrategy implements Strategy {
  readonly id: ControllerConfig['id'];
  /** Looks at the episodes from inside; null: nobody does. */
  watch: EpisodeWatch | null = null;
  private readonly settings: ControllerSettings;
  private readonly decisions: readonly PolicyDecision[];
  private readonly conditional: boolean;
  private trials = 0;
  private rng: Rng;
  private baseline: BaselineMemory = NO_MEMORY;
  private asked: Asked | null = null;
  /** Of the present parameters; see look(). */
  private listed: Float64Array | null = null;
  private modal: readonly Float64Array[] = [];
  /** All prefixes of each decision, where the genotypes are listed. */
  private readonly prefixes: readonly (readonly (readonly number[])[])[] | null;

  /** network: with its initial parameters; the strategy owns it from here on. */
  constructor(
    config: ControllerConfig,
    private readonly space: SearchSpace,
    { heads, conditional }: PolicyDecisions,
    private readonly network: PolicyNetwork,
    seed: number,
  ) {
    this.id = config.id;
    this.settings = controllerSettings(config);
    // One name for all of them: runs of PPO from before there were others keep their stream.
    this.rng = Rng.fromSeed(seed, 'ppo');
    this.decisions = heads;
    this.conditional = conditional;
    const options = heads.map(({ count }) => count);
    const listed = !conditional && listPrefixes(options, LISTED_AT_MOST) !== null;
    this.prefixes = listed ? options.map((_, t) => listPrefixes(options.slice(0, t), LISTED_AT_MOST) ?? []) : null;
  }

  async ask(): Promise<readonly Proposal[]> {
    const asked = this.asked ?? (await this.sample());
    return asked.proposals;
  }

  /**
   * All or nothing: where the policy's device fails in between, or its numbers are no longer finite (LabError 'config'), it stands
   * where it stood before, and the same observations can be told again.
   */
  async tell(observations: readonly Observation[]): Promise<StrategyReport> {
    checkObservations(this.asked?.proposals ?? null, observations);
    const { asked, settings } = this;
    if (asked === null) throw new RangeError('Strategy.tell: nothing has been asked');
    const rng = Rng.fromState(this.rng.state());
    const rewards = observations.map(({ reward }) => reward);
    const credited = creditedRewards(rewards, settings.faults, rng);
    const taken = advantagesOf(credited, settings.baseline, this.baseline);
    const { advantages, used, next } = taken;
    await this.watch?.credited({ ...taken, credited, before: this.baseline });
    const updates: UpdateReport[] = [];
    try {
      for (let k = 0; k < settings.steps; k += 1) updates.push(await this.step(asked, advantages, rng));
      await this.read();
      // Last, for it is what state() gives: until here the state is that before the episode.
      await this.network.settle();
    } catch (thrown) {
      this.network.rollback();
      throw thrown;
    }
    this.rng = rng;
    this.baseline = next;
    this.trials += observations.length;
    this.asked = null;
    return { updates, baseline: used, advantages: Array.from(advantages) };
  }

  policy(): Float64Array | null {
    return this.listed;
  }

  /** Null in a conditional space: its heads are not the decisions of one path. */
  marginals(): readonly Float64Array[] | null {
    return this.conditional ? null : this.modal;
  }

  view(): null {
    return null;
  }

  state(): JsonValue {
    const { average, window } = this.baseline;
    return {
      version: 1,
      trials: this.trials,
      rng: this.asked?.before ?? this.rng.state(),
      baseline: average,
      ...(window === null ? {} : { window }),
      policy: this.network.state(),
    };
  }

  /** Goes on where `state` was taken; throws LabError 'checkpoint'. */
  async restore(state: JsonValue): Promise<void> {
    const { trials, rng, baseline, window, policy } = parseState(stateSchema, state, this.id);
    this.network.restore(policy);
    this.trials = trials;
    this.rng = Rng.fromState(rng);
    this.baseline = { average: baseline, window: window ?? null };
    this.asked = null;
    await this.look();
  }

  dispose(): void {
    this.network.dispose();
  }

  /** Reads the policy for policy(), marginals() and state(); to be called once before the first of them. */
  async look(): Promise<void> {
    await this.network.settle();
    await this.read();
  }

  /** One optimiser step, on a mini-batch drawn with replacement or on the whole episode. */
  private async step(asked: Asked, advantages: Float64Array, rng: Rng): Promise<UpdateReport> {
    const { settings } = this;
    const { length } = asked.actions;
    const drawn: number[] = [];
    const batch = { actions: [] as (readonly number[])[], oldLogProbs: [] as number[], advantages: [] as number[] };
    for (let s = 0; s < (settings.batch ?? length); s += 1) {
      const i = settings.batch === null ? s : rng.int(length);
      drawn.push(i);
      batch.actions.push(asked.actions[i] ?? []);
      batch.oldLogProbs.push(asked.logProbs[i] ?? 0);
      batch.advantages.push(advantages[i] ?? 0);
    }
    const episode = this.trials / settings.childrenPerEpisode;
    const { update, clip, faults, optimiser, gradientClip } = settings;
    const entropyCoefficient = scheduled(settings.entropyCoefficient, settings.entropySchedule, episode);
    const learningRate = scheduled(settings.learningRate, settings.learningRateSchedule, episode);
    const loss = { update, clip, entropyCoefficient, faults };
    const stepOptions = { learningRate, optimiser, gradientClip };
    await this.watch?.beforeStep({ children: drawn, batch, loss, step: stepOptions });
    const report = await this.network.step(batch, loss, stepOptions);
    await this.watch?.afterStep(report);
    if (isFiniteReport(report)) return report;
    throw divergedError(settings, `its loss is ${report.loss}, its KL ${report.kl}`);
  }

  private async read(): Promise<void> {
    const listed = await this.list();
    const modal: number[] = [];
    const marginals: Float64Array[] = [];
    for (let t = 0; t < this.decisions.length; t += 1) {
      const [probs = new Float64Array(0)] = await this.network.conditionals(t, [modal]);
      if (!probs.every(Number.isFinite)) throw divergedError(this.settings, `probabilities of decision ${t + 1} are not numbers`);
      modal.push(probs.reduce((best, p, option) => (p > (probs[best] ?? 0) ? option : best), 0));
      marginals.push(probs.slice());
    }
    this.listed = listed;
    this.modal = marginals;
  }

  private async sample(): Promise<Asked> {
    const before = this.rng.state();
    // A copy: until the episode is there, the state is that before it.
    const rng = Rng.fromState(before);
    const drawn = await drawEpisode(this.network, this.space, this.decisions, this.settings, rng);
    await this.watch?.drawn(drawn);
    const proposals = drawn.genotypes.map((genotype, i) => ({ trial: this.trials + i, genotype }));
    this.rng = rng;
    this.asked = { ...drawn, proposals, before };
    return this.asked;
  }

  /** P(genotype) = product of its conditionals, for all genotypes, row-major. */
  private async list(): Promise<Float64Array | null> {
    if (this.prefixes === null) return null;
    let joint = Float64Array.of(1);
    for (const [t, prefixes] of this.prefixes.entries()) {
      const distributions = await this.network.conditionals(t, prefixes);
      const count = this.decisions[t]?.count ?? 0;
      const grown = new Float64Array(joint.length * count);
      for (const [i, distribution] of distributions.entries()) {
        for (let k = 0; k < count; k += 1) grown[i * count + k] = (joint[i] as number) * (distribution[k] as number);
      }
      joint = grown;
    }
    return joint;
  }
}

function isFiniteReport({ loss, policyLoss, entropy, kl, clipFraction }: UpdateReport): boolean {
  return [loss, policyLoss, entropy, kl, clipFraction].every(Number.isFinite);
}
