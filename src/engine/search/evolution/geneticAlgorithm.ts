import { z } from 'zod';
import { LabError } from '../../core/errors';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { sample } from '../../space/genotype';
import type { SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView } from '../views';
import type { GeneticConfig } from './config';
import { offspring } from './crossover';
import { type Individual, individualOf, individualSchema, populationView, tournament } from './individual';
import { Met, metSchema } from './redraw';

const memorySchema = z.strictObject({ members: z.array(individualSchema), met: metSchema });

/**
 * Generational genetic algorithm: each generation's children come from two tournament winners by single-point crossover and mutation, and
 * take the whole generation's place but for its elite. The guide's evolutionary example.
 */
export class GeneticStrategy extends BatchStrategy {
  private members: readonly Individual[] = [];
  private met: Met;

  constructor(
    private readonly config: GeneticConfig,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('genetic-algorithm', seed);
    this.met = new Met(space);
    const { elite, childrenPerEpisode } = config;
    if (elite >= childrenPerEpisode) {
      throw new LabError(
        'config',
        `strategy.elite: got ${elite}, a generation has ${childrenPerEpisode} children; nobody would be born.`,
        'Lower strategy.elite.',
      );
    }
  }

  override view(): StrategyView {
    return populationView(this.members, this.trials);
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { childrenPerEpisode, elite, redraws } = this.config;
    const isFirst = this.members.length === 0;
    return this.met.batch(isFirst ? childrenPerEpisode : childrenPerEpisode - elite, redraws, () =>
      isFirst ? { genotype: sample(this.space, rng), origin: { kind: 'random' } } : this.child(rng),
    );
  }

  protected learn(observations: readonly Observation[]): void {
    const { elite } = this.config;
    const kept = [...this.members].sort((a, b) => b.reward - a.reward || a.trial - b.trial).slice(0, elite);
    for (const { genotype } of observations) this.met.add(genotype);
    this.members = [...kept, ...observations.map((observation) => individualOf(this.space, observation))];
  }

  protected memory(): JsonValue {
    return { members: [...this.members], met: this.met.list() };
  }

  protected recall(memory: JsonValue): void {
    const { members, met } = parseState(memorySchema, memory, this.id);
    this.members = members;
    this.met = new Met(this.space, met);
  }

  private child(rng: Rng): Draft {
    const { tournamentSize } = this.config;
    const first = tournament(this.members, tournamentSize, rng);
    const second = tournament(this.members, tournamentSize, rng);
    const parents = [this.space.parse(first.arch), this.space.parse(second.arch)] as const;
    const { genotype, point, mutated } = offspring(this.space, parents, this.config, rng);
    return { genotype, origin: { kind: 'crossover', parents: [first.trial, second.trial], point, mutated } };
  }
}
