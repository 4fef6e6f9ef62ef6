import { describe, expect, it } from 'vitest';
import { Rng } from '../../../../src/engine/core/rng';
import { BayesianStrategy } from '../../../../src/engine/search/bayesian/bayesian';
import { BAYESIAN_DEFAULTS, type BayesianConfig, bayesianSchema } from '../../../../src/engine/search/bayesian/config';
import { latinHypercube } from '../../../../src/engine/search/bayesian/design';
import { ABSENT, Encoding, keyedSteps, listedSpace } from '../../../../src/engine/search/bayesian/encoding';
import { subset } from '../../../../src/engine/search/bayesian/memory';
import type { StrategyView } from '../../../../src/engine/search/views';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { braninSpace } from '../../../../src/engine/space/functions/branin';
import type { Decision, SearchSpace } from '../../../../src/engine/space/types';
import { regretOf } from './regret';

const GP: BayesianConfig = { ...BAYESIAN_DEFAULTS, surrogate: 'gp' };
const FOREST: BayesianConfig = { ...BAYESIAN_DEFAULTS, surrogate: 'random-forest' };
const open = (config: BayesianConfig, space: SearchSpace = braninSpace, seed = 1) => new BayesianStrategy(config, space, seed);

/** Layers, and for each a width that only 'dense' has. */
const layered: SearchSpace = {
  ...aSmall,
  id: 'layered',
  size: null,
  format: ({ choices }) => choices.join(','),
  next([kind, width, rate]): Decision | null {
    if (kind === undefined) return { kind: 'categorical', name: 'kind', options: ['dense', 'skip'] };
    const last: Decision = { kind: 'float', name: 'rate', min: 1e-4, max: 1e-1, scale: 'log' };
    if (kind === 1) return width === undefined ? last : null;
    if (width === undefined) return { kind: 'int', name: 'width', min: 8, max: 64, step: 8 };
    return rate === undefined ? last : null;
  },
};

async function trials(strategy: BayesianStrategy, count: number, reward: (choices: readonly number[]) => number) {
  const all: (readonly number[])[] = [];
  while (all.length < count) {
    const proposals = await strategy.ask();
    if (proposals.length === 0) break;
    all.push(...proposals.map(({ genotype }) => genotype.choices));
    await strategy.tell(proposals.map((one) => ({ ...one, reward: reward(one.genotype.choices) })));
  }
  return all;
}

describe('Bayesian optimisation of Branin in 40 evaluations', () => {
  it('with a process comes within 0.05 of the minimum from each of the seeds 1 to 12', async () => {
    for (let seed = 1; seed <= 12; seed += 1)
      expect(await regretOf(open(GP, braninSpace, seed), braninSpace, 40)).toBeLessThan(0.05);
  });

  it.each(['pi', 'ucb'] as const)('with the acquisition %s, from seeds 1 to 4', async (acquisition) => {
    for (const seed of [1, 2, 3, 4]) {
      expect(await regretOf(open({ ...GP, acquisition }, braninSpace, seed), braninSpace, 40)).toBeLessThan(0.3);
    }
  });

  it.each(['kriging-believer', 'constant-liar'] as const)('in batches of four with %s, from seeds 1 to 4', async (pending) => {
    const config = { ...GP, childrenPerEpisode: 4, pending, kernel: 'rbf' } as const;
    for (const seed of [1, 2, 3, 4]) expect(await regretOf(open(config, braninSpace, seed), braninSpace, 40)).toBeLessThan(0.3);
  });

  it('with a forest is better than random search on average over the seeds 1 to 10', async () => {
    let sum = 0;
    for (let seed = 1; seed <= 10; seed += 1) sum += await regretOf(open(FOREST, braninSpace, seed), braninSpace, 40);
    // Random search: 1.2 on average (docs/search-bayesian.md).
    expect(sum / 10).toBeLessThan(0.7);
  });
});

