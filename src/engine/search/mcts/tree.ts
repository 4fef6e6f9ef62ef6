import { optionAt, optionCount } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';

/** The choices so far, as a node. */
export interface Node {
  /** What is chosen here; null at the end of a genotype. */
  readonly decision: Decision | null;
  /** Its choices; null: a number without steps. */
  readonly options: readonly Choice[] | null;
  readonly children: Map<Choice, Node>;
  /** Part of the search tree; other nodes only remember which genotypes were met. */
  expanded: boolean;
  /** Walks through it, and the sum of their rewards. */
  visits: number;
  sum: number;
  /** Sum of their scores, the rewards scaled to 0..1. */
  score: number;
  /** Largest of their rewards. */
  best: number;
  /** Walks through it that are not yet rewarded. */
  virtual: number;
  /** Every genotype below was proposed. */
  full: boolean;
}

function makeNode(space: SearchSpace, prefix: readonly Choice[]): Node {
  const decision = space.next(prefix);
  const count = decision === null ? 0 : optionCount(decision);
  const options = decision === null || count === null ? null : Array.from({ length: count }, (_, i) => optionAt(decision, i));
  return {
    decision,
    options,
    children: new Map(),
    expanded: false,
    visits: 0,
    sum: 0,
    score: 0,
    best: Number.NEGATIVE_INFINITY,
    virtual: 0,
    full: false,
  };
}

function isFull({ decision, options, children }: Node): boolean {
  if (decision === null) return true;
  return options?.every((option) => children.get(option)?.full === true) ?? false;
}

/** What a walk that is not yet rewarded changed, so that it can be taken back. */
interface Pending {
  readonly path: readonly Node[];
  readonly grown: Node | null;
  readonly filled: readonly Node[];
  readonly made: { readonly parent: Node; readonly choice: Choice } | null;
}

/**
 * The tree of all walks that were proposed. Every walk adds one node to the search tree, the first on its way that was not in it, and is
 * counted in all nodes from there to the root.
 */
export class WalkTree {
  readonly root: Node;
  private pending: Pending[] = [];
  private readonly paths: (readonly Node[])[] = [];

  constructor(private readonly space: SearchSpace) {
    this.root = makeNode(space, []);
    this.root.expanded = true;
  }

  /** A rewarded walk. */
  add(choices: readonly Choice[], reward: number): void {
    const { path } = this.enter(choices);
    this.paths.push(path);
    for (const node of path) {
      node.visits += 1;
      node.sum += reward;
      node.best = Math.max(node.best, reward);
    }
  }

  /** scores: of every rewarded walk, in order. */
  rescale(scores: readonly number[]): void {
    for (const path of this.paths) for (const node of path) node.score = 0;
    for (const [i, path] of this.paths.entries()) for (const node of path) node.score += scores[i] ?? 0;
  }

  /** A walk that was proposed and has no reward yet. */
  suspend(choices: readonly Choice[]): void {
    const pending = this.enter(choices);
    for (const node of pending.path) node.virtual += 1;
    this.pending.push(pending);
  }

  /** As if nothing had been suspended. */
  release(): void {
    for (const { path, grown, filled, made } of this.pending.reverse()) {
      for (const node of path) node.virtual -= 1;
      if (grown !== null) grown.expanded = false;
      for (const node of filled) node.full = false;
      made?.parent.children.delete(made.choice);
    }
    this.pending = [];
  }

  /** path: the nodes of the search tree along the walk, the new one included. */
  private enter(choices: readonly Choice[]): Pending {
    const path: Node[] = [this.root];
    const whole: Node[] = [this.root];
    let grown: Node | null = null;
    let made: Pending['made'] = null;
    let node = this.root;
    for (const [t, choice] of choices.entries()) {
      let child = node.children.get(choice);
      if (child === undefined) {
        child = makeNode(this.space, choices.slice(0, t + 1));
        node.children.set(choice, child);
        made ??= { parent: node, choice };
      }
      if (!child.expanded && grown === null) {
        child.expanded = true;
        grown = child;
      }
      if (child.expanded) path.push(child);
      whole.push(child);
      node = child;
    }
    const filled: Node[] = [];
    for (const one of whole.reverse()) {
      if (one.full || !isFull(one)) break;
      one.full = true;
      filled.push(one);
    }
    return { path, grown, filled, made };
  }
}
