import { describe, expect, it } from 'vitest';
import { LabError } from '../../../../src/engine/core/errors';
import { Rng } from '../../../../src/engine/core/rng';
import { openStrategy } from '../../../../src/engine/search/catalogue';
import { type StrategyConfig, strategySchema } from '../../../../src/engine/search/config';
import {
  GENETIC_DEFAULTS,
  NSGA2_DEFAULTS,
  REGULARIZED_EVOLUTION_DEFAULTS,
  STEADY_STATE_DEFAULTS,
} from '../../../../src/engine/search/evolution/config';
import { crossover, mutateEach } from '../../../../src/engine/search/evolution/crossover';
import { byName, mutate } from '../../../../src/engine/search/moves';
import type { Proposal, Strategy } from '../../../../src/engine/search/types';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { spaceById } from '../../../../src/engine/space/catalogue';
import { sample, validateGenotype } from '../../../../src/engine/space/genotype';
import type { SearchSpace } from '../../../../src/engine/space/types';
import { bumpy, depth } from '../../../support/spaces';

const open = (config: StrategyConfig, seed: number, space: SearchSpace = aSmall): Promise<Strategy> =>
  openStrategy(config, { space, seed, tensorAssets: async () => ({}) });

async function play(strategy: Strategy, episodes: number, reward: (proposal: Proposal) => number): Promise<readonly Proposal[]> {
  const all: Proposal[] = [];
  for (let e = 0; e < episodes; e += 1) {
    const proposals = await strategy.ask();
    await strategy.tell(proposals.map((proposal) => ({ ...proposal, reward: reward(proposal) })));
    all.push(...proposals);
  }
  return all;
}

function members(strategy: Strategy): readonly number[] {
  const view = strategy.view();
  return view?.kind === 'population' ? view.members.map(({ trial }) => trial) : [];
}