describe('Bayesian optimisation', () => {
  it.each([GP, FOREST])(
    'finds one cell of 64 in fewer than the 32.5 distinct draws of random search, seeds 1 to 8 ($surrogate)',
    async (config) => {
      let sum = 0;
      for (let seed = 1; seed <= 8; seed += 1) {
        const met = await trials(open(config, aSmall, seed), 64, ([a = 0, b = 0]) => -((a - 5) ** 2) / 30 - (b === 2 ? 0 : 1));
        expect(new Set(met.map(String)).size).toBe(64);
        sum += 1 + met.findIndex(([a, b]) => a === 5 && b === 2);
      }
      expect(sum / 8).toBeLessThan(27);
    },
  );

  it('ends where every genotype was tried, or goes on where repeats are allowed', async () => {
    expect(await trials(open(GP, aSmall), 100, ([a = 0]) => a)).toHaveLength(64);
    expect(await trials(open({ ...GP, repeats: true }, aSmall), 70, ([a = 0]) => a)).toHaveLength(70);
  });

  it.each([GP, FOREST])('learns in a space whose decisions depend on earlier choices, seed 3 ($surrogate)', async (config) => {
    const reward = ([kind = 0, width = 0, rate = 0]: readonly number[]): number =>
      kind === 1 ? 0.2 : 1 - Math.abs(width - 48) / 40 - Math.abs(Math.log10(rate) + 2) / 4;
    const met = await trials(open(config, layered, 3), 45, reward);
    expect(Math.max(...met.map(reward))).toBeGreaterThan(0.93);
  });

  it('goes on to the bit from a state taken while a listed process had grown', async () => {
    const strategy = open(GP, aSmall, 5);
    await trials(strategy, 25, ([a = 0, b = 0]) => Math.sin(a) + Math.cos(3 * b));
    const resumed = open(GP, aSmall, 99);
    resumed.restore(JSON.parse(JSON.stringify(strategy.state())));
    const rest = (one: BayesianStrategy) => trials(one, 20, ([a = 0, b = 0]) => Math.sin(a) + Math.cos(3 * b));
    expect(await rest(resumed)).toEqual(await rest(strategy));
    expect(resumed.state()).toEqual(strategy.state());
  });

  it.each([GP, FOREST])('shows mean, deviation and acquisition over the two numbers, seed 1 ($surrogate)', async (config) => {
    const strategy = open(config);
    expect(strategy.view()).toBeNull();
    await trials(strategy, 20, (choices) => -(braninSpace.value?.at({ space: 'branin', choices }) ?? 0));
    const before = JSON.stringify(strategy.state());
    const view: StrategyView | null = strategy.view();
    expect(JSON.stringify(strategy.state())).toBe(before);
    expect(view).toEqual(strategy.view());
    if (view?.kind !== 'surface') throw new Error('no surface');
    const { x, y, size, mean, std, acquisition, points } = view.surface;
    expect([x.name, y.name, mean.length, std.length, acquisition.length, points.length]).toEqual([
      'x1',
      'x2',
      size * size,
      size * size,
      size * size,
      20,
    ]);
    // Branin is worst at (-5, 0): row 0, column 0.
    if (config.surrogate === 'gp') expect(mean[0]).toBeLessThan(-50);
  });

  it('has no surface where there are no two numbers', async () => {
    const strategy = open(GP, aSmall);
    await trials(strategy, 12, ([a = 0]) => a);
    expect(strategy.view()).toBeNull();
  });

  it('refuses settings that cannot be, by their path', () => {
    for (const changes of [{ surrogate: 'net' }, { xi: -1 }, { trees: 1 }, { maxPoints: 5 }, { childrenPerEpisode: 0 }]) {
      const parsed = bayesianSchema.safeParse({ ...GP, ...changes });
      expect(parsed.error?.issues[0]?.path).toEqual(Object.keys(changes));
    }
  });
});

describe('what models see', () => {
  it('a Latin hypercube has one point in each of n strata along every axis, seed 7', () => {
    const points = latinHypercube(braninSpace, 10, Rng.fromSeed(7));
    for (const axis of [0, 1]) {
      const strata = points.map((point) => Math.floor((10 * ((point[axis] ?? 0) + (axis === 0 ? 5 : 0))) / 15));
      expect(strata.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }
  });

  it('absent decisions have a code of their own, categories one by option, numbers their place on their scale', () => {
    const encoding = new Encoding();
    encoding.admit(keyedSteps(layered, [0, 64, 1e-3]));
    encoding.admit(keyedSteps(layered, [1, 1e-4]));
    expect(Array.from(encoding.encode(keyedSteps(layered, [0, 36, 1e-1])))).toEqual([0, 0.5, expect.closeTo(1, 12)]);
    expect(Array.from(encoding.encode(keyedSteps(layered, [1, 1e-4])))).toEqual([1, ABSENT, 0]);
  });

  it('small spaces are listed, large and continuous ones are not', () => {
    expect(listedSpace(aSmall)).toHaveLength(64);
    expect(listedSpace(braninSpace)).toBeNull();
    expect(listedSpace(layered)).toBeNull();
  });

  it('a subset keeps the best half and the latest of the rest', () => {
    const points = [5, 1, 2, 9, 3, 0].map((reward, i) => ({ choices: [i], reward, count: 1, latest: i }));
    expect(subset(points, 4).map(({ reward }) => reward)).toEqual([5, 9, 3, 0]);
    expect(subset(points, 6)).toBe(points);
  });
});
