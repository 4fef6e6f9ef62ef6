import type { Genotype, TrainingSpan } from '../core/genotype';
import type { JsonValue } from '../core/json';
import type { Measurement } from '../core/measurement';
import type { ProposalOrigin } from './origin';
import type { StrategyView } from './views';

export interface Proposal {
  /** 0, 1, 2, ... in the order of proposal. */
  readonly trial: number;
  readonly genotype: Genotype;
  /** What it is to be trained for; absent: as long as the run trains each child, from initial weights. */
  readonly training?: {
    readonly epochs: number;
    /** The training it goes on from. */
    readonly from: TrainingSpan | null;
  };
  /** Where it comes from, for the views: absent where there is nothing to tell. */
  readonly origin?: ProposalOrigin;
}

export interface Observation extends Proposal {
  readonly reward: number;
  /** What the reward was made of; absent where rewards alone are told, as to a controller that is replayed. */
  readonly measurement?: Measurement;
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
 * ask() gives an episode's proposals, none where the strategy has nothing left to propose; tell() takes their rewards, all of
 * them, in proposal order.
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
  /** How it thinks at present, for its family's panel; null where there is nothing to show. Computed on demand, may take a while. */
  view(): StrategyView | null;
  /**
   * Everything needed to go on exactly from the last completed episode: proposals asked for but not yet told are not in
   * it, so that a strategy restored from it proposes them again. Valid at any time; ask() repeated before tell() gives
   * the same proposals.
   */
  state(): JsonValue;
  dispose(): void;
}
