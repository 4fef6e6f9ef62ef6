import { z } from 'zod';
import { LabError } from '../../core/errors';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { choiceText } from '../../space/genotype';
import type { Choice, SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { QRow, StrategyView } from '../views';
import type { QLearningConfig } from './config';
import { epsilonAt } from './epsilon';
import { actionChoice, actionCount, type QNode, QTable } from './qTable';

const actionsSchema = z.array(z.number().int().min(0));
const memorySchema = z.strictObject({
  /** Walks told so far as actions, with their rewards: the replay memory. */
  walks: z.array(z.tuple([actionsSchema, z.number()])),
  /** Null before the first reward. */
  initial: z.number().nullable(),
  rows: z.array(z.tuple([actionsSchema, z.array(z.number()), z.array(z.number().int().min(0))])),
});

const VIEW_ROWS = 40;

interface Walk {
  readonly actions: readonly number[];
  readonly reward: number;
}

/**
 * Q-learning over the sequence of decisions, as MetaQNN: a state is the choices before it, an action the next choice, epsilon-greedy, with experience
 * replay. Baker, Gupta, Naik and Raskar 2017, arXiv:1611.02167. docs/search-q-learning.md.
 */
export class QLearningStrategy extends BatchStrategy {
  private walks: Walk[] = [];
  private initial: number | null = null;
  private readonly table: QTable;

  constructor(
    private readonly config: QLearningConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('q-learning', seed);
    this.table = new QTable(space, config.bins);
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { childrenPerEpisode } = this.config;
    return Array.from({ length: childrenPerEpisode }, (_, i): Draft => {
      const epsilon = epsilonAt(this.config, this.trials + i);
      const { choices, value } = this.walk(epsilon, rng);
      const origin: Draft['origin'] = value === null ? { kind: 'random' } : { kind: 'model', acquisition: value };
      return { genotype: { space: this.space.id, choices }, origin };
    });
  }

  protected learn(observations: readonly Observation[], rng: Rng): void {
    const { initialValue, learningRate, replay } = this.config;
    const mean = observations.reduce((sum, { reward }) => sum + reward, 0) / Math.max(1, observations.length);
    this.initial ??= initialValue ?? mean;
    for (const { genotype, reward } of observations) {
      const walk: Walk = { actions: this.actionsOf(genotype.choices), reward };
      this.walks.push(walk);
      this.table.visit(walk.actions, this.initial);
      this.table.update(walk.actions, reward, learningRate);
      for (let k = 0; k < replay; k += 1) {
        const again = this.walks[rng.int(this.walks.length)] ?? walk;
        this.table.update(again.actions, again.reward, learningRate);
      }
    }
  }

  protected memory(): JsonValue {
    return {
      walks: this.walks.map(({ actions, reward }) => [actions, reward]),
      initial: this.initial,
      rows: this.table.rows(),
    };
  }

  protected recall(memory: JsonValue): void {
    const { walks, initial, rows } = parseState(memorySchema, memory, this.id);
    if (!this.table.read(rows)) {
      throw new LabError(
        'checkpoint',
        `strategy.memory.rows: a row does not follow from those before it (strategy '${this.id}').`,
        'The checkpoint is damaged or of another strategy: start the run again.',
      );
    }
    this.walks = walks.map(([actions, reward]) => ({ actions, reward }));
    this.initial = initial;
  }

  /** States along the best path, then those visited most. */
  override view(): StrategyView | null {
    const root = this.table.start;
    if (root === null) return null;
    const states: { readonly node: QNode; readonly prefix: readonly number[] }[] = [];
    const seen = new Set<QNode>();
    const prefix: number[] = [];
    for (let node: QNode | null = root; node !== null; ) {
      states.push({ node, prefix: [...prefix] });
      seen.add(node);
      const best: number = greedyActions(node)[0] ?? 0;
      prefix.push(best);
      node = node.next[best] ?? null;
    }
    const others: { readonly node: QNode; readonly prefix: readonly number[]; readonly visits: number }[] = [];
    const below = (node: QNode, path: readonly number[]): void => {
      if (!seen.has(node)) others.push({ node, prefix: path, visits: node.visits.reduce((sum, n) => sum + n, 0) });
      node.next.forEach((child, action) => {
        if (child !== null) below(child, [...path, action]);
      });
    };
    below(root, []);
    others.sort((a, b) => b.visits - a.visits);
    const rows = [...states, ...others].slice(0, VIEW_ROWS).flatMap(({ node, prefix: path }) => this.row(node, path) ?? []);
    return { kind: 'q-values', epsilon: epsilonAt(this.config, this.trials), rows };
  }

  /** value: of the last choice that was greedy in a known state; null where every choice was drawn. */
  private walk(epsilon: number, rng: Rng): { readonly choices: readonly Choice[]; readonly value: number | null } {
    const { bins } = this.config;
    const choices: Choice[] = [];
    let node = this.table.start;
    let value: number | null = null;
    for (let decision = this.space.next(choices); decision !== null; decision = this.space.next(choices)) {
      const explores = rng.uniform() < epsilon;
      const best: readonly number[] = node === null || explores ? [] : greedyActions(node);
      const action: number = best.length === 0 ? rng.int(actionCount(decision, bins)) : (best[rng.int(best.length)] ?? 0);
      if (best.length > 0) value = node?.values[action] ?? value;
      choices.push(actionChoice(decision, action, bins));
      node = node?.next[action] ?? null;
    }
    return { choices, value };
  }

  private actionsOf(choices: readonly Choice[]): number[] {
    const { bins } = this.config;
    return choices.map((choice, t) => {
      const decision = this.space.next(choices.slice(0, t));
      if (decision === null) return 0;
      const count = actionCount(decision, bins);
      let action = 0;
      while (action < count - 1 && actionChoice(decision, action, bins) !== choice) action += 1;
      return action;
    });
  }

  private row(node: QNode, actions: readonly number[]): QRow | null {
    const { bins } = this.config;
    const choices: Choice[] = [];
    const words: string[] = [];
    for (const action of actions) {
      const decision = this.space.next(choices);
      if (decision === null) return null;
      const choice = actionChoice(decision, action, bins);
      words.push(choiceText(decision, choice));
      choices.push(choice);
    }
    const decision = this.space.next(choices);
    if (decision === null) return null;
    const options = node.values.map((_, action) => choiceText(decision, actionChoice(decision, action, bins)));
    return { state: words.join(','), decision: decision.name, options, values: [...node.values], visits: [...node.visits] };
  }
}

/** All actions of the largest value, in order. */
function greedyActions({ values }: QNode): number[] {
  const best = Math.max(...values);
  return values.flatMap((value, action) => (value === best ? [action] : []));
}
