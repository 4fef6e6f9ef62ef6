import { describe, expect, it } from 'vitest';
import { TPE_DEFAULTS, tpeSchema } from '../../../../src/engine/search/tpe/config';
import { TpeStrategy } from '../../../../src/engine/search/tpe/tpe';
import type { Strategy } from '../../../../src/engine/search/types';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { braninSpace } from '../../../../src/engine/space/functions/branin';
import type { Decision, SearchSpace } from '../../../../src/engine/space/types';
import { regretOf } from '../bayesian/regret';

/** A width that only the first of two kinds has. */
const forked: SearchSpace = {
  ...aSmall,
  id: 'forked',
  size: null,
  next([kind, width]): Decision | null {
    if (kind === undefined) return { kind: 'categorical', name: 'kind', options: ['wide', 'none'] };
    if (kind === 1 || width !== undefined) return null;
    return { kind: 'float', name: 'width', min: 0, max: 1, scale: 'linear' };
  },
};

async function rewards(strategy: Strategy, trials: number, reward: (choices: readonly number[]) => number): Promise<number[]> {
  const all: number[] = [];
  while (all.length < trials) {
    const told = (await strategy.ask()).map((one) => ({ ...one, reward: reward(one.genotype.choices) }));
    all.push(...told.map((one) => one.reward));
    await strategy.tell(told);
  }
  return all;
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('TPE', () => {
  it.each([
    [true, 0.6],
    [false, 0.85],
  ])(
    'on Branin in 40 evaluations beats the 1.2 of random search, seeds 1 to 20, multivariate %s',
    async (multivariate, bound) => {
      const regrets: number[] = [];
      for (let seed = 1; seed <= 20; seed += 1) {
        regrets.push(await regretOf(new TpeStrategy({ ...TPE_DEFAULTS, multivariate }, braninSpace, seed), braninSpace, 40));
      }
      expect(mean(regrets)).toBeLessThan(bound);
    },
  );

  it.each([true, false])('finds the fork and the width on it, seeds 1 to 6, multivariate %s', async (multivariate) => {
    const reward = ([kind = 0, width = 0]: readonly number[]): number => (kind === 1 ? 0.5 : 1 - Math.abs(width - 0.7));
    for (let seed = 1; seed <= 6; seed += 1) {
      const all = await rewards(new TpeStrategy({ ...TPE_DEFAULTS, multivariate }, forked, seed), 80, reward);
      expect(Math.max(...all)).toBeGreaterThan(0.97);
      expect(mean(all.slice(40))).toBeGreaterThan(mean(all.slice(0, 10)));
    }
  });

  it('learns in batches too: the children that wait for rewards count among the rest, seed 1', async () => {
    const strategy = new TpeStrategy({ ...TPE_DEFAULTS, childrenPerEpisode: 10 }, aSmall, 1);
    const all = await rewards(strategy, 120, ([a = 0, b = 0]) => (a === 3 ? 1 : 0) + (b === 4 ? 1 : 0));
    expect(mean(all.slice(-20))).toBeGreaterThan(1);
    expect(mean(all.slice(0, 10))).toBeLessThan(0.8);
  });

  it('shows both densities for each decision, the good one higher where rewards are', async () => {
    const strategy = new TpeStrategy(TPE_DEFAULTS, forked, 2);
    expect(strategy.view()).toBeNull();
    await rewards(strategy, 60, ([kind = 0, width = 0]) => (kind === 1 ? 0.2 : 1 - Math.abs(width - 0.7)));
    const view = strategy.view();
    if (view?.kind !== 'densities') throw new Error('no densities');
    const [kind, width] = view.decisions;
    expect(kind?.places).toEqual(['wide', 'none']);
    expect((kind?.good[0] ?? 0) + (kind?.good[1] ?? 0)).toBeCloseTo(1, 10);
    expect(kind?.good[0]).toBeGreaterThan(kind?.good[1] ?? 1);
    const at = (place: number): number => Math.round(place * ((width?.places.length ?? 1) - 1));
    expect(width?.good[at(0.7)]).toBeGreaterThan(2 * (width?.good[at(0.1)] ?? 1));
  });

  it('refuses settings that cannot be, by their path', () => {
    for (const changes of [{ gamma: 0 }, { candidates: 0 }, { priorWeight: 0 }, { weights: 'old' }]) {
      const parsed = tpeSchema.safeParse({ ...TPE_DEFAULTS, ...changes });
      expect(parsed.error?.issues[0]?.path).toEqual(Object.keys(changes));
    }
  });
});
