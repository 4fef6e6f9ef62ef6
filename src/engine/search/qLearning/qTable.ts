import { optionAt, optionCount } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';
import { choiceAt } from '../bayesian/design';
import { slotKey } from '../bayesian/encoding';
import type { QLearningConfig } from './config';

/** Choices of a decision as actions 0, 1, ...; a number without steps is cut into `bins` of equal width on its scale, each by its middle. */
export function actionCount(decision: Decision, bins: number): number {
  return optionCount(decision) ?? bins;
}

export function actionChoice(decision: Decision, action: number, bins: number): Choice {
  return optionCount(decision) === null ? choiceAt(decision, (action + 0.5) / bins) : optionAt(decision, action);
}

/** Q and visits of a state's actions. */
export interface QNode {
  /** The actions that led to it first. */
  readonly prefix: readonly number[];
  readonly values: number[];
  readonly visits: number[];
}

/** A state and its actions, as plain JSON: [actions that lead to it, values, visits]. */
export type QRowState = readonly [readonly number[], readonly number[], readonly number[]];

/**
 * Action values of all states that were met. Update of a walk with reward r, from its end to its beginning:
 *   Q(s, a) <- (1 - alpha) Q(s, a) + alpha (r at the last step, else max_b Q(s', b)),
 * discount 1, no rewards on the way. Baker et al. 2017, eq. 3 and algorithm 3; Watkins 1989. A state is a decision at its place in the walk with the action
 * before it ('last', as there), or with all actions before it ('prefix').
 */
export class QTable {
  private nodes = new Map<string, QNode>();

  constructor(
    private readonly space: SearchSpace,
    private readonly bins: number,
    private readonly state: QLearningConfig['state'],
  ) {}

  /** The state that the actions lead to, where `decision` is made; null where it was never met. */
  at(actions: readonly number[], decision: Decision): QNode | null {
    return this.nodes.get(this.keyOf(actions, decision)) ?? null;
  }

  /** All states in the order in which they were met. */
  list(): readonly QNode[] {
    return [...this.nodes.values()];
  }

  /** Makes the states of a walk that are not known, every value at `initial`, counts the walk's actions, and gives its states in order. */
  visit(actions: readonly number[], initial: number): readonly QNode[] {
    return this.path(actions, (prefix, count) => ({
      prefix,
      values: new Array<number>(count).fill(initial),
      visits: new Array<number>(count).fill(0),
    })).map((node, t) => {
      const action = actions[t] ?? 0;
      node.visits[action] = (node.visits[action] ?? 0) + 1;
      return node;
    });
  }

  /** The states of a walk in order, up to the first that is not known and that `make` does not make. */
  path(actions: readonly number[], make: (prefix: readonly number[], count: number) => QNode | null = () => null): QNode[] {
    const choices: Choice[] = [];
    const path: QNode[] = [];
    for (const [t, action] of actions.entries()) {
      const decision = this.space.next(choices);
      if (decision === null) break;
      const prefix = actions.slice(0, t);
      const node = this.at(prefix, decision) ?? make(prefix, actionCount(decision, this.bins));
      if (node === null) break;
      this.nodes.set(this.keyOf(prefix, decision), node);
      path.push(node);
      choices.push(actionChoice(decision, action, this.bins));
    }
    return path;
  }

  rows(): QRowState[] {
    return this.list().map(({ prefix, values, visits }) => [[...prefix], [...values], [...visits]]);
  }

  /** Inverse of rows(); false where a row does not follow from those before it or is not of the space. */
  read(rows: readonly QRowState[]): boolean {
    this.nodes = new Map();
    return rows.every(([prefix, values, visits]) => {
      const choices: Choice[] = [];
      for (const [t, action] of prefix.entries()) {
        const decision = this.space.next(choices);
        const from = decision === null ? null : this.at(prefix.slice(0, t), decision);
        if (decision === null || from === null || action >= from.values.length) return false;
        choices.push(actionChoice(decision, action, this.bins));
      }
      const decision = this.space.next(choices);
      const count = decision === null ? 0 : actionCount(decision, this.bins);
      if (decision === null || values.length !== count || visits.length !== count) return false;
      this.nodes.set(this.keyOf(prefix, decision), { prefix, values: [...values], visits: [...visits] });
      return true;
    });
  }

  private keyOf(actions: readonly number[], decision: Decision): string {
    if (this.state === 'prefix') return actions.join(',');
    return `${actions.length} ${slotKey(decision, 0)} of ${actionCount(decision, this.bins)} after ${actions.at(-1) ?? ''}`;
  }
}

/** One update of every step of a walk through the states of `path`, the last first. */
export function updateWalk(path: readonly QNode[], actions: readonly number[], reward: number, alpha: number): void {
  for (const [back, node] of [...path].reverse().entries()) {
    const t = path.length - 1 - back;
    const action = actions[t] ?? 0;
    const after = path[t + 1];
    const target = after === undefined ? reward : Math.max(...after.values);
    node.values[action] = (1 - alpha) * (node.values[action] ?? 0) + alpha * target;
  }
}