describe('regularized evolution', () => {
  it('keeps the youngest P, whatever their rewards are', async () => {
    const strategy = await open(
      { ...REGULARIZED_EVOLUTION_DEFAULTS, populationSize: 6, sampleSize: 5, childrenPerEpisode: 4 },
      1,
    );
    await play(strategy, 6, ({ trial }) => -trial);
    // 4 + 2 founders, then four episodes of four.
    expect(members(strategy)).toEqual([16, 17, 18, 19, 20, 21]);
  });

  it('keeps the best where it is told to remove the worst, and the steady state never loses what is better', async () => {
    const config = {
      ...REGULARIZED_EVOLUTION_DEFAULTS,
      populationSize: 6,
      sampleSize: 5,
      childrenPerEpisode: 4,
      dies: 'worst' as const,
    };
    const strategy = await open(config, 1);
    await play(strategy, 6, ({ trial }) => -trial);
    expect([...members(strategy)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
    const steady = await open({ ...STEADY_STATE_DEFAULTS, populationSize: 6, childrenPerEpisode: 4 }, 1);
    await play(steady, 6, ({ trial }) => -trial);
    expect([...members(steady)].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('changes exactly one decision of a parent that is alive, and says which', async () => {
    const strategy = await open(
      { ...REGULARIZED_EVOLUTION_DEFAULTS, populationSize: 6, sampleSize: 5, childrenPerEpisode: 3 },
      2,
    );
    const all = await play(strategy, 12, ({ genotype }) => genotype.choices[0] ?? 0);
    for (const { trial, genotype, origin } of all.slice(6)) {
      if (origin?.kind !== 'mutation') throw new Error(`trial ${trial} has no parent`);
      const parent = all[origin.parent]?.genotype.choices ?? [];
      expect(genotype.choices.filter((choice, i) => choice !== parent[i])).toHaveLength(1);
      const position = origin.decision === 'op1' ? 0 : 1;
      expect([origin.from, origin.to]).toEqual(
        [parent, genotype.choices].map((choices) => aSmall.format({ space: 'a-small', choices }).split(',')[position]),
      );
      // Three children of one episode are proposed before any is told.
      expect(origin.parent).toBeGreaterThanOrEqual(trial - 6 - 3);
    }
  });

  it('draws the best of S = P members nearly always, of S = 1 as often as any other', async () => {
    const share = async (sampleSize: number): Promise<number> => {
      const strategy = await open(
        { ...REGULARIZED_EVOLUTION_DEFAULTS, populationSize: 20, sampleSize, childrenPerEpisode: 512 },
        3,
      );
      await play(strategy, 1, ({ trial }) => trial);
      const children = await strategy.ask();
      return children.filter(({ origin }) => origin?.kind === 'mutation' && origin.parent === 19).length / children.length;
    };
    // 1 - (19/20)^20 = .642 and 1/20, each within four standard errors of 512 draws.
    expect(Math.abs((await share(20)) - 0.6415)).toBeLessThan(0.085);
    expect(Math.abs((await share(1)) - 0.05)).toBeLessThan(0.039);
  });

  it('refuses a sample larger than the population', async () => {
    await expect(open({ ...REGULARIZED_EVOLUTION_DEFAULTS, populationSize: 4 }, 1)).rejects.toThrow(
      /strategy\.sampleSize: got 8, the population has 4/,
    );
  });
});

describe('moves in conditional spaces', () => {
  it.each([depth, bumpy])(
    'give whole genotypes of $id, one decision changed and the others kept where they still are asked for',
    (space) => {
      const rng = Rng.fromSeed(4, 'moves');
      for (let i = 0; i < 300; i += 1) {
        const parent = sample(space, rng);
        const change = mutate(space, parent, rng);
        if (change === null) throw new Error('nothing to change');
        validateGenotype(space, change.genotype);
        const [before, after] = [byName(space, parent), byName(space, change.genotype)];
        expect(after.get(change.decision)).not.toBe(before.get(change.decision));
        for (const [name, choice] of after) {
          if (name !== change.decision && before.has(name)) expect(choice).toBe(before.get(name));
        }
      }
    },
  );

  it('cross two genotypes at a point: first parent before it, second after it by name', () => {
    const rng = Rng.fromSeed(6, 'cross');
    for (let i = 0; i < 300; i += 1) {
      const [a, b] = [sample(depth, rng), sample(depth, rng)];
      const { genotype, point } = crossover(depth, a, b, rng);
      validateGenotype(depth, genotype);
      expect(genotype.choices.slice(0, point)).toEqual(a.choices.slice(0, point));
      const second = byName(depth, b);
      [...byName(depth, genotype)].slice(point).forEach(([name, choice]) => {
        if (second.has(name)) expect(choice).toBe(second.get(name));
      });
    }
  });
});

describe('children that were met before', () => {
  const POPULATIONS = [REGULARIZED_EVOLUTION_DEFAULTS, STEADY_STATE_DEFAULTS, GENETIC_DEFAULTS] as const;
  const worth = ({ genotype }: Proposal): number => (genotype.choices[0] ?? 0) + (genotype.choices[1] ?? 0) / 8;
  const distinct = (all: readonly Proposal[], first: number): number =>
    new Set(all.slice(0, first).map(({ genotype }) => String(genotype.choices))).size;

  it.each(POPULATIONS)(
    'are drawn anew by $id, which then meets more of 64 cells, and goes on where it finds no other',
    async (config) => {
      const anew = await play(await open({ ...config, redraws: 20 }, 1), 100, worth);
      const never = await play(await open({ ...config, redraws: 0 }, 1), 100, worth);
      expect(distinct(anew, 40)).toBeGreaterThanOrEqual(38);
      expect(distinct(never, 40)).toBeLessThan(34);
      expect(distinct(anew, anew.length)).toBeGreaterThan(50);
      expect(anew.length).toBeGreaterThan(300);
    },
  );

  it.each([...POPULATIONS, NSGA2_DEFAULTS])(
    'are not drawn anew by $id with settings from before there was a choice',
    async (config) => {
      const { redraws, ...old } = config;
      expect(redraws).toBe(20);
      expect(strategySchema.parse(old)).toEqual({ ...old, redraws: 0 });
    },
  );

  it('a population restored from a checkpoint of before then knows none of them', async () => {
    const strategy = await open(STEADY_STATE_DEFAULTS, 1);
    await play(strategy, 3, worth);
    const { memory, ...state } = JSON.parse(JSON.stringify(strategy.state()));
    const { met, ...older } = memory;
    expect(met).toHaveLength(15);
    const resumed = await openStrategy(
      STEADY_STATE_DEFAULTS,
      { space: aSmall, seed: 1, tensorAssets: async () => ({}) },
      { ...state, memory: older },
    );
    expect(members(resumed)).toEqual(members(strategy));
  });
});

describe('mutation of each decision', () => {
  it('changes one on average where the rate is 1 / decisions, 2 and 6 decisions, seed 9', () => {
    for (const space of [aSmall, spaceById('nats-bench')]) {
      const rng = Rng.fromSeed(9, space.id);
      const parent = sample(space, rng);
      let changed = 0;
      for (let i = 0; i < 4000; i += 1) changed += mutateEach(space, parent, null, rng).mutated.length;
      // Standard error of the mean below 0.016.
      expect(Math.abs(changed / 4000 - 1)).toBeLessThan(0.05);
    }
  });
});

describe('genetic algorithm', () => {
  it('never loses its elite, and measures it once', async () => {
    const strategy = await open({ ...GENETIC_DEFAULTS, childrenPerEpisode: 8, tournamentSize: 2 }, 1);
    const worth = ({ genotype }: Proposal): number => (genotype.choices[0] ?? 0) + 10 * (genotype.choices[1] ?? 0);
    let best = Number.NEGATIVE_INFINITY;
    for (let e = 0; e < 20; e += 1) {
      const proposals = await strategy.ask();
      expect(proposals).toHaveLength(e === 0 ? 8 : 7);
      await strategy.tell(proposals.map((proposal) => ({ ...proposal, reward: worth(proposal) })));
      const view = strategy.view();
      const now = view?.kind === 'population' ? Math.max(...view.members.map(({ reward }) => reward)) : Number.NaN;
      expect(now).toBeGreaterThanOrEqual(best);
      best = now;
    }
    expect(best).toBe(77);
  });

  it('refuses a generation of elites alone', async () => {
    await expect(open({ ...GENETIC_DEFAULTS, childrenPerEpisode: 4, elite: 4 }, 1)).rejects.toThrow(LabError);
  });
});

describe('NSGA-II', () => {
  const measured = (proposal: Proposal, reward: number, params: number) => ({
    ...proposal,
    reward,
    measurement: {
      arch: '',
      validAccuracy: 0.5,
      testAccuracy: null,
      epochs: [],
      params: { total: params, trainable: params, cells: params, head: 0 },
      macs: 0,
      memoryBytes: 0,
      latencyMs: null,
      trainMs: null,
      source: 'invented',
    },
  });

  it('finds the whole front of a problem that can be listed, seeds 1 to 5', async () => {
    // reward a + b/8, params a^2 + b: of the cells with one first op the larger b costs more and gives more; all points of a line are listed.
    const worth = ([a = 0, b = 0]: readonly number[]): readonly [number, number] => [a + b / 8, 100 * a * a + 10 * b];
    const front = 64;
    for (let seed = 1; seed <= 5; seed += 1) {
      const strategy = await open({ ...NSGA2_DEFAULTS, childrenPerEpisode: 64, mutationRate: 0.5 }, seed);
      for (let e = 0; e < 30; e += 1) {
        const told = (await strategy.ask()).map((proposal) => measured(proposal, ...worth(proposal.genotype.choices)));
        await strategy.tell(told);
      }
      const view = strategy.view();
      if (view?.kind !== 'pareto') throw new Error('no front');
      expect(view.members.filter(({ rank }) => rank === 0).length).toBeGreaterThan(0.9 * front);
    }
  });

  it('refuses an objective in two directions, and one that was not measured', async () => {
    const twice = {
      ...NSGA2_DEFAULTS,
      objectives: [
        { of: 'params' as const, direction: 'max' as const },
        { of: 'params' as const, direction: 'min' as const },
      ],
    };
    await expect(open(twice, 1)).rejects.toThrow(/strategy\.objectives\[1\]: 'params' is asked for in two directions/);
    const latency = await open(
      {
        ...NSGA2_DEFAULTS,
        objectives: [
          { of: 'reward', direction: 'max' },
          { of: 'latency', direction: 'min' },
        ],
      },
      1,
    );
    const told = (await latency.ask()).map((proposal) => measured(proposal, 1, 1));
    await expect(latency.tell(told)).rejects.toThrow(/'latency' of trial 0 was not measured/);
  });
});
