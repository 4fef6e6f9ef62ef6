import { optionAt, optionCount } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';
import { choiceAt } from '../bayesian/design';

/** Choices of a decision as actions 0, 1, ...; a number without steps is cut into `bins` of equal width on its scale, each by its middle. */
export function actionCount(decision: Decision, bins: number): number {
  return optionCount(decision) ?? bins;
}

export function actionChoice(decision: Decision, action: number, bins: number): Choice {
  return optionCount(decision) === null ? choiceAt(decision, (action + 0.5) / bins) : optionAt(decision, action);
}

/** Q and visits of a state's actions; a state is the choices before it. */
export interface QNode {
  readonly values: number[];
  readonly visits: number[];
  readonly next: (QNode | null)[];
}

/** A state and its actions, as plain JSON: [actions that lead to it, values, visits]. */
export type QRowState = readonly [readonly number[], readonly number[], readonly number[]];

/**
 * Action values over all prefixes that were met, as a tree. Update of a walk with reward r, from its end to its beginning:
 *   Q(s, a) <- (1 - alpha) Q(s, a) + alpha (r at the last step, else max_b Q(s', b)),
 * discount 1, no rewards on the way. Baker et al. 2017, eq. 3 and algorithm 3; Watkins 1989.
 */
export class QTable {
  private root: QNode | null = null;

  constructor(
    private readonly space: SearchSpace,
    private readonly bins: number,
  ) {}

  get start(): QNode | null {
    return this.root;
  }

  /** Makes the states of a walk that are not known, every value at `initial`, counts the walk's actions, and gives its states in order. */
  visit(actions: readonly number[], initial: number): void {
    const choices: Choice[] = [];
    let parent: { readonly node: QNode; readonly action: number } | null = null;
    for (const action of actions) {
      const decision = this.space.next(choices);
      if (decision === null) return;
      const known: QNode | null = parent === null ? this.root : (parent.node.next[parent.action] ?? null);
      const node: QNode = known ?? emptyNode(actionCount(decision, this.bins), initial);
      if (parent === null) this.root = node;
      else parent.node.next[parent.action] = node;
      node.visits[action] = (node.visits[action] ?? 0) + 1;
      choices.push(actionChoice(decision, action, this.bins));
      parent = { node, action };
    }
  }

  /** One update of every step of a visited walk, the last first. */
  update(actions: readonly number[], reward: number, alpha: number): void {
    const path: QNode[] = [];
    let node = this.root;
    for (const action of actions) {
      if (node === null) break;
      path.push(node);
      node = node.next[action] ?? null;
    }
    for (let t = path.length - 1; t >= 0; t -= 1) {
      const state = path[t];
      const action = actions[t] ?? 0;
      if (state === undefined) continue;
      const after = path[t + 1];
      const target = after === undefined ? reward : Math.max(...after.values);
      state.values[action] = (1 - alpha) * (state.values[action] ?? 0) + alpha * target;
    }
  }

  /** Depth first. */
  rows(): QRowState[] {
    const rows: QRowState[] = [];
    const below = (node: QNode, prefix: readonly number[]): void => {
      rows.push([prefix, [...node.values], [...node.visits]]);
      node.next.forEach((child, action) => {
        if (child !== null) below(child, [...prefix, action]);
      });
    };
    if (this.root !== null) below(this.root, []);
    return rows;
  }

  /** Inverse of rows(); false where a row has no parent before it or is not of the space. */
  read(rows: readonly QRowState[]): boolean {
    this.root = null;
    for (const [prefix, values, visits] of rows) {
      const node: QNode = { values: [...values], visits: [...visits], next: values.map(() => null) };
      if (values.length === 0 || values.length !== visits.length) return false;
      if (prefix.length === 0) {
        this.root = node;
        continue;
      }
      let parent: QNode | null = this.root;
      for (const action of prefix.slice(0, -1)) parent = parent?.next[action] ?? null;
      const last = prefix.at(-1) ?? 0;
      if (parent === null || last >= parent.next.length) return false;
      parent.next[last] = node;
    }
    return true;
  }
}

function emptyNode(count: number, initial: number): QNode {
  return {
    values: new Array<number>(count).fill(initial),
    visits: new Array<number>(count).fill(0),
    next: new Array<QNode | null>(count).fill(null),
  };
}
