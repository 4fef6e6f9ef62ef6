import type { ProgramBuilder, ProgramValue } from '../../tensor';

/** Hands a gradient to what a value was computed from; slope is only asked for where somebody wants it. */
export type Give = (to: ProgramValue, slope: () => ProgramValue) => void;

/** What a step back through one op does: gives each input its gradient, from that of the output. */
export type Backward = (dy: ProgramValue, give: Give) => void;

interface Node {
  readonly y: ProgramValue;
  readonly backward: Backward;
}

/**
 * Reverse mode over a program: ops are noted as they are appended, and their gradients appended behind them. Where several ops
 * read a value, its gradient is summed from the last of them to the first, as tfjs's tape does, so that both give the same bits.
 */
export class Tape {
  private readonly nodes: Node[] = [];
  private readonly wanted: Set<ProgramValue>;

  /** parameters: what gradients are wanted for. */
  constructor(
    private readonly builder: ProgramBuilder,
    parameters: Iterable<ProgramValue>,
  ) {
    this.wanted = new Set(parameters);
  }

  /** Notes that y was computed from these values; gives y back. */
  note(y: ProgramValue, from: readonly ProgramValue[], backward: Backward): ProgramValue {
    if (!from.some((value) => this.wanted.has(value))) return y;
    this.wanted.add(y);
    this.nodes.push({ y, backward });
    return y;
  }

  /** Appends the gradients of all that y depends on, dy being that of y. Those of parameters that y does not depend on are missing. */
  gradients(y: ProgramValue, dy: ProgramValue): ReadonlyMap<ProgramValue, ProgramValue> {
    const slopes = new Map<ProgramValue, ProgramValue>([[y, dy]]);
    const give: Give = (to, slope) => {
      if (!this.wanted.has(to)) return;
      const known = slopes.get(to);
      slopes.set(to, known === undefined ? slope() : this.builder.add(known, slope()));
    };
    for (let i = this.nodes.length - 1; i >= 0; i -= 1) {
      const node = this.nodes[i];
      const slope = node === undefined ? undefined : slopes.get(node.y);
      if (slope !== undefined) node?.backward(slope, give);
    }
    return slopes;
  }
}
