import { SYNTHETIC_DEFAULTS } from '../../src/engine/estimate/metadata';
import { SyntheticEstimator } from '../../src/engine/estimate/synthetic/estimator';
import { meanMeasurement, TableEstimator } from '../../src/engine/estimate/table';
import type { TableFile } from '../../src/engine/estimate/tableFile';
import type { Estimator } from '../../src/engine/estimate/types';
import type { RunConfig } from '../../src/engine/run/config';
import { Simulation } from '../../src/engine/run/simulate';
import type { StrategyConfig } from '../../src/engine/search/config';
import { aSmall } from '../../src/engine/space/aSmall/space';
import { spaceById } from '../../src/engine/space/catalogue';
import type { Genotype, SearchSpace } from '../../src/engine/space/types';
import { makeReward } from './tableRun';

/** Something to search whose best point is known. */
export interface Problem {
  readonly space: SearchSpace;
  readonly estimator: Estimator;
  readonly config: RunConfig['estimator'];
  /** Accuracy of the best point less this one's, in percentage points; both without noise. */
  readonly regret: (arch: string) => number;
}

/** What a run had found after so many children. */
export interface Course {
  /** After each child: the regret of the child of the largest reward so far, which is what a person would take. */
  readonly regrets: readonly number[];
  /** Mean of all children's regrets over the last tenth: how good what it proposes at the end is. */
  readonly last: number;
}

const PERCENT = 100;

/** A table's problem: the mean over its seeds is answered, so rewards are without noise. */
export function tableProblem(table: TableFile): Problem {
  const accuracies = new Map(table.rows.map((row) => [row.arch, meanMeasurement(table, row).validAccuracy]));
  const best = Math.max(...accuracies.values());
  return {
    space: aSmall,
    estimator: new TableEstimator(table, 'mean', aSmall),
    config: { id: 'table', table: table.id, noise: 'mean' },
    regret: (arch) => PERCENT * (best - (accuracies.get(arch) ?? Number.NaN)),
  };
}

const LANDSCAPE_EPOCHS = 12;

const nats = spaceById('nats-bench');
const representatives = new Map<string, Genotype | null>();

/** NATS-Bench's space, which finds the network of each of its genotypes once for all landscapes. */
const natsOnce: SearchSpace = {
  ...nats,
  representative(genotype) {
    const key = genotype.choices.join();
    const known = representatives.get(key);
    if (known !== undefined) return known;
    const found = nats.representative === undefined ? genotype : nats.representative(genotype);
    representatives.set(key, found);
    return found;
  },
};

/** A synthetic landscape over NATS-Bench's 15,625 strings; every measurement of a child has noise of its own. */
export function landscapeProblem(landscape: number, noise: number): Problem {
  const space = natsOnce;
  const config = { ...SYNTHETIC_DEFAULTS, landscape, noise, epochs: LANDSCAPE_EPOCHS };
  const estimator = new SyntheticEstimator(config, space);
  const { validAccuracy: best } = estimator.optimum();
  return {
    space,
    estimator,
    config,
    regret: (arch) => PERCENT * (best - estimator.expected(space.parse(arch), LANDSCAPE_EPOCHS)),
  };
}

/** One run of `children` children. A strategy that has nothing left to propose keeps what it found. */
export async function courseOf(problem: Problem, strategy: StrategyConfig, seed: number, children: number): Promise<Course> {
  const config: RunConfig = {
    version: 1,
    title: 'quality',
    seed,
    space: { id: problem.space.id },
    strategy,
    estimator: problem.config,
    reward: { id: 'val' },
    stop: { episodes: 1_000_000, children, minutes: null, reward: null, convergedFor: null },
  };
  const { space, estimator } = problem;
  const simulation = await Simulation.open(config, { space, estimator, makeReward, now: () => 0 });
  const { trials, error } = await simulation.next(1);
  simulation.dispose();
  if (error !== null) throw new Error(`${strategy.id}, seed ${seed}: ${error.message}`);
  const known = trials.names.map(problem.regret);
  const own = Array.from(trials.archs, (index) => known[index] ?? Number.NaN).slice(0, children);
  const regrets: number[] = [];
  let largest = Number.NEGATIVE_INFINITY;
  for (const [i, regret] of own.entries()) {
    const reward = trials.rewards[i] ?? Number.NaN;
    regrets.push(reward > largest ? regret : (regrets.at(-1) ?? regret));
    largest = Math.max(largest, reward);
  }
  const tail = own.slice(-Math.max(1, Math.floor(children / 10)));
  const last = tail.reduce((sum, regret) => sum + regret, 0) / tail.length;
  while (regrets.length < children) regrets.push(regrets.at(-1) ?? Number.NaN);
  return { regrets, last };
}
