import type { JsonValue } from '../core/json';
import type { ControllerSettings } from './config';
import type { FaultId } from './faults';

/** What the policy network must know of a space and of its settings. */
export interface PolicyShape {
  /** Options of each decision, in order, at least 1 each. */
  readonly options: readonly number[];
  /** Hidden units of the recurrent cell. */
  readonly hidden: number;
  readonly input: ControllerSettings['input'];
  /** LSTM where absent. */
  readonly cell?: ControllerSettings['cell'];
}

/** A mini-batch of sampled genotypes with what is known of them. */
export interface PolicyBatch {
  /** [batch][decisions]: option indices. */
  readonly actions: readonly (readonly number[])[];
  /** [batch]: log-probability of each genotype, summed over its decisions, under the policy that sampled it. */
  readonly oldLogProbs: ArrayLike<number>;
  /** [batch] */
  readonly advantages: ArrayLike<number>;
}

export interface LossOptions {
  /** 'ppo' where absent. */
  readonly update?: ControllerSettings['update'];
  /** PPO's epsilon; without effect on REINFORCE. */
  readonly clip: number;
  readonly entropyCoefficient: number;
  /** Those of them that are the loss's: 'product-log-prob', 'missing-minus', 'first-head'. None where absent. */
  readonly faults?: readonly FaultId[];
}

export interface StepOptions {
  readonly learningRate: number;
  /** Adam where absent. */
  readonly optimiser?: ControllerSettings['optimiser'];
  /** Largest norm of the gradient; null or absent: as it is. */
  readonly gradientClip?: number | null;
}

/** What one evaluation of the loss shows; the fields of an UpdateReport. */
export interface LossReport {
  readonly loss: number;
  readonly policyLoss: number;
  readonly entropy: number;
  readonly kl: number;
  readonly clipFraction: number;
}

export interface PolicyGradient {
  readonly report: LossReport;
  readonly gradient: Float64Array;
}

/** A value at once, or, from a GPU, later. */
export type Awaitable<T> = T | Promise<T>;

/**
 * The recurrent policy, wherever it is computed. Decision t has the distribution
 *   p_t = softmax(W_t h_t + b_t),  (h_t, c_t) = cell(x_t, h_{t-1}, c_{t-1}),  h_{-1} = c_{-1} = 0
 *   'softmax':   x_0 = 0,  x_t = p_{t-1}, zero-padded to the most options
 *   'sample':    x_0 = 0,  x_t = one-hot of the option taken at t - 1, zero-padded likewise
 *   'embedding': x_0 = s,  x_t = the learned vector of that option;  s is learned too
 *   'output':    x_0 = s,  x_t = h_{t-1}
 */
export interface PolicyNetwork {
  readonly shape: PolicyShape;
  /** Distributions of decision t, one per prefix of t options: each [options[t]]. Not to be written to, valid until step(). */
  conditionals(t: number, prefixes: readonly (readonly number[])[]): Awaitable<readonly Float64Array[]>;
  /** [genotypes]: their log-probabilities as the loss takes them, its faults included. */
  logProbs(actions: readonly (readonly number[])[], faults: readonly FaultId[]): Awaitable<Float64Array>;
  /** The loss on a batch and its gradient with respect to the parameters, flat (see layout.ts); changes nothing. */
  gradient(batch: PolicyBatch, options: LossOptions): Awaitable<PolicyGradient>;
  /** One optimiser step down the loss; the report is of the loss before it. */
  step(batch: PolicyBatch, options: LossOptions, step: StepOptions): Awaitable<LossReport>;
  /** To be called after the last of several steps: what state() gives and rollback() goes back to. */
  settle(): Awaitable<void>;
  rollback(): void;
  /** Parameters and the optimiser's moments when last settled; the same format for every computation. */
  state(): JsonValue;
  restore(state: JsonValue): void;
  dispose(): void;
}
