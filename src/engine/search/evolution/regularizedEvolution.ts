import { z } from 'zod';
import { LabError } from '../../core/errors';
import type { JsonValue } from '../../core/json';
import type { Rng } from '../../core/rng';
import { sample } from '../../space/genotype';
import type { SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { mutate } from '../moves';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView } from '../views';
import type { RegularizedEvolutionConfig, SteadyStateConfig } from './config';
import { type Individual, individualOf, individualSchema, populationView, tournament } from './individual';
import { Met, metSchema } from './redraw';

const memorySchema = z.strictObject({ members: z.array(individualSchema), met: metSchema });

interface Rules {
  readonly populationSize: number;
  readonly tournamentSize: number;
  readonly mutationRate: number;
  readonly childrenPerEpisode: number;
  readonly redraws: number;
}

/** What the two share: a random population first, then children of tournament winners, one changed decision each. */
abstract class OneByOne extends BatchStrategy {
  /** In order of birth. */
  protected members: readonly Individual[] = [];
  private met: Met;

  constructor(
    id: string,
    seed: number,
    private readonly rules: Rules,
    private readonly space: SearchSpace,
  ) {
    super(id, seed);
    this.met = new Met(space);
    const { populationSize, tournamentSize } = rules;
    if (tournamentSize > populationSize) {
      const [size, number] = id === 'regularized-evolution' ? ['sampleSize', tournamentSize] : ['tournamentSize', tournamentSize];
      throw new LabError(
        'config',
        `strategy.${size}: got ${number}, the population has ${populationSize}.`,
        `Lower strategy.${size}, or raise strategy.populationSize.`,
      );
    }
  }

  override view(): StrategyView {
    return populationView(this.members, this.trials);
  }

  /** The population after a child joined it, who must leave. */
  protected abstract survivors(members: readonly Individual[]): readonly Individual[];

  protected propose(rng: Rng): readonly Draft[] {
    const { childrenPerEpisode, populationSize, redraws } = this.rules;
    const missing = populationSize - this.members.length;
    const count = missing > 0 ? Math.min(missing, childrenPerEpisode) : childrenPerEpisode;
    return this.met.batch(count, redraws, () => (missing > 0 ? this.founder(rng) : this.child(rng)));
  }

  protected learn(observations: readonly Observation[]): void {
    for (const observation of observations) {
      this.met.add(observation.genotype);
      const grown = [...this.members, individualOf(this.space, observation)];
      this.members = grown.length > this.rules.populationSize ? this.survivors(grown) : grown;
    }
  }

  protected memory(): JsonValue {
    return { members: [...this.members], met: this.met.list() };
  }

  protected recall(memory: JsonValue): void {
    const { members, met } = parseState(memorySchema, memory, this.id);
    this.members = members;
    this.met = new Met(this.space, met);
  }

  private founder(rng: Rng): Draft {
    return { genotype: sample(this.space, rng), origin: { kind: 'random' } };
  }

  private child(rng: Rng): Draft {
    const parent = tournament(this.members, this.rules.tournamentSize, rng);
    const genotype = this.space.parse(parent.arch);
    const change = rng.uniform() < this.rules.mutationRate ? mutate(this.space, genotype, rng) : null;
    if (change === null) return { genotype };
    const { decision, from, to } = change;
    return { genotype: change.genotype, origin: { kind: 'mutation', parent: parent.trial, decision, from, to } };
  }
}

const withoutWorst = (members: readonly Individual[]): readonly Individual[] => {
  const worst = members.reduce((a, b) => (b.reward < a.reward ? b : a));
  return members.filter((member) => member !== worst);
};

/**
 * Regularized (aging) evolution: C cycles of { draw S of the P alive with replacement, mutate the best of them, add the child, remove the oldest }.
 * A mutation changes one decision, drawn uniformly: in a cell space the hidden states and the ops, which come in equal numbers, are as
 * likely as each other. Real et al. 2019, section 3, algorithm 1. Deviation: their identity mutation (5 %) is left out, a child that
 * was measured before tells nothing here.
 */
export class RegularizedEvolutionStrategy extends OneByOne {
  constructor(
    private readonly config: RegularizedEvolutionConfig,
    space: SearchSpace,
    seed: number,
  ) {
    const { populationSize, sampleSize, childrenPerEpisode, redraws } = config;
    super(
      'regularized-evolution',
      seed,
      { populationSize, tournamentSize: sampleSize, mutationRate: 1, childrenPerEpisode, redraws },
      space,
    );
  }

  protected survivors(members: readonly Individual[]): readonly Individual[] {
    return this.config.dies === 'oldest' ? members.slice(1) : withoutWorst(members);
  }
}

/** Steady-state evolution of the guide: a child takes the place of the worst, if it is better. */
export class SteadyStateStrategy extends OneByOne {
  constructor(config: SteadyStateConfig, space: SearchSpace, seed: number) {
    super('steady-state-evolution', seed, config, space);
  }

  protected survivors(members: readonly Individual[]): readonly Individual[] {
    return withoutWorst(members);
  }
}
