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
import { actionChoice, actionCount, type QNode, QTable, updateWalk } from './qTable';

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
  readonly path: readonly QNode[];
}

/**
 * Q-learning over the sequence of decisions, as MetaQNN: a state is a decision and the choice before it, an action the next choice, epsilon-greedy, with experience
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
    this.table = new QTable(space, config.bins, config.state);
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
      const actions = this.actionsOf(genotype.choices);
      const walk: Walk = { actions, reward, path: this.table.visit(actions, this.initial) };
      this.walks.push(walk);
      updateWalk(walk.path, actions, reward, learningRate);
      for (let k = 0; k < replay; k += 1) {
        const again = this.walks[rng.int(this.walks.length)] ?? walk;
        updateWalk(again.path, again.actions, again.reward, learningRate);
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
    const isRead = this.table.read(rows);
    this.walks = walks.map(([actions, reward]) => ({ actions, reward, path: this.table.path(actions) }));
    if (!isRead || this.walks.some(({ actions, path }) => path.length !== actions.length)) {
      throw new LabError(
        'checkpoint',
        `strategy.memory.rows: a row does not follow from those before it (strategy '${this.id}').`,
        'The checkpoint is damaged or of another strategy: start the run again.',
      );
    }
    this.initial = initial;
  }

  /** States along the best path, then those visited most. */
  override view(): StrategyView | null {
    if (this.walks.length === 0) return null;
    const { nodes: best } = this.walk(0, null);
    const visitsOf = ({ visits }: QNode): number => visits.reduce((sum, n) => sum + n, 0);
    const others = this.table.list().filter((node) => !best.includes(node));
    others.sort((a, b) => visitsOf(b) - visitsOf(a));
    const rows = [...best, ...others].slice(0, VIEW_ROWS).flatMap((node) => this.row(node) ?? []);
    return { kind: 'q-values', epsilon: epsilonAt(this.config, this.trials), rows };
  }

  /**
   * Epsilon-greedy; without a random stream greedy to the last known state, the first of equals. value: of the last choice that was greedy in a known state; null
   * where every choice was drawn.
   */
  private walk(epsilon: number, rng: Rng | null): { choices: readonly Choice[]; nodes: readonly QNode[]; value: number | null } {
    const { bins } = this.config;
    const choices: Choice[] = [];
    const actions: number[] = [];
    const nodes: QNode[] = [];
    let value: number | null = null;
    for (let decision = this.space.next(choices); decision !== null; decision = this.space.next(choices)) {
      const node = this.table.at(actions, decision);
      if (node === null && rng === null) break;
      if (node !== null) nodes.push(node);
      const explores = rng !== null && rng.uniform() < epsilon;
      const best = node === null || explores ? [] : greedyActions(node);
      const count = best.length === 0 ? actionCount(decision, bins) : best.length;
      const drawn = rng?.int(count) ?? 0;
      const action = best[drawn] ?? drawn;
      if (best.length > 0) value = node?.values[action] ?? value;
      choices.push(actionChoice(decision, action, bins));
      actions.push(action);
    }
    return { choices, nodes, value };
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

  private row(node: QNode): QRow | null {
    const { bins, state } = this.config;
    const choices: Choice[] = [];
    const words: string[] = [];
    for (const action of node.prefix) {
      const decision = this.space.next(choices);
      if (decision === null) return null;
      const choice = actionChoice(decision, action, bins);
      words.push(choiceText(decision, choice));
      choices.push(choice);
    }
    const decision = this.space.next(choices);
    if (decision === null) return null;
    const options = node.values.map((_, action) => choiceText(decision, actionChoice(decision, action, bins)));
    const said = state === 'last' ? words.slice(-1) : words;
    return { state: said.join(','), decision: decision.name, options, values: [...node.values], visits: [...node.visits] };
  }
}

/** All actions of the largest value, in order. */
function greedyActions({ values }: QNode): number[] {
  const best = Math.max(...values);
  return values.flatMap((value, action) => (value === best ? [action] : []));
}
