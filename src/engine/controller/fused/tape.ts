import type { PolicyLayout } from '../layout';
import type { PolicyShape } from '../types';

/**
 * One evaluation of the LSTM cell and its head, for one prefix of options. Prefixes form a tree; in mode 'softmax' the
 * input does not depend on the sample and the tree is a chain, in mode 'sample' children that begin alike share nodes.
 */
export class TapeNode {
  /** Decision this node's distribution is for. */
  decision = 0;
  parent: TapeNode | null = null;
  /** Option the parent's decision took ('sample'); -1 where the parent's whole distribution is the input. */
  option = -1;
  /** Node after each option of this decision; index 0 alone in mode 'softmax'. */
  readonly next: (TapeNode | null)[];

  /** Activations of the gates, [4H]: input, forget, candidate, output. */
  readonly gates: Float64Array;
  readonly cell: Float64Array; // [H]
  readonly tanhCell: Float64Array; // [H]
  readonly hidden: Float64Array; // [H]
  /** recurrentKernel * hidden + bias, [4H]: what every node after this one starts from. */
  readonly recurrent: Float64Array;
  hasRecurrent = false;
  readonly logProbs: Float64Array; // [K], the first options[decision] in use
  /** Views of the same memory, one per decision's option count. */
  probs: Float64Array;
  entropy = 0;

  /** Samples of the batch that pass through this node. */
  visits = 0;
  readonly logitGradient: Float64Array; // [K]
  readonly recurrentGradient: Float64Array; // [4H]: sum of the next nodes' gate gradients
  readonly cellGradient: Float64Array; // [H]: from the next nodes
  readonly probGradient: Float64Array; // [K]: from the next node's input ('softmax')
  private readonly probMemory: Float64Array;
  private readonly probViews: Float64Array[] = [];

  constructor(hidden: number, maxOptions: number) {
    this.next = new Array<TapeNode | null>(maxOptions).fill(null);
    this.gates = new Float64Array(4 * hidden);
    this.cell = new Float64Array(hidden);
    this.tanhCell = new Float64Array(hidden);
    this.hidden = new Float64Array(hidden);
    this.recurrent = new Float64Array(4 * hidden);
    this.logProbs = new Float64Array(maxOptions);
    this.probMemory = new Float64Array(maxOptions);
    this.probs = this.probMemory;
    this.logitGradient = new Float64Array(maxOptions);
    this.recurrentGradient = new Float64Array(4 * hidden);
    this.cellGradient = new Float64Array(hidden);
    this.probGradient = new Float64Array(maxOptions);
  }

  open(decision: number, count: number, parent: TapeNode | null, option: number): void {
    this.decision = decision;
    this.parent = parent;
    this.option = option;
    this.next.fill(null);
    this.hasRecurrent = false;
    this.visits = 0;
    let view = this.probViews[count];
    if (view === undefined) {
      view = this.probMemory.subarray(0, count);
      this.probViews[count] = view;
    }
    this.probs = view;
    this.logitGradient.fill(0);
    this.recurrentGradient.fill(0);
    this.cellGradient.fill(0);
    this.probGradient.fill(0);
  }
}

/** The nodes of one set of parameters, parents before their children; nodes are kept and used again. */
export class Tape {
  private readonly pool: TapeNode[] = [];
  private used = 0;

  constructor(
    private readonly shape: PolicyShape,
    private readonly layout: PolicyLayout,
  ) {}

  get length(): number {
    return this.used;
  }

  clear(): void {
    this.used = 0;
  }

  node(index: number): TapeNode {
    const node = this.pool[index];
    if (node === undefined || index >= this.used) throw new RangeError(`Tape.node: ${index} of ${this.used}`);
    return node;
  }

  open(parent: TapeNode | null, option: number): TapeNode {
    let node = this.pool[this.used];
    if (node === undefined) {
      node = new TapeNode(this.layout.hidden, this.layout.maxOptions);
      this.pool.push(node);
    }
    this.used += 1;
    const decision = parent === null ? 0 : parent.decision + 1;
    node.open(decision, this.shape.options[decision] ?? 0, parent, option);
    if (parent !== null) parent.next[Math.max(option, 0)] = node;
    return node;
  }
}
