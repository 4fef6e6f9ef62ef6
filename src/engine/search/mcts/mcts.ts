import { z } from 'zod';
import { exp, log } from '../../core/exactMath';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { choiceText, sampleChoice } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { choiceAt } from '../bayesian/design';
import { placeOf } from '../bayesian/encoding';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView, TreeNode } from '../views';
import type { MctsConfig } from './config';
import { type Node, WalkTree } from './tree';

const memorySchema = z.array(z.tuple([z.array(z.number()), z.number()]));

const VIEW_NODES = 300;
/** Share of new values of a number that are drawn about the best known one. */
const LOCAL = 0.5;
/** Visits of a node from which on it has a best value. */
const SETTLED = 16;

/**
 * UCB1 of a branch with n of its parent's N visits:   mean + c sqrt(2 ln N / n),   mean in 0..1. Auer et al. 2002; Kocsis and Szepesvari 2006,
 * eq. 1 with bias 2 C_p sqrt(ln t / s), C_p = c / sqrt 2.
 */
export function upperBound(mean: number, exploration: number, parentVisits: number, visits: number): number {
  return mean + exploration * Math.sqrt((2 * log(Math.max(1, parentVisits))) / visits);
}

/**
 * Monte-Carlo tree search over the sequence of decisions (UCT): selection by upper confidence bounds, expansion by one node, a random rest of the
 * genotype, and its reward counted in every node on the way. Kocsis and Szepesvari 2006; for architectures Negrinho and Gordon 2017 (DeepArchitect);
 * progressive widening for numbers: Couetoux et al. 2011. docs/search-mcts.md.
 */
export class MctsStrategy extends BatchStrategy {
  private walks: { readonly choices: readonly Choice[]; readonly reward: number }[] = [];
  private tree: WalkTree;

  constructor(
    private readonly config: MctsConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('mcts', seed);
    this.tree = new WalkTree(space);
  }

  protected propose(rng: Rng): readonly Draft[] {
    const drafts: Draft[] = [];
    while (drafts.length < this.config.childrenPerEpisode) {
      if (!this.config.repeats && this.tree.root.full) break;
      const { choices, bound } = this.descend(rng);
      const origin: Draft['origin'] = bound === null ? { kind: 'random' } : { kind: 'model', acquisition: bound };
      drafts.push({ genotype: { space: this.space.id, choices }, origin });
      // Virtual loss: until it is rewarded, this walk counts as one of the least reward seen. Chaslot et al. 2008.
      this.tree.suspend(choices);
    }
    this.tree.release();
    return drafts;
  }

  protected learn(observations: readonly Observation[]): void {
    for (const { genotype, reward } of observations) {
      this.walks.push({ choices: genotype.choices, reward });
      this.tree.add(genotype.choices, reward);
    }
  }

  protected memory(): JsonValue {
    return this.walks.map(({ choices, reward }) => [choices, reward]);
  }

  /** The tree is what its walks make of it, in their order. */
  protected recall(memory: JsonValue): void {
    const walks = parseState(memorySchema, memory ?? [], this.id);
    this.walks = walks.map(([choices, reward]) => ({ choices, reward }));
    this.tree = new WalkTree(this.space);
    for (const { choices, reward } of this.walks) this.tree.add(choices, reward);
  }

  /** The nodes visited most, each after its parent. */
  override view(): StrategyView | null {
    if (this.walks.length === 0) return null;
    const nodes: TreeNode[] = [];
    const open: { readonly node: Node; readonly parent: number; readonly decision: string; readonly option: string }[] = [
      { node: this.tree.root, parent: -1, decision: '', option: '' },
    ];
    while (nodes.length < VIEW_NODES) {
      // A child is never visited more often than its parent, so taking the most visited in turn gives the most visited of all.
      let at = -1;
      for (const [i, { node }] of open.entries()) if (at < 0 || node.visits > (open[at]?.node.visits ?? 0)) at = i;
      const [next] = at < 0 ? [] : open.splice(at, 1);
      if (next === undefined) break;
      const { node, parent, decision, option } = next;
      const index = nodes.length;
      nodes.push({ parent, decision, option, visits: node.visits, value: node.visits === 0 ? 0 : node.sum / node.visits });
      if (node.decision === null) continue;
      for (const [choice, child] of node.children) {
        if (child.expanded) {
          open.push({ node: child, parent: index, decision: node.decision.name, option: choiceText(node.decision, choice) });
        }
      }
    }
    return { kind: 'tree', nodes };
  }

