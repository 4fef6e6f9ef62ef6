import { z } from 'zod';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { optionCount, sample } from '../../space/genotype';
import type { Genotype, SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { listMoves, type Move, moved, perturb, walk } from '../moves';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { ClimbStep, StrategyView } from '../views';
import type { HillClimbingConfig } from './config';

const stepSchema = z.strictObject({
  trial: z.number().int().min(0),
  arch: z.string(),
  reward: z.number(),
  what: z.enum(['start', 'restart', 'better', 'rejected']),
});

const memorySchema = z.strictObject({
  current: z.strictObject({ arch: z.string(), trial: z.number().int().min(0), reward: z.number() }).nullable(),
  /** Texts of all that was measured. */
  known: z.array(z.string()),
  idle: z.number().int().min(0),
  steps: z.array(stepSchema),
});
type Memory = z.infer<typeof memorySchema>;

/** Draws for a start that is not known yet, before the space counts as gone through. */
const START_DRAWS = 200;
/** Steps that a view shows. */
const SHOWN_STEPS = 400;

/**
 * Stochastic hill climbing with restarts: measure some neighbours (genotypes that differ in one decision) of the current child, move
 * to the best of them if it is better, start anew from a random child where no unknown neighbour is left. Russell and Norvig,
 * section 4.1; for architectures Elsken et al. 2017 (there with inherited weights: strategy 'morphism').
 */
export class HillClimbingStrategy extends BatchStrategy {
  private remembered: Memory = { current: null, known: [], idle: 0, steps: [] };
  private known = new Set<string>();

  constructor(
    private readonly config: HillClimbingConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('hill-climbing', seed);
  }

  override view(): StrategyView {
    return { kind: 'climb', steps: this.remembered.steps.slice(-SHOWN_STEPS) };
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { current, idle } = this.remembered;
    const { patience, childrenPerEpisode } = this.config;
    if (current !== null && (patience === null || idle < patience)) {
      const neighbours = this.neighbours(this.space.parse(current.arch), current.trial, rng, childrenPerEpisode);
      if (neighbours.length > 0) return neighbours;
    }
    const start = this.start(rng);
    return start === null ? [] : [{ genotype: start, origin: { kind: 'random' } }];
  }

  protected learn(observations: readonly Observation[]): void {
    const { steps } = this.remembered;
    const isStart = observations.length === 1 && observations[0]?.origin?.kind === 'random';
    for (const { genotype } of observations) this.known.add(this.space.format(genotype));
    const best = observations.reduce((a, b) => (b.reward > a.reward ? b : a));
    const arch = this.space.format(best.genotype);
    const here = { arch, trial: best.trial, reward: best.reward };
    const { current } = this.remembered;
    const better = isStart || current === null || best.reward > current.reward;
    const what: ClimbStep['what'] = isStart ? (current === null ? 'start' : 'restart') : better ? 'better' : 'rejected';
    this.remembered = {
      current: better ? here : current,
      known: [],
      idle: better ? 0 : this.remembered.idle + 1,
      steps: [...steps.slice(-SHOWN_STEPS), { ...here, what }],
    };
  }

  protected memory(): JsonValue {
    return { ...this.remembered, known: [...this.known] };
  }

  protected recall(memory: JsonValue): void {
    this.remembered = parseState(memorySchema, memory, this.id);
    this.known = new Set(this.remembered.known);
  }

  /** Up to `most` neighbours that were never measured, in random order, each once. */
  private neighbours(from: Genotype, parent: number, rng: Rng, most: number): readonly Draft[] {
    const moves: Move[] = [...listMoves(this.space, from), ...this.steps(from, rng, most)];
    const order = rng.shuffle(moves.map((_, i) => i));
    const drafts: Draft[] = [];
    const taken = new Set<string>();
    for (const i of order) {
      const move = moves[i];
      if (move === undefined || drafts.length === most) break;
      const { genotype, ...change } = moved(this.space, from, move, rng);
      const text = this.space.format(genotype);
      if (this.known.has(text) || taken.has(text)) continue;
      taken.add(text);
      drafts.push({ genotype, origin: { kind: 'neighbour', parent, ...change } });
    }
    return drafts;
  }

  /** Steps of the continuous decisions: as many of each as children are asked for. */
  private steps(from: Genotype, rng: Rng, most: number): readonly Move[] {
    return walk(this.space, from).flatMap(({ decision, choice }, position) => {
      if (optionCount(decision) !== null) return [];
      return Array.from({ length: most }, () => perturb(decision, choice, rng)).flatMap((to) =>
        to === null ? [] : [{ position, choice: to }],
      );
    });
  }

  private start(rng: Rng): Genotype | null {
    for (let draw = 0; draw < START_DRAWS; draw += 1) {
      const genotype = sample(this.space, rng);
      if (!this.known.has(this.space.format(genotype))) return genotype;
    }
    return null;
  }
}
