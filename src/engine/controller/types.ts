import type { JsonValue } from '../core/json';
import type { PpoConfig } from './config';

/** What the policy network must know of a space: its decisions' option counts, in order. */
export interface PolicyShape {
  /** Options of each decision, at least 1 each. */
  readonly options: readonly number[];
  /** Hidden units of the LSTM. */
  readonly hidden: number;
  readonly input: PpoConfig['input'];
}

/** A mini-batch of sampled genotypes with what is known of them. */
export interface PpoBatch {
  /** [batch][decisions]: option indices. */
  readonly actions: readonly (readonly number[])[];
  /** [batch]: log-probability of each genotype, summed over its decisions, under the policy that sampled it. */
  readonly oldLogProbs: ArrayLike<number>;
  /** [batch] */
  readonly advantages: ArrayLike<number>;
}

export interface PpoLossOptions {
  readonly clip: number;
  readonly entropyCoefficient: number;
}

/** What one evaluation of the loss shows; the fields of an UpdateReport. */
export interface PpoLossReport {
  readonly loss: number;
  readonly policyLoss: number;
  readonly entropy: number;
  readonly kl: number;
  readonly clipFraction: number;
}

export interface PolicyGradient {
  readonly report: PpoLossReport;
  readonly gradient: Float64Array;
}

/** A value at once, or, from a GPU, later. */
export type Awaitable<T> = T | Promise<T>;

/**
 * The LSTM policy, wherever it is computed. Decision t has the distribution
 *   p_t = softmax(W_t h_t + b_t),  (h_t, c_t) = LSTM(x_t, h_{t-1}, c_{t-1}),  x_0 = 0,
 *   x_t = p_{t-1} ('softmax') or the one-hot of the option taken at t - 1 ('sample'), zero-padded to the most options.
 */
export interface PolicyNetwork {
  readonly shape: PolicyShape;
  /** Distributions of decision t, one per prefix of t options: each [options[t]]. Not to be written to, valid until step(). */
  conditionals(t: number, prefixes: readonly (readonly number[])[]): Awaitable<readonly Float64Array[]>;
  /** The loss on a batch and its gradient with respect to the parameters, flat (see layout.ts); changes nothing. */
  gradient(batch: PpoBatch, options: PpoLossOptions): Awaitable<PolicyGradient>;
  /** One Adam step down the loss; the report is of the loss before it. */
  step(batch: PpoBatch, options: PpoLossOptions, learningRate: number): Awaitable<PpoLossReport>;
  /** To be called after the last of several steps, before state(). */
  settle(): Awaitable<void>;
  /** Parameters and Adam's moments; the same format for every computation. */
  state(): JsonValue;
  restore(state: JsonValue): void;
  dispose(): void;
}
