import { z } from 'zod';
import type { JsonValue } from '../core/json';
import { Rng, type RngState } from '../core/rng';
import { checkObservations, parseState, rngStateSchema } from './restore';
import type { Observation, Proposal, Strategy, StrategyReport } from './types';
import type { StrategyView } from './views';

const stateSchema = z.strictObject({
  version: z.literal(1),
  trials: z.number().int().min(0),
  rng: rngStateSchema,
  /** Absent in states of random search from before others kept one. */
  memory: z.json().default(null),
});

const NOTHING: StrategyReport = { updates: [], baseline: null, advantages: [] };

/** A proposal before it is numbered. */
export type Draft = Omit<Proposal, 'trial'>;

/**
 * What all strategies without a network share: numbering, the random stream, asking again, checkpoints. A strategy is then three
 * things: what it proposes given what it remembers, what it learns from rewards, and its memory as JSON.
 */
export abstract class BatchStrategy implements Strategy {
  /** Trials told so far. */
  protected trials = 0;
  private rng: Rng;
  private asked: { readonly proposals: readonly Proposal[]; readonly before: RngState } | null = null;

  /** The random stream is of `seed` and the strategy's id. */
  constructor(
    readonly id: string,
    seed: number,
  ) {
    this.rng = Rng.fromSeed(seed, id);
  }

  /**
   * The next proposals, in order; none: nothing is left to propose. Must not change what memory() gives: a strategy restored from a
   * state taken between ask and tell proposes again.
   */
  protected abstract propose(rng: Rng): readonly Draft[];

  /** Takes the rewards in; the only place where the memory changes. */
  protected abstract learn(observations: readonly Observation[], rng: Rng): void;

  /** Everything that proposals depend on besides the random stream, as plain JSON. */
  protected abstract memory(): JsonValue;

  /** Inverse of memory(). Throws LabError 'checkpoint' (parseState) on anything else. */
  protected abstract recall(memory: JsonValue): void;

  view(): StrategyView | null {
    return null;
  }

  policy(): Float64Array | null {
    return null;
  }

  marginals(): readonly Float64Array[] | null {
    return null;
  }

  async ask(): Promise<readonly Proposal[]> {
    if (this.asked === null) {
      const before = this.rng.state();
      const rng = Rng.fromState(before);
      const proposals = this.propose(rng).map((draft, i) => ({ trial: this.trials + i, ...draft }));
      this.rng = rng;
      this.asked = { proposals, before };
    }
    return this.asked.proposals;
  }

  async tell(observations: readonly Observation[]): Promise<StrategyReport> {
    checkObservations(this.asked?.proposals ?? null, observations);
    this.learn(observations, this.rng);
    this.asked = null;
    this.trials += observations.length;
    return NOTHING;
  }

  state(): JsonValue {
    return { version: 1, trials: this.trials, rng: this.asked?.before ?? this.rng.state(), memory: this.memory() };
  }

  /** Goes on where `state` was taken; throws LabError 'checkpoint'. */
  restore(state: JsonValue): void {
    const { trials, rng, memory } = parseState(stateSchema, state, this.id);
    this.recall(memory);
    this.trials = trials;
    this.rng = Rng.fromState(rng);
    this.asked = null;
  }

  dispose(): void {
    this.asked = null;
  }
}
