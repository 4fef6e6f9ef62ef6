import type { JsonValue } from '../../core/json';
import { type PolicyLayout, policyLayout } from '../layout';
import { ppoObjective } from '../objective';
import { decodePolicyState, encodePolicyState } from '../state';
import type { PolicyGradient, PolicyNetwork, PolicyShape, PpoBatch, PpoLossOptions, PpoLossReport } from '../types';
import { adamUpdate, addScaled, lstmCell, lstmCellBackward, multiplyAdd, multiplyAddBackward, softmaxInPlace } from './kernels';
import { Tape, type TapeNode } from './tape';

/**
 * The policy in plain typed arrays, float64: forward, backward and Adam written out for this one network. Bit for bit
 * the same on every engine (core/exactMath). What makes it fast: prefixes are evaluated once however many samples share
 * them; the recurrent product, the costly part, once per parent; and the root needs none, because its h is 0.
 */
export class FusedPolicy implements PolicyNetwork {
  private readonly layout: PolicyLayout;
  private parameters: Float64Array;
  private firstMoments: Float64Array;
  private secondMoments: Float64Array;
  private steps = 0;

  /** Nodes under the present parameters; cleared when they change. */
  private readonly tape: Tape;
  private readonly gradients: Float64Array;
  /** Sum of the gates' two biases under the present parameters. */
  private readonly gateBias: Float64Array;
  private readonly dHidden: Float64Array;
  private readonly dGates: Float64Array;
  private slopes = new Float64Array(0);
  private logProbs = new Float64Array(0);

  constructor(
    readonly shape: PolicyShape,
    parameters: Float64Array,
  ) {
    this.layout = policyLayout(shape);
    if (parameters.length !== this.layout.size) {
      throw new RangeError(`FusedPolicy: expected ${this.layout.size} parameters, got ${parameters.length}`);
    }
    this.parameters = parameters.slice();
    this.firstMoments = new Float64Array(this.layout.size);
    this.secondMoments = new Float64Array(this.layout.size);
    this.gradients = new Float64Array(this.layout.size);
    this.tape = new Tape(shape, this.layout);
    this.gateBias = new Float64Array(4 * shape.hidden);
    this.dHidden = new Float64Array(shape.hidden);
    this.dGates = new Float64Array(4 * shape.hidden);
  }

  conditionals(_t: number, prefixes: readonly (readonly number[])[]): readonly Float64Array[] {
    return prefixes.map((prefix) => prefix.reduce((node, option) => this.after(node, option), this.root()).probs);
  }

  gradient(batch: PpoBatch, options: PpoLossOptions): PolicyGradient {
    const report = this.evaluate(batch, options);
    return { report, gradient: this.gradients.slice() };
  }

  step(batch: PpoBatch, options: PpoLossOptions, learningRate: number): PpoLossReport {
    const report = this.evaluate(batch, options);
    this.steps += 1;
    adamUpdate(this.parameters, this.gradients, this.firstMoments, this.secondMoments, learningRate, this.steps);
    this.tape.clear();
    return report;
  }

  /** Nothing is under way between calls. */
  settle(): undefined {
    return undefined;
  }

  state(): JsonValue {
    const { parameters, firstMoments, secondMoments, steps } = this;
    return encodePolicyState({ parameters, firstMoments, secondMoments, steps });
  }

  restore(state: JsonValue): void {
    const restored = decodePolicyState(state, this.layout.size);
    this.parameters = restored.parameters;
    this.firstMoments = restored.firstMoments;
    this.secondMoments = restored.secondMoments;
    this.steps = restored.steps;
    this.tape.clear();
  }

  dispose(): void {
    this.tape.clear();
  }

  private root(): TapeNode {
    if (this.tape.length > 0) return this.tape.node(0);
    const node = this.tape.open(null, -1);
    const { parameters, gateBias } = this;
    const { inputBias, recurrentBias } = this.layout;
    gateBias.set(parameters.subarray(inputBias.offset, inputBias.offset + inputBias.size));
    addScaled(gateBias, 0, 1, parameters, recurrentBias.offset, recurrentBias.size);
    node.gates.set(gateBias);
    this.finish(node, null);
    return node;
  }

  /** The node after `option` of this node's decision; made on first use. */
  private after(node: TapeNode, option: number): TapeNode {
    const softmax = this.shape.input === 'softmax';
    const known = node.next[softmax ? 0 : option];
    if (known !== null && known !== undefined) return known;
    const { layout, parameters } = this;
    const { hidden } = layout;
    if (!node.hasRecurrent) {
      multiplyAdd(parameters, layout.recurrentKernel.offset, node.hidden, this.gateBias, 4 * hidden, hidden, node.recurrent);
      node.hasRecurrent = true;
    }
    const made = this.tape.open(node, softmax ? -1 : option);
    made.gates.set(node.recurrent);
    const { offset } = layout.inputKernel;
    if (softmax) {
      for (let k = 0; k < node.probs.length; k += 1) {
        addScaled(made.gates, 0, node.probs[k] as number, parameters, offset + k * 4 * hidden, 4 * hidden);
      }
    } else {
      addScaled(made.gates, 0, 1, parameters, offset + option * 4 * hidden, 4 * hidden);
    }
    this.finish(made, node.cell);
    return made;
  }

