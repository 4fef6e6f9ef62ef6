import { z } from 'zod';
import { advantagesOf } from '../controller/advantages';
import type { PpoConfig } from '../controller/config';
import { genotypeOf, type PolicyDecision } from '../controller/decisions';
import type { PolicyNetwork } from '../controller/types';
import { log } from '../core/exactMath';
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
  policy: z.json(),
});

/** Genotypes whose probabilities are worth listing for the page. */
const LISTED_AT_MOST = 4096;

interface Asked {
  readonly proposals: readonly Proposal[];
  /** [children][decisions] */
  readonly actions: readonly (readonly number[])[];
  /** [children]: log-probability when sampled, summed over the decisions. */
  readonly logProbs: Float64Array;
  readonly before: RngState;
}

/**
 * The paper's controller: an LSTM policy that samples an episode of children and learns from their rewards by PPO.
 *   for k in 1..steps: draw a mini-batch of `batch` children with replacement, one Adam step down the clipped objective
 * The ratio's denominator is the policy that sampled the episode. Arora and Krone, section 3; Schulman et al. 2017.
 */
export class PpoStrategy implements Strategy {
  readonly id = 'ppo';
  private trials = 0;
  private rng: Rng;
  private baseline: number | null = null;
  private asked: Asked | null = null;
  /** Of the present parameters; see look(). */
  private listed: Float64Array | null = null;
  private modal: readonly Float64Array[] = [];

  /** network: with its initial parameters; the strategy owns it from here on. */
  constructor(
    private readonly config: PpoConfig,
    private readonly space: SearchSpace,
    private readonly decisions: readonly PolicyDecision[],
    private readonly network: PolicyNetwork,
    seed: number,
  ) {
    this.rng = Rng.fromSeed(seed, 'ppo');
  }

  async ask(): Promise<readonly Proposal[]> {
    this.asked ??= await this.sample();
    return this.asked.proposals;
  }

  /** All or nothing: where the policy's device fails in between, the same observations can be told again. */
  async tell(observations: readonly Observation[]): Promise<StrategyReport> {
    checkObservations(this.asked?.proposals ?? null, observations);
    const asked = this.asked;
    if (asked === null) throw new RangeError('Strategy.tell: nothing has been asked');
    const { config } = this;
    const rewards = observations.map(({ reward }) => reward);
    const { advantages, used, next } = advantagesOf(rewards, config.baseline, this.baseline);
    const rng = Rng.fromState(this.rng.state());
    const updates: UpdateReport[] = [];
    try {
      for (let k = 0; k < config.steps; k += 1) updates.push(await this.step(asked, advantages, rng));
      await this.read();
      // Last, for it is what state() gives: until here the state is that before the episode.
      await this.network.settle();
    } catch (thrown) {
      this.network.restore(this.network.state());
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

  marginals(): readonly Float64Array[] {
    return this.modal;
  }

  state(): JsonValue {
    return {
      version: 1,
      trials: this.trials,
      rng: this.asked?.before ?? this.rng.state(),
      baseline: this.baseline,
      policy: this.network.state(),
    };
  }

  /** Goes on where `state` was taken; throws LabError 'checkpoint'. */
  async restore(state: JsonValue): Promise<void> {
    const { trials, rng, baseline, policy } = parseState(stateSchema, state, this.id);
    this.network.restore(policy);
    this.trials = trials;
    this.rng = Rng.fromState(rng);
    this.baseline = baseline;
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

  /** One Adam step on a mini-batch drawn with replacement. */
  private async step(asked: Asked, advantages: Float64Array, rng: Rng): Promise<UpdateReport> {
    const { config } = this;
    const drawn = Array.from({ length: config.batch }, () => rng.int(asked.actions.length));
    const batch = {
      actions: drawn.map((i) => asked.actions[i] ?? []),
      oldLogProbs: drawn.map((i) => asked.logProbs[i] ?? 0),
      advantages: drawn.map((i) => advantages[i] ?? 0),
    };
    return this.network.step(batch, config, config.learningRate);
  }

  private async read(): Promise<void> {
    this.listed = await this.list();
    const modal: number[] = [];
    const marginals: Float64Array[] = [];
    for (let t = 0; t < this.decisions.length; t += 1) {
      const [probs = new Float64Array(0)] = await this.network.conditionals(t, [modal]);
      modal.push(probs.reduce((best, p, option) => (p > (probs[best] ?? 0) ? option : best), 0));
      marginals.push(probs.slice());
    }
    this.modal = marginals;
  }

  /**
   * An episode of children by inversion: child i takes at decision t the option in which its own uniform number falls.
   * The numbers are drawn child by child, so the stream does not depend on how the distributions are batched.
   */
  private async sample(): Promise<Asked> {
    const before = this.rng.state();
    const children = this.config.childrenPerEpisode;
    const uniforms = Array.from({ length: children }, () => this.decisions.map(() => this.rng.uniform()));
    const actions: number[][] = uniforms.map(() => []);
    const logProbs = new Float64Array(children);
    for (let t = 0; t < this.decisions.length; t += 1) {
      const distributions = await this.network.conditionals(t, actions);
      for (const [i, path] of actions.entries()) {
        const probs = distributions[i] ?? new Float64Array(0);
        const option = invert(probs, uniforms[i]?.[t] ?? 0);
        logProbs[i] = (logProbs[i] ?? 0) + log(probs[option] ?? 0);
        path.push(option);
      }
    }
    const proposals = actions.map((path, i) => ({
      trial: this.trials + i,
      genotype: genotypeOf(this.space, this.decisions, path),
    }));
    return { proposals, actions, logProbs, before };
  }

  /** P(genotype) = product of its conditionals, for all genotypes, row-major. */
  private async list(): Promise<Float64Array | null> {
    const options = this.decisions.map(({ count }) => count);
    const genotypes = listPrefixes(options, LISTED_AT_MOST);
    if (genotypes === null) return null;
    let joint: readonly number[] = [1];
    for (let t = 0; t < options.length; t += 1) {
      const prefixes = listPrefixes(options.slice(0, t), LISTED_AT_MOST) ?? [];
      const distributions = await this.network.conditionals(t, prefixes);
      joint = joint.flatMap((prefix, i) => Array.from(distributions[i] ?? [], (p) => prefix * p));
    }
    return Float64Array.from(joint);
  }
}

/** The first option whose cumulated probability exceeds u; the last possible one takes the rounding's rest. */
function invert(probs: Float64Array, u: number): number {
  let rest = u;
  let last = 0;
  for (let option = 0; option < probs.length; option += 1) {
    const p = probs[option] ?? 0;
    if (p <= 0) continue;
    last = option;
    rest -= p;
    if (rest < 0) return option;
  }
  return last;
}
