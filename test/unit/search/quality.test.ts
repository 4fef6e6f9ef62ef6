import { beforeAll, describe, expect, it } from 'vitest';
import { mean } from '../../../src/engine/analysis/bootstrap';
import { pairedTest } from '../../../src/engine/analysis/pairedTest';
import { Rng } from '../../../src/engine/core/rng';
import { BAYESIAN_DEFAULTS } from '../../../src/engine/search/bayesian/config';
import {
  GENETIC_DEFAULTS,
  REGULARIZED_EVOLUTION_DEFAULTS,
  STEADY_STATE_DEFAULTS,
} from '../../../src/engine/search/evolution/config';
import { HILL_CLIMBING_DEFAULTS } from '../../../src/engine/search/local/config';
import { QUICK_PPO, QUICK_REINFORCE } from '../../../src/engine/search/quickControllers';
import { TPE_DEFAULTS } from '../../../src/engine/search/tpe/config';
import { courseOf, landscapeProblem, type Problem } from '../../support/searchQuality';

const SEEDS = Array.from({ length: 12 }, (_, i) => i + 1);
const NOISE = 0.004;

/** Landscapes 201 to 212, a seed each; settings were tried on others. bench -- search has fifty. */
let problems: readonly Problem[] = [];

async function regrets(config: Parameters<typeof courseOf>[1], children: number): Promise<readonly number[]> {
  const found: number[] = [];
  for (const [i, problem] of problems.entries()) {
    const { regrets: course } = await courseOf(problem, config, i + 1, children);
    found.push(course.at(-1) ?? Number.NaN);
  }
  return found;
}

/**
 * Children looked up, and the most of random search's mean regret that may be left. MCTS and Q-learning are not here: over twelve seeds of 500
 * children they are not surely better than random search (docs/search-quality.md).
 */
const CASES = [
  ['hill climbing', HILL_CLIMBING_DEFAULTS, 100, 0.5],
  ['regularized evolution', REGULARIZED_EVOLUTION_DEFAULTS, 300, 0.5],
  ['steady-state evolution', { ...STEADY_STATE_DEFAULTS, populationSize: 20 }, 300, 0.5],
  ['genetic algorithm', { ...GENETIC_DEFAULTS, childrenPerEpisode: 30 }, 500, 0.5],
  ['TPE', TPE_DEFAULTS, 100, 0.5],
  ['Bayesian search by forest', { ...BAYESIAN_DEFAULTS, surrogate: 'random-forest' }, 60, 0.8],
  ['PPO, quick', QUICK_PPO, 500, 0.5],
  ['REINFORCE, quick', QUICK_REINFORCE, 500, 0.5],
] as const;

describe('on landscapes over 15,625 cells with noise, each seed on one of its own', () => {
  const random = new Map<number, readonly number[]>();

  beforeAll(async () => {
    problems = SEEDS.map((seed) => landscapeProblem(200 + seed, NOISE));
    for (const children of new Set(CASES.map(([, , budget]) => budget)))
      random.set(children, await regrets({ id: 'random', childrenPerEpisode: 20 }, children));
  });

  it.each(CASES)('%s finds a better child than random search', async (name, config, children, share) => {
    const own = await regrets(config, children);
    const others = random.get(children) ?? [];
    const { difference, p } = pairedTest(others, own, Rng.fromSeed(1, name));
    expect(difference).toBeGreaterThan(0);
    expect(p).toBeLessThan(0.05);
    expect(mean(own)).toBeLessThan(share * mean(others));
  });
});
