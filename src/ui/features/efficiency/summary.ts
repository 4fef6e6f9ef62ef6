import {
  drawsQuantile,
  type Effort,
  effortOf,
  expectedDraws,
  expectedUnique,
  firstFound,
  firstSettled,
  goalReward,
  type SeedRun,
  uniqueQuantile,
} from '../../../engine/analysis/sampleEfficiency';
import { Rng } from '../../../engine/core/rng';
import { formatCount } from '../../shared/format';

/** Random search until a best child is drawn, exactly: quartiles and mean of the draws and of the distinct children among them. */
export interface RandomSearch {
  readonly draws: Quartiles;
  readonly unique: Quartiles;
}

interface Quartiles {
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly mean: number;
}

export interface EfficiencySummary {
  readonly goal: number;
  readonly cells: number;
  /** Cells that reach the goal. */
  readonly good: number;
  /** Until the first child that reaches the goal is sampled. */
  readonly found: Effort;
  /** Until the last 20 or more children reach it on average. */
  readonly settled: Effort;
  readonly random: RandomSearch;
}

const quartiles = (quantile: (q: number) => number, mean: number): Quartiles => ({
  low: quantile(0.25),
  median: quantile(0.5),
  high: quantile(0.75),
  mean,
});

/** What the runs took to come within 0.1 % of the best of the table's rewards. runs, rewards: at least one. */
export function summarise(runs: readonly SeedRun[], rewards: readonly number[]): EfficiencySummary {
  const goal = goalReward(rewards);
  const cells = rewards.length;
  const good = rewards.filter((reward) => reward >= goal).length;
  const effort = (hit: typeof firstFound, stream: string): Effort =>
    effortOf(
      runs.map((run) => hit(run, goal)),
      Rng.fromSeed(1, `efficiency.${stream}`),
    );
  return {
    goal,
    cells,
    good,
    found: effort(firstFound, 'found'),
    settled: effort(firstSettled, 'settled'),
    random: {
      draws: quartiles((q) => drawsQuantile(cells, good, q), expectedDraws(cells, good)),
      unique: quartiles((q) => uniqueQuantile(cells, good, q), expectedUnique(cells, good)),
    },
  };
}

const children = (n: number): string => `${formatCount(Math.round(n))} ${Math.round(n) === 1 ? 'child' : 'children'}`;

const draws = (n: number): string => `${formatCount(Math.round(n))} ${Math.round(n) === 1 ? 'draw' : 'draws'}`;

/** Who comes across a best child first, in a sentence; a loss of `who` ("controller", "strategy") is called a loss. */
export function foundSentence({ found, random }: EfficiencySummary, who: string): string {
  const blind = `Random search finds it in ${draws(random.draws.mean)} on average, half of the time within ${formatCount(random.draws.median)}`;
  const { low, estimate, high } = found.children;
  if (!Number.isFinite(estimate)) {
    return `${blind}; this ${who} never sampled it in ${found.seeds - found.reached} of ${found.seeds} seeds. It loses.`;
  }
  const own = `this ${who} needs ${children(estimate)} in the median`;
  if (low > random.draws.median) return `${blind}; ${own}. It loses.`;
  if (high < random.draws.median) return `${blind}; ${own}. It wins.`;
  return `${blind}; ${own}. From ${found.seeds} ${found.seeds === 1 ? 'seed' : 'seeds'} no difference can be told.`;
}

/** What it takes until `who` knows, in a sentence, against trying every cell once. */
export function settledSentence({ settled, cells }: EfficiencySummary, who: string): string {
  const { estimate, low, high } = settled.children;
  const rest = `Exhaustive search has tried all ${formatCount(cells)} cells after ${formatCount(cells)} children and knows the best for certain`;
  if (!Number.isFinite(estimate)) {
    return `${rest}; this ${who} settled on it in ${settled.reached} of ${settled.seeds} seeds only. It loses.`;
  }
  const own = `this ${who} has settled on it after ${children(estimate)} in the median`;
  return `${rest}; ${own}. ${low > cells ? 'It loses.' : high < cells ? 'It wins.' : 'Neither is ahead for certain.'}`;
}
