import type { JsonValue } from '../../core/json';
import type { FaultId } from '../faults';
import { type JointRule, jointLogProb, jointRule, jointSlope } from '../joint';
import { policyObjective } from '../objective';
import { adamStep, decodePolicyState, encodePolicyState, RMSPROP } from '../state';
import type { LossOptions, LossReport, PolicyBatch, PolicyGradient, PolicyNetwork, PolicyShape, StepOptions } from '../types';
import { Arena } from './arena';
import { backwardPass } from './backward';
import { ForwardPass } from './forward';
import { inspectPath, type NodeValues } from './inspect';
import type { Kernels, StepFactors } from './kernels';
import type { TapeNode } from './tape';

/**
 * The policy written out for this one network: forward, backward and optimiser. Bit for bit the same on every engine
 * (core/exactMath, and SIMD without relaxed instructions). What makes it fast: prefixes are evaluated once however many
 * samples share them, and where the input does not depend on the sample there is one prefix a decision for all; the recurrent
 * product, the costly part, is made once per parent; gradients of samples are summed at the nodes before they are carried
 * through the network once; what sampling computed serves the first update.
 */
export class FusedPolicy implements PolicyNetwork {
  private readonly arena: Arena;
  private readonly pass: ForwardPass;
  private steps = 0;
  private settledSteps = 0;
  private slopes = new Float64Array(0);
  private joint = new Float64Array(0);
  private readonly terms: Float64Array;
  /** [batch][decisions]: see walk(). */
  private readonly walked: TapeNode[] = [];

  /** kernels: unused so far; the policy's from here on. */
  constructor(
    readonly shape: PolicyShape,
    parameters: Float64Array,
    private readonly kernels: Kernels,
  ) {
    this.arena = new Arena(kernels, shape);
    const { size } = this.arena.layout;
    if (parameters.length !== size) throw new RangeError(`FusedPolicy: expected ${size} parameters, got ${parameters.length}`);
    this.pass = new ForwardPass(shape, this.arena);
    this.terms = new Float64Array(shape.options.length);
    const zeros = new Float64Array(size);
    this.arena.write({ parameters, firstMoments: zeros, secondMoments: zeros, steps: 0 });
  }

  conditionals(t: number, prefixes: readonly (readonly number[])[]): readonly Float64Array[] {
    const { pass } = this;
    if (!pass.isChain)
      return prefixes.map((prefix) => prefix.reduce((node, option) => pass.after(node, option), pass.root()).probs);
    let node = pass.root();
    for (let i = 0; i < t; i += 1) node = pass.after(node, 0);
    const { probs } = node;
    return prefixes.map(() => probs);
  }

  logProbs(actions: readonly (readonly number[])[], faults: readonly FaultId[]): Float64Array {
    const rule = jointRule(faults);
    return Float64Array.from(actions, (path) => {
      this.walk(path, 0);
      return this.readJoint(path, 0, rule);
    });
  }

  gradient(batch: PolicyBatch, options: LossOptions): PolicyGradient {
    const report = this.evaluate(batch, options, null);
    const { gradients, layout } = this.arena;
    return { report, gradient: Float64Array.from(this.kernels.memory.subarray(gradients, gradients + layout.size)) };
  }

  /** Every number of the network along a path of options, with the logits' gradient of the last gradient(): for slow motion. */
  inspect(path: readonly number[]): readonly NodeValues[] {
    return inspectPath(this.shape, this.arena, this.pass, path);
  }

  step(batch: PolicyBatch, options: LossOptions, step: StepOptions): LossReport {
    const { learningRate, optimiser = 'adam', gradientClip = null } = step;
    this.steps += 1;
    if (optimiser === 'adam' && gradientClip === null) {
      const report = this.evaluate(batch, options, { scale: 1, ...adamStep(learningRate, this.steps) });
      this.pass.clear();
      return report;
    }
    const report = this.evaluate(batch, options, null);
    this.descend(learningRate, optimiser, gradientClip);
    this.pass.clear();
    return report;
  }

  settle(): undefined {
    this.arena.keep();
    this.settledSteps = this.steps;
    return undefined;
  }

  rollback(): void {
    this.arena.restoreKept();
    this.steps = this.settledSteps;
    this.pass.clear();
  }

  state(): JsonValue {
    return encodePolicyState(this.arena.keptState(this.settledSteps));
  }

  restore(state: JsonValue): void {
    const restored = decodePolicyState(state, this.arena.layout.size);
    this.arena.write(restored);
    this.steps = restored.steps;
    this.settledSteps = restored.steps;
    this.pass.clear();
  }

