import type { ParameterSlice } from '../layout';
import type { PolicyShape } from '../types';
import type { Arena } from './arena';
import { GRU } from './cells/gru';
import { LSTM } from './cells/lstm';
import { NAS } from './cells/nas';
import type { Cell } from './cells/types';
import { softmaxInPlace } from './softmax';
import { Tape, type TapeNode } from './tape';

const CELLS: Readonly<Record<NonNullable<PolicyShape['cell']>, Cell>> = { lstm: LSTM, gru: GRU, nas: NAS };

/** The unrolled network under the present parameters, node by node as it is asked for. */
export class ForwardPass {
  readonly cell: Cell;
  readonly tape: Tape;
  /** True where the network does not depend on the sample: one node a decision. */
  readonly isChain: boolean;
  private start: TapeNode | null = null;

  constructor(
    private readonly shape: PolicyShape,
    private readonly arena: Arena,
  ) {
    this.cell = CELLS[shape.cell ?? 'lstm'];
    this.isChain = shape.input === 'softmax' || shape.input === 'output';
    this.tape = new Tape(shape, arena.layout, arena.kernels, arena.end);
  }

  /** The parameters have changed: nothing is known any more. Gradients are cleared too, for nodes are used again. */
  clear(): void {
    this.clearGradients();
    this.tape.clear();
    this.start = null;
  }

  clearGradients(): void {
    const { memory } = this.arena.kernels;
    const { ground, nodes, used } = this.tape;
    memory.fill(0, ground.gradients, ground.end);
    for (let n = 0; n < used; n += 1) {
      const node = nodes[n] as TapeNode;
      node.visits = 0;
      node.logitGradient.fill(0);
      memory.fill(0, node.gradients, node.end);
    }
  }

  root(): TapeNode {
    if (this.start !== null) return this.start;
    const { arena, tape } = this;
    const { kernels, layout } = arena;
    const bias = arena.parameter(layout.recurrentBias);
    kernels.memory.copyWithin(tape.ground.recurrentSums, bias, bias + layout.recurrentBias.size);
    tape.ground.hasRecurrent = true;
    const node = tape.open(tape.ground, -1);
    this.copyInputBias(node);
    if (layout.start !== null) this.addInput(node, arena.parameter(layout.start), layout.inputs);
    this.finish(node, tape.ground);
    this.start = node;
    return node;
  }

  /** The node after `option` of this node's decision. */
  after(node: TapeNode, option: number): TapeNode {
    const known = node.next[this.isChain ? 0 : option];
    if (known !== null && known !== undefined) return known;
    const { arena } = this;
    const { kernels, layout } = arena;
    const { hidden, gates } = layout;
    if (!node.hasRecurrent) {
      const [matrix, bias] = [arena.parameter(layout.recurrentKernel), arena.parameter(layout.recurrentBias)];
      kernels.multiply(node.recurrentSums, bias, matrix, node.hidden, gates * hidden, hidden);
      node.hasRecurrent = true;
    }
    const made = this.tape.open(node, this.isChain ? -1 : option);
    this.copyInputBias(made);
    this.feed(made, node, option);
    this.finish(made, node);
    return made;
  }

  /** Where the learned vector of an option of this decision lies, from the beginning of its table. */
  embedding(decision: number): ParameterSlice {
    const slice = this.arena.layout.embeddings[decision];
    if (slice === undefined) throw new RangeError(`ForwardPass: decision ${decision} has no embedding`);
    return slice;
  }

  private copyInputBias(node: TapeNode): void {
    const { inputBias } = this.arena.layout;
    const at = this.arena.parameter(inputBias);
    this.arena.kernels.memory.copyWithin(node.inputSums, at, at + inputBias.size);
  }

  /** inputSums += W_x x */
  private addInput(node: TapeNode, x: number, length: number): void {
    const { kernels, layout } = this.arena;
    const matrix = this.arena.parameter(layout.inputKernel);
    kernels.multiplyTransposed(node.inputSums, matrix, x, length, layout.gates * layout.hidden);
  }

  private feed(node: TapeNode, before: TapeNode, option: number): void {
    const { arena } = this;
    const { kernels, layout } = arena;
    const { hidden, gates } = layout;
    switch (this.shape.input) {
      case 'softmax':
        this.addInput(node, before.fed, before.probs.length);
        break;
      case 'sample': {
        const row = arena.parameter(layout.inputKernel) + option * gates * hidden;
        kernels.multiplyTransposed(node.inputSums, row, arena.one, 1, gates * hidden);
        break;
      }
      case 'embedding':
        this.addInput(node, arena.parameter(this.embedding(before.decision)) + option * hidden, hidden);
        break;
      case 'output':
        this.addInput(node, before.hidden, hidden);
        break;
      default:
        this.shape.input satisfies never;
    }
  }

  /** From inputSums to the distribution. */
  private finish(node: TapeNode, before: TapeNode): void {
    const { arena } = this;
    const { kernels, layout } = arena;
    const { hidden } = layout;
    this.cell.forward(kernels, hidden, node, before);
    const kernel = layout.headKernels[node.decision];
    const bias = layout.headBiases[node.decision];
    if (kernel === undefined || bias === undefined) throw new RangeError(`ForwardPass: there is no decision ${node.decision}`);
    const { logProbs, probs, logits, fed } = node;
    kernels.multiply(logits, arena.parameter(bias), arena.parameter(kernel), node.hidden, probs.length, hidden);
    const { memory } = kernels;
    for (let k = 0; k < probs.length; k += 1) logProbs[k] = memory[logits + k] as number;
    node.entropy = softmaxInPlace(logProbs, probs);
    for (let k = 0; k < probs.length; k += 1) memory[fed + k] = probs[k] as number;
  }
}