  /** bound: of the last branch that was selected by it; null where the whole walk was random. */
  private descend(rng: Rng): { readonly choices: readonly Choice[]; readonly bound: number | null } {
    const choices: Choice[] = [];
    let node: Node | undefined = this.tree.root;
    let bound: number | null = null;
    while (node?.expanded === true && node.decision !== null) {
      const fresh = this.expansion(node, rng);
      if (fresh !== null) {
        choices.push(fresh);
        node = node.children.get(fresh);
        break;
      }
      const selected = this.selection(node);
      choices.push(selected.choice);
      bound = selected.bound;
      node = selected.node;
    }
    this.rollOut(choices, node, rng);
    return { choices, bound };
  }

  /** A branch that is not in the search tree yet; null where one of those in it is to be selected. */
  private expansion(node: Node, rng: Rng): Choice | null {
    const { decision, options, children } = node;
    if (decision === null) return null;
    if (options === null) {
      const { widening, wideningPower } = this.config;
      const visits = node.visits + node.virtual;
      const most = Math.ceil(widening * exp(wideningPower * log(Math.max(1, visits))));
      const open = [...children.values()].some((child) => child.expanded && (this.config.repeats || !child.full));
      return children.size < most || !open ? this.newValue(node, decision, rng) : null;
    }
    const free = options.filter((option) => {
      const child = children.get(option);
      return child === undefined || (!child.expanded && (this.config.repeats || !child.full));
    });
    return free.length === 0 ? null : (free[rng.int(free.length)] ?? null);
  }

  /**
   * A value of a number without steps that was not tried: uniform, or, from SETTLED visits on as often, uniform among the values that are nearer to the best known one
   * than to any other. Kim et al. 2020 (Voronoi optimistic optimisation).
   */
  private newValue({ children, visits }: Node, decision: Decision, rng: Rng): Choice {
    const isLocal = rng.uniform() < LOCAL;
    if (!isLocal || visits < SETTLED || decision.kind === 'categorical') return sampleChoice(decision, rng);
    let best: { readonly place: number; readonly reward: number } | null = null;
    const places: number[] = [];
    for (const [choice, child] of children) {
      const place = placeOf(decision, choice);
      places.push(place);
      if (child.visits > 0 && (best === null || child.best > best.reward)) best = { place, reward: child.best };
    }
    if (best === null) return sampleChoice(decision, rng);
    const { place } = best;
    const below = places.reduce((near, other) => (other < place ? Math.max(near, (other + place) / 2) : near), 0);
    const above = places.reduce((near, other) => (other > place ? Math.min(near, (other + place) / 2) : near), 1);
    return choiceAt(decision, below + rng.uniform() * (above - below));
  }

  private selection(node: Node): { readonly choice: Choice; readonly node: Node; readonly bound: number } {
    let best: { readonly choice: Choice; readonly node: Node; readonly bound: number } | null = null;
    for (const [choice, child] of node.children) {
      if (!child.expanded || (child.full && !this.config.repeats)) continue;
      const bound = upperBound(
        this.meanOf(child),
        this.config.exploration,
        node.visits + node.virtual,
        Math.max(1, child.visits + child.virtual),
      );
      if (best === null || bound > best.bound) best = { choice, node: child, bound };
    }
    if (best === null) throw new RangeError('MctsStrategy: no branch is open below a node that is not full');
    return best;
  }

  /** Mean reward in 0..1 by the rewards seen; walks without a reward count as 0. */
  private meanOf({ visits, sum, virtual }: Node): number {
    const { lowest, highest } = this.tree;
    const total = Math.max(1, visits + virtual);
    if (!(highest > lowest)) return (0.5 * visits) / total;
    return (sum - visits * lowest) / (highest - lowest) / total;
  }

  /** The rest of a genotype by uniform choices, past branches that are explored to the end where none is to be repeated. */
  private rollOut(choices: Choice[], from: Node | undefined, rng: Rng): void {
    let node = from;
    for (let decision = this.space.next(choices); decision !== null; decision = this.space.next(choices)) {
      const children = node?.children;
      const options = node?.options ?? null;
      let choice: Choice;
      if (options === null || this.config.repeats) choice = sampleChoice(decision, rng);
      else {
        const free = options.filter((option) => children?.get(option)?.full !== true);
        choice = free[rng.int(Math.max(1, free.length))] ?? sampleChoice(decision, rng);
      }
      choices.push(choice);
      node = children?.get(choice);
    }
  }
}