  /** From the sums of the gates to the distribution. */
  private finish(node: TapeNode, cellBefore: Float64Array | null): void {
    lstmCell(node.gates, cellBefore, node.cell, node.tanhCell, node.hidden);
    const kernel = this.layout.headKernels[node.decision];
    const bias = this.layout.headBiases[node.decision];
    if (kernel === undefined || bias === undefined) throw new RangeError(`FusedPolicy: no decision ${node.decision}`);
    const base = this.parameters.subarray(bias.offset, bias.offset + bias.size);
    multiplyAdd(this.parameters, kernel.offset, node.hidden, base, bias.size, this.layout.hidden, node.logProbs);
    node.entropy = softmaxInPlace(node.logProbs, node.probs);
  }

  /** Loss on the batch; leaves its gradient in this.gradients. */
  private evaluate({ actions, oldLogProbs, advantages }: PpoBatch, options: PpoLossOptions): PpoLossReport {
    const batch = actions.length;
    if (this.slopes.length !== batch) {
      this.slopes = new Float64Array(batch);
      this.logProbs = new Float64Array(batch);
    }
    // The nodes hold gradients of earlier calls, so the tape starts anew.
    this.tape.clear();
    let entropy = 0;
    for (let s = 0; s < batch; s += 1) {
      let logProb = 0;
      this.visit(actions[s], (node, option) => {
        logProb += node.logProbs[option] as number;
        entropy += node.entropy;
        node.visits += 1;
      });
      this.logProbs[s] = logProb;
    }
    const report = ppoObjective(this.logProbs, oldLogProbs, advantages, entropy / batch, options, this.slopes);

    // d logProb / d logits = onehot(option) - p;  d entropy / d logits = -p (log p + entropy)
    for (let s = 0; s < batch; s += 1) {
      const slope = this.slopes[s] as number;
      this.visit(actions[s], (node, option) => {
        const { logitGradient, probs } = node;
        for (let k = 0; k < probs.length; k += 1) logitGradient[k] = (logitGradient[k] as number) - slope * (probs[k] as number);
        logitGradient[option] = (logitGradient[option] as number) + slope;
      });
    }
    this.gradients.fill(0);
    for (let n = this.tape.length - 1; n >= 0; n -= 1) {
      this.backward(this.tape.node(n), options.entropyCoefficient / batch);
    }
    return report;
  }

  /** Calls back with each node of the genotype's path and the option taken there. */
  private visit(actions: readonly number[] | undefined, at: (node: TapeNode, option: number) => void): void {
    if (actions === undefined || actions.length !== this.shape.options.length) {
      throw new RangeError(`FusedPolicy: a genotype has ${this.shape.options.length} options, got ${actions?.length}`);
    }
    let node = this.root();
    const last = actions.length - 1;
    for (const [t, option] of actions.entries()) {
      at(node, option);
      if (t < last) node = this.after(node, option);
    }
  }

  /** Adds the node's part to the gradient and passes its rest on to the parent; children come before their parents. */
  private backward(node: TapeNode, entropyWeight: number): void {
    const { layout, parameters, gradients, dHidden, dGates } = this;
    const { hidden } = layout;
    const { probs, logProbs, logitGradient, parent } = node;

    const weight = entropyWeight * node.visits;
    let through = 0;
    for (let k = 0; k < probs.length; k += 1) through += (probs[k] as number) * (node.probGradient[k] as number);
    for (let k = 0; k < probs.length; k += 1) {
      const p = probs[k] as number;
      logitGradient[k] =
        (logitGradient[k] as number) +
        weight * p * ((logProbs[k] as number) + node.entropy) +
        p * ((node.probGradient[k] as number) - through);
    }

    dHidden.fill(0);
    const kernel = layout.headKernels[node.decision];
    const bias = layout.headBiases[node.decision];
    if (kernel === undefined || bias === undefined) throw new RangeError(`FusedPolicy: no decision ${node.decision}`);
    multiplyAddBackward(parameters, gradients, kernel.offset, node.hidden, logitGradient, probs.length, hidden, dHidden);
    addScaled(gradients, bias.offset, 1, logitGradient, 0, probs.length);
    if (node.hasRecurrent) {
      const { offset } = layout.recurrentKernel;
      multiplyAddBackward(parameters, gradients, offset, node.hidden, node.recurrentGradient, 4 * hidden, hidden, dHidden);
    }
    const cellBefore = parent === null ? null : parent.cell;
    const dCellBefore = parent === null ? null : parent.cellGradient;
    lstmCellBackward(node.gates, cellBefore, node.tanhCell, dHidden, node.cellGradient, dGates, dCellBefore);
    addScaled(gradients, layout.inputBias.offset, 1, dGates, 0, 4 * hidden);
    addScaled(gradients, layout.recurrentBias.offset, 1, dGates, 0, 4 * hidden);
    if (parent === null) return;

    addScaled(parent.recurrentGradient, 0, 1, dGates, 0, 4 * hidden);
    const { offset } = layout.inputKernel;
    if (node.option >= 0) {
      addScaled(gradients, offset + node.option * 4 * hidden, 1, dGates, 0, 4 * hidden);
      return;
    }
    for (let k = 0; k < parent.probs.length; k += 1) {
      const row = offset + k * 4 * hidden;
      addScaled(gradients, row, parent.probs[k] as number, dGates, 0, 4 * hidden);
      let slope = 0;
      for (let j = 0; j < 4 * hidden; j += 1) slope += (parameters[row + j] as number) * (dGates[j] as number);
      parent.probGradient[k] = (parent.probGradient[k] as number) + slope;
    }
  }
}
