import type { ControllerSettings } from '../controller/config';
import type { LossReport } from '../controller/types';

/** The children of a run's episodes, all in order of proposal: what a run that is over leaves of itself. */
export interface RecordedTrials {
  readonly names: readonly string[];
  /** [trials]: index into names. */
  readonly archs: ArrayLike<number>;
  /** [trials] */
  readonly rewards: ArrayLike<number>;
}

export interface TraceDecision {
  readonly name: string;
  /** Names of its options, or their values. */
  readonly options: readonly string[];
}

/**
 * One evaluation of the network before the first update. Where its input does not depend on the sample there is one node a
 * decision; else one for each list of options that leads to a decision of this episode's children.
 */
export interface TraceNode {
  readonly decision: number;
  /** Options taken before it; empty where they do not matter. */
  readonly prefix: readonly number[];
  readonly input: readonly number[]; // x_t [inputs]
  readonly hidden: readonly number[]; // h_t [hidden]
  /** c_t [hidden]; null where the cell has none. */
  readonly cell: readonly number[] | null;
  readonly logits: readonly number[]; // [options]
  readonly probs: readonly number[]; // [options]
  /** [options]; after the last update. */
  readonly probsAfter: readonly number[];
}

export interface TraceDraw {
  /** Index into the episode's nodes: the distribution that was drawn from. */
  readonly node: number;
  /** The uniform number in [0, 1) that chose. */
  readonly uniform: number;
  readonly option: number;
}

export interface TraceChild {
  readonly trial: number;
  readonly arch: string;
  /** Drawn uniformly instead of by the policy. */
  readonly explores: boolean;
  /** [decisions]. Fault 2 puts other children together of what was drawn: then `actions` are others. */
  readonly draws: readonly TraceDraw[];
  /** [decisions]: option indices of the child that was built. */
  readonly actions: readonly number[];
  /** [decisions]: node of each decision along `actions`. */
  readonly path: readonly number[];
  /** [decisions]: what the joint log-probability is made of (faults 1a and 3 included). */
  readonly terms: readonly number[];
  /** Joint log-probability when sampled: the ratio's denominator. */
  readonly logProb: number;
  /** The same under the policy after the episode. */
  readonly logProbAfter: number;
  readonly reward: number;
  /** The reward it is credited with; another child's by fault 8. */
  readonly credited: number;
  /** What was subtracted from it; null where nothing was. */
  readonly baseline: number | null;
  readonly advantage: number;
}

export interface TraceBaseline {
  readonly kind: ControllerSettings['baseline']['kind'];
  /** The average before the episode; null before the first, and where there is none. */
  readonly before: number | null;
  /** Subtracted from the last reward; null where nothing was. */
  readonly used: number | null;
  readonly after: number | null;
  /** Of the credited rewards. */
  readonly mean: number;
  /** With divisor n. Advantages are divided by it with 'batch-normalised'. */
  readonly std: number;
}

/** A row of a mini-batch. */
export interface TraceRow {
  /** Place in the episode. */
  readonly child: number;
  readonly logProb: number;
  readonly ratio: number;
  /** Where the ratio lies of [1 - clip, 1 + clip]. */
  readonly side: 'below' | 'inside' | 'above';
  /** ratio * advantage; REINFORCE: logProb * advantage. */
  readonly free: number;
  /** clip(ratio) * advantage; null where nothing clips. */
  readonly held: number | null;
  /** The smaller one: this row's share of the gain. */
  readonly gain: number;
  /** d policyLoss / d logProb; 0 where the clipped term is the smaller one. */
  readonly slope: number;
}

export interface TraceUpdate {
  readonly learningRate: number;
  readonly entropyCoefficient: number;
  readonly rows: readonly TraceRow[];
  /** Of the loss before the step, as the run reports it. */
  readonly report: LossReport;
  /** Per node of the episode, before this update, and d loss / d logits of the whole mini-batch. */
  readonly nodes: readonly { readonly probs: readonly number[]; readonly gradient: readonly number[] }[];
  /** Norm of the gradient with respect to all parameters. */
  readonly gradientNorm: number;
  /** What it was multiplied by: below 1 where it was longer than gradientClip. */
  readonly gradientScale: number;
  /** Norm, and largest entry, of the change of the parameters. */
  readonly stepNorm: number;
  readonly largestStep: number;
}

/** One episode of a controller taken apart; plain JSON. */
export interface EpisodeTrace {
  readonly version: 1;
  readonly episode: number; // 1-based
  readonly settings: ControllerSettings;
  /** Parameters of the policy. */
  readonly parameters: number;
  readonly decisions: readonly TraceDecision[];
  readonly nodes: readonly TraceNode[];
  readonly children: readonly TraceChild[];
  readonly baseline: TraceBaseline;
  readonly updates: readonly TraceUpdate[];
}
