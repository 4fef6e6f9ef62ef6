import type { JsonValue } from '../core/json';
import type { Genotype } from '../space/types';

export interface Proposal {
  /** 0, 1, 2, ... in the order of proposal. */
  readonly trial: number;
  readonly genotype: Genotype;
}

export interface Observation extends Proposal {
  readonly reward: number;
}

/** One optimiser step of a learning strategy. */
export interface UpdateReport {
  readonly loss: number;
  readonly policyLoss: number;
  /** Mean entropy of the joint policy, nats. */
  readonly entropy: number;
  /** Mean KL(old || new) over the mini-batch, nats (Schulman's non-negative estimate r - 1 - log r). */
  readonly kl: number;
  readonly clipFraction: number;
}

/** What a strategy says of itself after an episode. */
export interface StrategyReport {
  readonly updates: readonly UpdateReport[];
  /** The baseline used for this episode's advantages; null where there is none. */
  readonly baseline: number | null;
  /** Per observation, in order; empty where the strategy has none. */
  readonly advantages: readonly number[];
}

/**
 * Ask and tell. A strategy never waits for children, trains or reads a clock; its whole state, RNG included, is plain JSON.
 * ask and tell are asynchronous for one reason: a policy may be computed on a GPU, whose answers are.
 * ask() gives an episode's proposals; tell() takes their rewards, all of them, in proposal order.
 */
export interface Strategy {
  readonly id: string;
  ask(): Promise<readonly Proposal[]>;
  tell(observations: readonly Observation[]): Promise<StrategyReport>;
  /**
   * Probability of every genotype under the current policy, for spaces small enough to be listed (row-major over the
   * decisions' options: [64] for A_small); null where the strategy has no policy or the space is too large.
   */
  policy(): Float64Array | null;
  /** Marginal distribution of each decision on the modal path: what the page draws as bars. */
  marginals(): readonly Float64Array[] | null;
  /**
   * Everything needed to go on exactly from the last completed episode: proposals asked for but not yet told are not in
   * it, so that a strategy restored from it proposes them again. Valid at any time; ask() repeated before tell() gives
   * the same proposals.
   */
  state(): JsonValue;
  dispose(): void;
}
