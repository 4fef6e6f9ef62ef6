import type { CELL_GATES, PolicyLayout } from '../layout';
import type { PolicyShape } from '../types';
import { type Kernels, rounded } from './kernels';

/** Blocks of H numbers that a cell keeps of its forward pass for the way back. */
const CELL_KEPT = { lstm: 5, gru: 3, nas: 14 } as const satisfies Record<keyof typeof CELL_GATES, number>;

/** Where a node's numbers lie in the kernels' memory; one evaluation of the cell and its head, for one prefix of options. */
export class TapeNode {
  /** Decision this node's distribution is for. */
  decision = 0;
  /** The node before; the tape's ground for the first decision. */
  before: TapeNode | null = null;
  /** Option taken before it, -1 where the tree is a chain and it does not matter. */
  option = -1;
  /** Node after each option of this decision; index 0 alone in a chain. */
  readonly next: (TapeNode | null)[];
  /** recurrentSums are of the present parameters. */
  hasRecurrent = false;

  readonly probs: Float64Array; // [options of the decision]
  readonly logProbs: Float64Array;
  readonly logitGradient: Float64Array;
  entropy = 0;
  /** Samples of the batch that pass through this node. */
  visits = 0;

  // Places in the kernels' memory.
  readonly fed: number; // [K]: what the next node is fed ('softmax')
  readonly logits: number; // [K]
  readonly inputSums: number; // [GH]
  readonly recurrentSums: number; // [GH]: recurrentKernel h + recurrentBias, what every node after this one starts from
  readonly hidden: number; // [H]
  readonly cell: number; // [H]
  readonly kept: number; // [kept H]
  readonly dLogits: number; // [K]
  readonly dFed: number; // [K]
  readonly dHidden: number; // [H]
  readonly dCell: number; // [H]
  readonly dInputSums: number; // [GH]
  readonly dRecurrentSums: number; // [GH]: sum over the nodes after it
  /** Where the gradients begin, and where the node ends. */
  readonly gradients: number;
  readonly end: number;

  constructor(at: number, count: number, cell: keyof typeof CELL_GATES, { maxOptions, hidden, gates }: PolicyLayout) {
    let place = at;
    const take = (size: number): number => {
      const start = place;
      place += rounded(size);
      return start;
    };
    this.fed = take(maxOptions);
    this.logits = take(maxOptions);
    this.inputSums = take(gates * hidden);
    this.recurrentSums = take(gates * hidden);
    this.hidden = take(hidden);
    this.cell = take(hidden);
    this.kept = take(CELL_KEPT[cell] * hidden);
    this.gradients = place;
    this.dLogits = take(maxOptions);
    this.dFed = take(maxOptions);
    this.dHidden = take(hidden);
    this.dCell = take(hidden);
    this.dInputSums = take(gates * hidden);
    this.dRecurrentSums = take(gates * hidden);
    this.end = place;
    this.next = new Array<TapeNode | null>(Math.max(count, 1)).fill(null);
    this.probs = new Float64Array(count);
    this.logProbs = new Float64Array(count);
    this.logitGradient = new Float64Array(count);
  }
}

/**
 * The nodes of one set of parameters, parents before their children. Prefixes form a tree; where the input does not depend
 * on the sample the tree is a chain, otherwise children that begin alike share nodes. Nodes are kept and used again.
 */
export class Tape {
  readonly nodes: TapeNode[] = [];
  used = 0;
  /** Before the first decision: h = c = 0. */
  readonly ground: TapeNode;
  private readonly pools: TapeNode[][];
  private readonly taken: number[];
  private end: number;

  constructor(
    private readonly shape: PolicyShape,
    private readonly layout: PolicyLayout,
    private readonly kernels: Kernels,
    at: number,
  ) {
    this.ground = new TapeNode(at, 0, this.cell, layout);
    this.end = this.ground.end;
    kernels.reserve(this.end);
    this.pools = shape.options.map(() => []);
    this.taken = shape.options.map(() => 0);
  }

  clear(): void {
    this.used = 0;
    this.taken.fill(0);
    this.ground.next.fill(null);
  }

  /** A node of the decision after `before`, its forward part not yet computed. Throws LabError 'config' where memory ends. */
  open(before: TapeNode, option: number): TapeNode {
    const decision = before === this.ground ? 0 : before.decision + 1;
    const pool = this.pools[decision];
    const index = this.taken[decision];
    if (pool === undefined || index === undefined) throw new RangeError(`Tape.open: there is no decision ${decision}`);
    let node = pool[index];
    if (node === undefined) {
      node = new TapeNode(this.end, this.shape.options[decision] ?? 0, this.cell, this.layout);
      // By halves more, so that a growing tree does not move its memory for every node.
      if (node.end > this.kernels.memory.length) this.kernels.reserve(Math.ceil(node.end * 1.5));
      this.end = node.end;
      node.decision = decision;
      pool.push(node);
    }
    this.taken[decision] = index + 1;
    this.nodes[this.used] = node;
    this.used += 1;
    node.before = before;
    node.option = option;
    node.next.fill(null);
    node.hasRecurrent = false;
    before.next[Math.max(option, 0)] = node;
    return node;
  }

  private get cell(): keyof typeof CELL_GATES {
    return this.shape.cell ?? 'lstm';
  }
}