  dispose(): void {
    this.pass.clear();
  }

  /** Leaves the loss's gradient in the arena; where `adam` is given, takes that step instead. */
  private evaluate(
    { actions, oldLogProbs, advantages }: PolicyBatch,
    options: LossOptions,
    adam: StepFactors | null,
  ): LossReport {
    const batch = actions.length;
    if (this.slopes.length !== batch) {
      this.slopes = new Float64Array(batch);
      this.joint = new Float64Array(batch);
    }
    const rule = jointRule(options.faults);
    this.pass.clearGradients();
    const { length: depth } = this.shape.options;
    let entropy = 0;
    for (let s = 0; s < batch; s += 1) {
      this.walk(actions[s], s * depth);
      for (let t = 0; t < depth; t += 1) {
        const node = this.walked[s * depth + t] as TapeNode;
        entropy += node.entropy;
        node.visits += 1;
      }
      this.joint[s] = this.readJoint(actions[s] as readonly number[], s * depth, rule);
    }
    const report = policyObjective(this.joint, oldLogProbs, advantages, entropy / batch, options, this.slopes);

    // d log p(option) / d logits = onehot(option) - p
    for (let s = 0; s < batch; s += 1) {
      const path = actions[s] as readonly number[];
      if (rule.product) this.readJoint(path, s * depth, rule);
      const slope = this.slopes[s] as number;
      for (let t = 0; t < depth; t += 1) {
        const { logitGradient, probs } = this.walked[s * depth + (rule.firstHead ? 0 : t)] as TapeNode;
        const option = path[t] as number;
        if (option >= probs.length) continue;
        const own = slope * jointSlope(this.terms, t, rule);
        for (let k = 0; k < probs.length; k += 1) logitGradient[k] = (logitGradient[k] as number) - own * (probs[k] as number);
        logitGradient[option] = (logitGradient[option] as number) + own;
      }
    }
    if (adam !== null) this.arena.begin(adam);
    backwardPass(this.shape, this.arena, this.pass, options.entropyCoefficient / batch);
    if (adam !== null) this.arena.finish();
    return report;
  }

  /** The nodes of a genotype's decisions, to `walked` from place `from` on. */
  private walk(path: readonly number[] | undefined, from: number): void {
    if (path === undefined || path.length !== this.shape.options.length) {
      throw new RangeError(`FusedPolicy: a genotype has ${this.shape.options.length} options, got ${path?.length}`);
    }
    let node = this.pass.root();
    this.walked[from] = node;
    for (let t = 1; t < path.length; t += 1) {
      node = this.pass.after(node, path[t - 1] as number);
      this.walked[from + t] = node;
    }
  }

  /** log p(a) of the genotype whose nodes were walked to `from`, its decisions' log-probabilities left in `terms`. */
  private readJoint(path: readonly number[], from: number, rule: JointRule): number {
    for (let t = 0; t < path.length; t += 1) {
      const { logProbs } = this.walked[from + (rule.firstHead ? 0 : t)] as TapeNode;
      // An option that the first head lacks was read from padding, whose logarithm the printed code has as 0.
      this.terms[t] = logProbs[path[t] as number] ?? 0;
    }
    return jointLogProb(this.terms, rule);
  }

  /** A step with the gradient that evaluate() has left. */
  private descend(learningRate: number, optimiser: NonNullable<StepOptions['optimiser']>, gradientClip: number | null): void {
    const { kernels, arena, steps } = this;
    arena.detach();
    const { parameters, gradients, firstMoments, secondMoments } = arena;
    const { size } = arena.layout;
    const norm = gradientClip === null ? 0 : Math.sqrt(kernels.sumOfSquares(gradients, size));
    const scale = gradientClip !== null && norm > gradientClip ? gradientClip / norm : 1;
    switch (optimiser) {
      case 'adam':
        kernels.adam(parameters, gradients, firstMoments, secondMoments, size, 0, { scale, ...adamStep(learningRate, steps) });
        break;
      case 'rmsprop': {
        const factors = { scale, rate: learningRate, epsilon: RMSPROP.epsilon };
        kernels.rmsprop(parameters, gradients, secondMoments, size, factors);
        break;
      }
      case 'sgd':
        kernels.sgd(parameters, gradients, size, { scale, rate: learningRate, epsilon: 0 });
        break;
      default:
        optimiser satisfies never;
    }
  }
}
