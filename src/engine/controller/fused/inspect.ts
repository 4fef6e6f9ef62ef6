import type { PolicyShape } from '../types';
import type { Arena } from './arena';
import type { ForwardPass } from './forward';
import type { TapeNode } from './tape';

/** One evaluation of the cell and its head, its numbers copied out. */
export interface NodeValues {
  readonly decision: number;
  /** x_t: [inputs] */
  readonly input: readonly number[];
  /** h_t: [hidden] */
  readonly hidden: readonly number[];
  /** c_t: [hidden]; null where the cell has none beside h. */
  readonly cell: readonly number[] | null;
  /** [options of the decision], each */
  readonly logits: readonly number[];
  readonly probs: readonly number[];
  readonly logProbs: readonly number[];
  /** d loss / d logits of the gradient evaluated last under these parameters; 0 where no sample of it came by. */
  readonly logitGradient: readonly number[];
}

/** The nodes along a path of options, first decision first; computed where they were not yet. */
export function inspectPath(shape: PolicyShape, arena: Arena, pass: ForwardPass, path: readonly number[]): readonly NodeValues[] {
  const values: NodeValues[] = [];
  let node = pass.root();
  for (let t = 0; t < shape.options.length; t += 1) {
    values.push(valuesOf(shape, arena, pass, node));
    if (t + 1 < shape.options.length) node = pass.after(node, path[t] ?? 0);
  }
  return values;
}

function valuesOf(shape: PolicyShape, arena: Arena, pass: ForwardPass, node: TapeNode): NodeValues {
  const { memory } = arena.kernels;
  const { hidden } = arena.layout;
  const count = node.probs.length;
  const read = (at: number, length: number): number[] => Array.from(memory.subarray(at, at + length));
  return {
    decision: node.decision,
    input: inputOf(shape, arena, pass, node),
    hidden: read(node.hidden, hidden),
    cell: shape.cell === 'gru' ? null : read(node.cell, hidden),
    logits: read(node.logits, count),
    probs: Array.from(node.probs),
    logProbs: Array.from(node.logProbs),
    logitGradient: node.visits === 0 ? new Array<number>(count).fill(0) : read(node.dLogits, count),
  };
}

/** What the node was fed; its bias aside. */
function inputOf(shape: PolicyShape, arena: Arena, pass: ForwardPass, node: TapeNode): number[] {
  const { kernels, layout } = arena;
  const read = (at: number): number[] => Array.from(kernels.memory.subarray(at, at + layout.inputs));
  const padded = (values: ArrayLike<number>): number[] => Array.from({ length: layout.inputs }, (_, k) => values[k] ?? 0);
  const before = node.before ?? pass.tape.ground;
  if (before === pass.tape.ground) {
    return layout.start === null ? padded([]) : read(arena.parameters + layout.start.offset);
  }
  switch (shape.input) {
    case 'softmax':
      return padded(before.probs);
    case 'sample':
      return Array.from({ length: layout.inputs }, (_, k) => (k === node.option ? 1 : 0));
    case 'embedding':
      return read(arena.parameters + pass.embedding(before.decision).offset + node.option * layout.hidden);
    case 'output':
      return read(before.hidden);
    default:
      return shape.input satisfies never;
  }
}
