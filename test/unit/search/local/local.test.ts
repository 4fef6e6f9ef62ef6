import { describe, expect, it } from 'vitest';
import { openStrategy } from '../../../../src/engine/search/catalogue';
import type { StrategyConfig } from '../../../../src/engine/search/config';
import { EXHAUSTIVE_DEFAULTS, GRID_DEFAULTS, HILL_CLIMBING_DEFAULTS } from '../../../../src/engine/search/local/config';
import { gridPlaces } from '../../../../src/engine/search/local/grid';
import { PROGRESSIVE_DEFAULTS } from '../../../../src/engine/search/progressive/config';
import type { Observation, Proposal, Strategy } from '../../../../src/engine/search/types';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { enumerate } from '../../../../src/engine/space/genotype';
import type { SearchSpace } from '../../../../src/engine/space/types';
import { bumpy, depth, uneven } from '../../../support/spaces';

const open = (config: StrategyConfig, seed = 1, space: SearchSpace = aSmall): Promise<Strategy> =>
  openStrategy(config, { space, seed, tensorAssets: async () => ({}) });

async function playOut(
  strategy: Strategy,
  reward: (proposal: Proposal) => number,
  most = 10_000,
): Promise<readonly Observation[]> {
  const all: Observation[] = [];
  while (all.length < most) {
    const proposals = await strategy.ask();
    if (proposals.length === 0) break;
    const told = proposals.map((proposal) => ({ ...proposal, reward: reward(proposal) }));
    await strategy.tell(told);
    all.push(...told);
  }
  return all;
}

describe('grid', () => {
  it('takes both ends and equal steps, in the logarithm where the decision is on that scale', () => {
    const rate = { kind: 'float', name: 'rate', min: 1e-4, max: 1e-1, scale: 'log' } as const;
    expect(gridPlaces(rate, 4).map((value) => value.toPrecision(6))).toEqual([
      '0.000100000',
      '0.00100000',
      '0.0100000',
      '0.100000',
    ]);
    const drop = { kind: 'float', name: 'drop', min: 0, max: 0.5, scale: 'linear' } as const;
    expect(gridPlaces(drop, 3)).toEqual([0, 0.25, 0.5]);
    expect(gridPlaces({ kind: 'int', name: 'width', min: 1, max: 100, step: 1 }, 3)).toEqual([1, 51, 100]);
    expect(gridPlaces({ kind: 'categorical', name: 'op', options: ['a', 'b', 'c'] }, 2)).toEqual([0, 1, 2]);
  });

  it('proposes every combination once and ends: 3 rates x 3 drops x 3 mixes x 2 optimisers', async () => {
    const all = await playOut(await open({ ...GRID_DEFAULTS, points: 3 }, 1, bumpy), () => 0);
    expect(all).toHaveLength(54);
    expect(new Set(all.map(({ genotype }) => bumpy.format(genotype))).size).toBe(54);
  });
});

describe('exhaustive search', () => {
  it.each([aSmall, uneven, depth])('lists $id whole, in order, and ends', async (space) => {
    const all = await playOut(await open(EXHAUSTIVE_DEFAULTS, 1, space), () => 0);
    expect(all.map(({ genotype }) => genotype)).toEqual([...enumerate(space)]);
    expect(all).toHaveLength(Number(space.size));
  });

  it('refuses a continuous space, naming the decision', async () => {
    await expect(open(EXHAUSTIVE_DEFAULTS, 1, bumpy)).rejects.toThrow(/decision 'rate' is continuous/);
  });
});

describe('hill climbing', () => {
  it('climbs a single peak by better neighbours only, then starts anew, and sees each child once', async () => {
    const worth = ({ genotype: { choices } }: Proposal): number =>
      -Math.abs((choices[0] ?? 0) - 5) - Math.abs((choices[1] ?? 0) - 2);
    const all = await playOut(await open(HILL_CLIMBING_DEFAULTS), worth);
    expect(all).toHaveLength(64);
    expect(new Set(all.map(({ genotype }) => aSmall.format(genotype))).size).toBe(64);
    let current = all[0];
    for (const one of all.slice(1)) {
      if (one.origin?.kind === 'neighbour') {
        const parent = all[one.origin.parent];
        expect(one.genotype.choices.filter((choice, i) => choice !== parent?.genotype.choices[i])).toHaveLength(1);
        expect(parent?.reward).toBeGreaterThanOrEqual(current?.reward ?? 0);
      }
      if (one.origin?.kind === 'random') current = one;
    }
    expect(all.findIndex(({ reward }) => reward === 0)).toBeLessThan(40);
  });
});

describe('progressive search', () => {
  it('opens the decisions stage by stage and extends the best of the stage before', async () => {
    const config = { ...PROGRESSIVE_DEFAULTS, stages: 4, childrenPerStage: 20, beam: 3 };
    const worth = ({ genotype: { choices } }: Proposal): number => choices.reduce((sum, choice) => sum + choice, 0);
    const strategy = await open(config, 3, uneven);
    const all = await playOut(strategy, worth);
    expect(all).toHaveLength(80);
    // The first stage has one of four decisions open; the others are at their simplest: 'no', 'only', 2.
    expect(new Set(all.slice(0, 20).map(({ genotype }) => genotype.choices.slice(1).join()))).toEqual(new Set(['2,0,0']));
    const view = strategy.view();
    if (view?.kind !== 'stages') throw new Error('no stages');
    expect(view.stages.map(({ stage, trials }) => [stage, trials])).toEqual([1, 2, 3, 4].map((stage) => [stage, 20]));
    for (const { origin } of all.slice(20)) {
      if (origin?.kind !== 'stage') throw new Error('no stage');
      const before = view.stages[origin.stage - 2];
      expect(before?.kept.map(({ trial }) => trial)).toContain(origin.parent);
    }
    expect(view.stages.at(-1)?.best?.reward).toBe(2 + 8 + 0 + 1);
  });

  it('refuses a beam wider than a stage', async () => {
    const wide = { ...PROGRESSIVE_DEFAULTS, beam: 10, childrenPerStage: 5 };
    await expect(open(wide)).rejects.toThrow(/strategy\.beam: got 10, a stage has 5/);
  });
});
