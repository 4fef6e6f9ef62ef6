import { z } from 'zod';
import { exp, log } from '../../core/exactMath';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { choiceText, sampleChoice } from '../../space/genotype';
import type { Choice, Decision, SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { choiceAt } from '../bayesian/design';
import { choicesOf, keyedSteps, placeOf, walkOn } from '../bayesian/encoding';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView, TreeNode } from '../views';
import { ChoiceAverages } from './averages';
import type { MctsConfig } from './config';
import { scaled } from './scores';
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
 * Monte-Carlo tree search over the sequence of decisions (UCT): selection by upper confidence bounds, expansion by one node, a drawn rest of the genotype,
 * and its reward counted in every node on the way. Kocsis and Szepesvari 2006; for architectures Negrinho and Gordon 2017 (DeepArchitect). What choices
 * were worth elsewhere in the tree is a branch's prior, as if it had been visited `averages` times (Gelly and Silver 2011, section 5), and draws the rest;
 * progressive widening for numbers: Couetoux et al. 2011. docs/search-mcts.md.
 */
export class MctsStrategy extends BatchStrategy {
  private walks: { readonly choices: readonly Choice[]; readonly reward: number }[] = [];
  private tree: WalkTree;
  private averages = new ChoiceAverages();

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
      // Before the first reward all bounds are equal.
      const origin: Draft['origin'] =
        bound === null || this.walks.length === 0 ? { kind: 'random' } : { kind: 'model', acquisition: bound };
      drafts.push({ genotype: { space: this.space.id, choices }, origin });
      // Virtual loss: until it is rewarded, this walk counts as one of the least reward seen. Chaslot et al. 2008.
      this.tree.suspend(choices);
    }
    this.tree.release();
    return drafts;
  }

  protected learn(observations: readonly Observation[]): void {
    for (const { genotype, reward } of observations) this.count(genotype.choices, reward);
    this.rescale();
  }

  protected memory(): JsonValue {
    return this.walks.map(({ choices, reward }) => [choices, reward]);
  }

  /** The tree is what its walks make of it, in their order. */
  protected recall(memory: JsonValue): void {
    const walks = parseState(memorySchema, memory ?? [], this.id);
    this.walks = [];
    this.tree = new WalkTree(this.space);
    this.averages = new ChoiceAverages();
    for (const [choices, reward] of walks) this.count(choices, reward);
    this.rescale();
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

  private count(choices: readonly Choice[], reward: number): void {
    this.walks.push({ choices, reward });
    this.tree.add(choices, reward);
    this.averages.add(keyedSteps(this.space, choices));
  }

  /** A new reward moves the scores of all. */
  private rescale(): void {
    const scores = scaled(
      this.walks.map(({ reward }) => reward),
      this.config.scale,
    );
    this.tree.rescale(scores);
    this.averages.rescale(scores);
  }

  /** bound: of the last branch that was selected by it; null where none was. */
  private descend(rng: Rng): { readonly choices: readonly Choice[]; readonly bound: number | null } {
    const at: { node: Node | undefined; bound: number | null } = { node: this.tree.root, bound: null };
    const walk = walkOn(this.space, [], (decision, key) => {
      const { node } = at;
      let choice: Choice;
      if (node?.expanded === true) {
        const selected = this.selection(node, decision, key, rng);
        choice = selected.choice;
        at.bound = selected.bound ?? at.bound;
      } else choice = this.rollOut(node, decision, key, rng);
      at.node = node?.children.get(choice);
      return choice;
    });
    return { choices: choicesOf(walk), bound: at.bound };
  }

  /** Choices below which something is left to propose; of a number without steps only those in the tree. */
  private open({ options, children }: Node): readonly Choice[] {
    const { repeats } = this.config;
    if (options !== null) return options.filter((option) => repeats || children.get(option)?.full !== true);
    return [...children].flatMap(([choice, child]) => (child.expanded && (repeats || !child.full) ? [choice] : []));
  }

  /** The choice of the largest bound, equals drawn. bound: null for a choice that was drawn without one. */
  private selection(
    node: Node,
    decision: Decision,
    key: string,
    rng: Rng,
  ): { readonly choice: Choice; readonly bound: number | null } {
    const { averages, widening, wideningPower } = this.config;
    const open = this.open(node);
    if (node.options === null) {
      const most = Math.ceil(widening * exp(wideningPower * log(Math.max(1, node.visits + node.virtual))));
      if (node.children.size < most || open.length === 0) return { choice: this.newValue(node, decision, key, rng), bound: null };
    }
    const untried = averages > 0 ? [] : open.filter((choice) => node.children.get(choice)?.expanded !== true);
    if (untried.length > 0) return { choice: untried[rng.int(untried.length)] ?? 0, bound: null };
    let bound = Number.NEGATIVE_INFINITY;
    let best: Choice[] = [];
    for (const choice of open) {
      const own = this.boundOf(node, decision, key, choice);
      if (own > bound) best = [];
      if (own >= bound) best.push(choice);
      bound = Math.max(bound, own);
    }
    const choice = best[best.length > 1 ? rng.int(best.length) : 0];
    if (choice === undefined) throw new RangeError('MctsStrategy: no branch is open below a node that is not full');
    return { choice, bound };
  }

  /** Walks without a reward count as 0. With averages an untried branch has a bound too: the average's, counted as one visit. */
  private boundOf(node: Node, decision: Decision, key: string, choice: Choice): number {
    const { averages, exploration } = this.config;
    const child = node.children.get(choice);
    const [visits, score] = child?.expanded === true ? [child.visits + child.virtual, child.score] : [0, 0];
    const total = node.visits + node.virtual;
    if (averages === 0) return upperBound(score / Math.max(1, visits), exploration, total, Math.max(1, visits));
    const { mean } = this.averages.of(decision, key, choice);
    return upperBound((averages * mean + score) / (averages + visits), exploration, total + 1, visits + 1);
  }

  /**
   * A value of a number without steps that was not tried: as a rest is drawn, or, from SETTLED visits on as often, uniform among the values that are nearer to
   * the best known one than to any other. Kim et al. 2020 (Voronoi optimistic optimisation).
   */
  private newValue({ children, visits }: Node, decision: Decision, key: string, rng: Rng): Choice {
    const isLocal = rng.uniform() < LOCAL;
    let best: { readonly place: number; readonly reward: number } | null = null;
    const places: number[] = [];
    for (const [choice, child] of children) {
      const place = decision.kind === 'categorical' ? 0 : placeOf(decision, choice);
      places.push(place);
      if (child.visits > 0 && (best === null || child.best > best.reward)) best = { place, reward: child.best };
    }
    if (!isLocal || visits < SETTLED || best === null) return this.rollOut(undefined, decision, key, rng);
    const { place } = best;
    const below = places.reduce((near, other) => (other < place ? Math.max(near, (other + place) / 2) : near), 0);
    const above = places.reduce((near, other) => (other > place ? Math.min(near, (other + place) / 2) : near), 1);
    return choiceAt(decision, below + rng.uniform() * (above - below));
  }

  /** A choice by the averages, or uniform without them; never one below which everything was proposed, unless repeats are wanted. */
  private rollOut(node: Node | undefined, decision: Decision, key: string, rng: Rng): Choice {
    const free = node === undefined || node.options === null || this.config.repeats ? null : this.open(node);
    if (this.config.averages > 0) return this.averages.draw(decision, key, free, rng);
    return free === null ? sampleChoice(decision, rng) : (free[rng.int(Math.max(1, free.length))] ?? sampleChoice(decision, rng));
  }
}
