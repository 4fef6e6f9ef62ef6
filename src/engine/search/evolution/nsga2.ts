import { z } from 'zod';
import { LabError } from '../../core/errors';
import type { JsonValue } from '../../core/json';
import type { Measurement } from '../../core/measurement';
import type { Rng } from '../../core/rng';
import { sample } from '../../space/genotype';
import type { SearchSpace } from '../../space/types';
import { BatchStrategy, type Draft } from '../batchStrategy';
import { parseState } from '../restore';
import type { Observation } from '../types';
import type { StrategyView } from '../views';
import type { Nsga2Config, Objective } from './config';
import { offspring } from './crossover';
import { crowdingDistances, nonDominatedRanks } from './dominance';
import { Met, metSchema } from './redraw';

const memberSchema = z.strictObject({ arch: z.string(), trial: z.number().int().min(0), values: z.array(z.number()) });
const memorySchema = z.strictObject({ members: z.array(memberSchema), met: metSchema });
type Member = z.infer<typeof memberSchema>;

interface Ranked extends Member {
  readonly rank: number;
  readonly crowding: number;
}

/**
 * NSGA-II: parents and children together, sorted into fronts by dominance and within a front by crowding distance, the better half
 * living on; mates are chosen by binary tournaments of the same order. Deb et al. 2002, section III. Children have the single-point
 * crossover and the mutation of a conditional space in place of the paper's real-coded ones.
 */
export class Nsga2Strategy extends BatchStrategy {
  private members: readonly Ranked[] = [];
  private met: Met;

  constructor(
    private readonly config: Nsga2Config,
    private readonly space: SearchSpace,
    seed: number,
  ) {
    super('nsga-2', seed);
    this.met = new Met(space);
    const seen = new Map<string, Objective>();
    for (const [i, objective] of config.objectives.entries()) {
      const { of, direction } = objective;
      const earlier = seen.get(of);
      seen.set(of, objective);
      if (earlier === undefined) continue;
      const said = earlier.direction === direction ? 'twice' : `in two directions, '${earlier.direction}' and '${direction}'`;
      throw new LabError(
        'config',
        `strategy.objectives[${i}]: '${of}' is asked for ${said}.`,
        'Keep one of the two, or choose another objective.',
      );
    }
  }

  override view(): StrategyView {
    const { objectives } = this.config;
    return {
      kind: 'pareto',
      objectives: objectives.map(({ of, direction }) => `${of} (${direction})`),
      members: this.members.map(({ trial, arch, values, rank }) => ({ trial, arch, values, rank })),
    };
  }

  protected propose(rng: Rng): readonly Draft[] {
    const { childrenPerEpisode, redraws } = this.config;
    return this.met.batch(childrenPerEpisode, redraws, () =>
      this.members.length === 0 ? { genotype: sample(this.space, rng), origin: { kind: 'random' } } : this.child(rng),
    );
  }

  protected learn(observations: readonly Observation[]): void {
    for (const { genotype } of observations) this.met.add(genotype);
    const children = observations.map((observation) => ({
      arch: this.space.format(observation.genotype),
      trial: observation.trial,
      values: this.config.objectives.map((objective) => objectiveValue(objective, observation)),
    }));
    // A child that is there already would crowd its own front out.
    const alive = new Map([...this.members, ...children].map((member) => [member.arch, member] as const));
    const { objectives, childrenPerEpisode } = this.config;
    const survivors = rank([...alive.values()], objectives).slice(0, childrenPerEpisode);
    // Anew, for those who left do not crowd any more: mates are chosen by what a checkpoint holds.
    this.members = rank(survivors, objectives);
  }

  protected memory(): JsonValue {
    return {
      members: this.members.map(({ arch, trial, values }) => ({ arch, trial, values: [...values] })),
      met: this.met.list(),
    };
  }

  protected recall(memory: JsonValue): void {
    const { members, met } = parseState(memorySchema, memory, this.id);
    if (members.some(({ values }) => values.length !== this.config.objectives.length)) {
      throw new LabError(
        'checkpoint',
        `strategy.memory: members have other objectives (strategy '${this.id}').`,
        'Start the run again.',
      );
    }
    this.members = rank(members, this.config.objectives);
    this.met = new Met(this.space, met);
  }

  private child(rng: Rng): Draft {
    const [first, second] = [this.mate(rng), this.mate(rng)];
    const parents = [this.space.parse(first.arch), this.space.parse(second.arch)] as const;
    const { genotype, point, mutated } = offspring(this.space, parents, this.config, rng);
    return { genotype, origin: { kind: 'crossover', parents: [first.trial, second.trial], point, mutated } };
  }

  /** The better of two, in the crowded comparison's order, in which the members stand. */
  private mate(rng: Rng): Ranked {
    const { length } = this.members;
    return this.members[Math.min(rng.int(length), rng.int(length))] as Ranked;
  }
}

/**
 * By rank, then by crowding distance; equals in the order of their trials. The order they are given in has no say, not even among equal
 * values: members from a checkpoint are ranked as those that were in it.
 */
function rank(given: readonly Member[], objectives: readonly Objective[]): readonly Ranked[] {
  const members = [...given].sort((a, b) => a.trial - b.trial);
  const costs = members.map(({ values }) => values.map((value, m) => (objectives[m]?.direction === 'max' ? -value : value)));
  const ranks = nonDominatedRanks(costs);
  const crowding = new Array<number>(members.length).fill(0);
  for (const front of new Set(ranks)) {
    const indices = ranks.flatMap((own, i) => (own === front ? [i] : []));
    const distances = crowdingDistances(indices.map((i) => costs[i] ?? []));
    indices.forEach((i, k) => {
      crowding[i] = distances[k] ?? 0;
    });
  }
  return members
    .map((member, i): Ranked => ({ ...member, rank: ranks[i] ?? 0, crowding: crowding[i] ?? 0 }))
    .sort((a, b) => a.rank - b.rank || compareCrowding(b.crowding, a.crowding) || a.trial - b.trial);
}

/** Infinity - Infinity is no number. */
const compareCrowding = (a: number, b: number): number => (a === b ? 0 : a > b ? 1 : -1);

/** An objective of a child as it was measured. LabError 'config' where it was not. */
export function objectiveValue({ of }: Objective, { reward, measurement, trial }: Observation): number {
  if (of === 'reward') return reward;
  const value = measurement === undefined ? null : measured(of, measurement);
  if (value !== null) return value;
  throw new LabError(
    'config',
    `strategy.objectives: '${of}' of trial ${trial} was not measured.`,
    of === 'latency'
      ? 'Choose an estimator that measures latency (tables and training do), or another objective.'
      : 'Choose another objective.',
  );
}

function measured(of: Exclude<Objective['of'], 'reward'>, measurement: Measurement): number | null {
  switch (of) {
    case 'accuracy':
      return measurement.validAccuracy;
    case 'params':
      return measurement.params.total;
    case 'macs':
      return measurement.macs;
    case 'memory':
      return measurement.memoryBytes;
    case 'latency':
      return measurement.latencyMs;
    default:
      return of satisfies never;
  }
}
