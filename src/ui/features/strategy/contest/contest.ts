import { SYNTHETIC_DEFAULTS } from '../../../../engine/estimate/metadata';
import type { RunConfig } from '../../../../engine/run/config';
import type { StrategyConfig } from '../../../../engine/search/config';
import { RANDOM_DEFAULTS, STRATEGIES } from '../../../../engine/search/metadata';
import type { AxisView } from '../../../../engine/search/views';
import { SPACES } from '../../../../engine/space/catalogue';
import type { SearchSpace } from '../../../../engine/space/types';

export const CONTESTANTS = ['grid', 'random', 'bayesian'] as const;
export type Contestant = (typeof CONTESTANTS)[number];

export const TITLES: Readonly<Record<Contestant, string>> = { grid: 'Grid', random: 'Random', bayesian: 'Bayesian' };

/** Squares, so that a grid uses them up. */
export const BUDGETS = [16, 36, 64] as const;
export type ContestBudget = (typeof BUDGETS)[number];

/** Its two axes; null where a space is no function of exactly two numbers. */
export function axesOf(space: SearchSpace): readonly [AxisView, AxisView] | null {
  if (space.value === undefined) return null;
  const axes: AxisView[] = [];
  for (let decision = space.next([]), choices: number[] = []; decision !== null; decision = space.next(choices)) {
    if (decision.kind !== 'float') return null;
    axes.push({ name: decision.name, min: decision.min, max: decision.max, scale: decision.scale });
    choices = [...choices, decision.min];
  }
  const [x, y] = axes;
  return axes.length !== 2 || x === undefined || y === undefined ? null : [x, y];
}

/** Test functions of two numbers. */
export const problems = (): readonly SearchSpace[] => SPACES.filter((space) => axesOf(space) !== null);

function strategyOf(contestant: Contestant, budget: ContestBudget): StrategyConfig {
  if (contestant === 'random') return { ...RANDOM_DEFAULTS, childrenPerEpisode: 1 };
  const known = STRATEGIES.find(({ id }) => id === contestant)?.defaults;
  if (known?.id === 'grid') return { ...known, childrenPerEpisode: 1, points: Math.round(Math.sqrt(budget)) };
  if (known?.id === 'bayesian')
    return { ...known, childrenPerEpisode: 1, initialChildren: Math.min(known.initialChildren, Math.ceil(budget / 4)) };
  throw new RangeError(`contest: no strategy '${contestant}' is listed`);
}

/** One contestant's run: the function itself, without noise, rewarded in percent of the way from its greatest to its least value. */
export function contestConfig(contestant: Contestant, space: string, budget: ContestBudget, seed: number): RunConfig {
  return {
    version: 1,
    title: TITLES[contestant],
    seed,
    space: { id: space },
    strategy: strategyOf(contestant, budget),
    estimator: { ...SYNTHETIC_DEFAULTS, noise: 0, epochs: 1 },
    reward: { id: 'val' },
    stop: { episodes: budget, children: budget, minutes: null, reward: null, convergedFor: null },
  };
}

/** Best so far after each of the rewards. */
export function bestSoFar(rewards: readonly number[]): readonly number[] {
  let best = Number.NEGATIVE_INFINITY;
  return rewards.map((reward) => {
    best = Math.max(best, reward);
    return best;
  });
}
