import { describe, expect, it } from 'vitest';
import { MCTS_DEFAULTS, type MctsConfig, mctsSchema } from '../../../../src/engine/search/mcts/config';
import { MctsStrategy, upperBound } from '../../../../src/engine/search/mcts/mcts';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { braninSpace } from '../../../../src/engine/space/functions/branin';
import type { Decision, SearchSpace } from '../../../../src/engine/space/types';

/** One choice of three arms. */
const arms: SearchSpace = {
  ...aSmall,
  id: 'arms',
  size: 3n,
  next: ([arm]): Decision | null => (arm === undefined ? { kind: 'categorical', name: 'arm', options: ['a', 'b', 'c'] } : null),
};

async function play(strategy: MctsStrategy, trials: number, reward: (choices: readonly number[]) => number) {
  const all: (readonly number[])[] = [];
  while (all.length < trials) {
    const proposals = await strategy.ask();
    if (proposals.length === 0) break;
    all.push(...proposals.map(({ genotype }) => genotype.choices));
    await strategy.tell(proposals.map((one) => ({ ...one, reward: reward(one.genotype.choices) })));
  }
  return all;
}

describe('Monte-Carlo tree search', () => {
  it('tries every arm once and then takes the largest upper bound, by hand', async () => {
    const config: MctsConfig = { ...MCTS_DEFAULTS, repeats: true, exploration: 0.5, scale: 'range', averages: 0 };
    const strategy = new MctsStrategy(config, arms, 1);
    const values = [0, 0.6, 1];
    const met = (await play(strategy, 30, ([arm = 0]) => values[arm] ?? 0)).map(([arm = 0]) => arm);
    expect(met.slice(0, 3).sort()).toEqual([0, 1, 2]);
    const visits = [1, 1, 1];
    for (const arm of met.slice(3)) {
      const total = visits.reduce((sum, n) => sum + n, 0);
      const bounds = visits.map((n, i) => (values[i] ?? 0) + 0.5 * Math.sqrt((2 * Math.log(total)) / n));
      expect(bounds[arm]).toBeCloseTo(Math.max(...bounds), 12);
      visits[arm] = (visits[arm] ?? 0) + 1;
    }
    expect(upperBound(0.6, 0.5, 9, 2)).toBeCloseTo(0.6 + 0.5 * Math.sqrt(Math.log(9)), 12);
    const view = strategy.view();
    if (view?.kind !== 'tree') throw new Error('no tree');
    expect(view.nodes[0]).toMatchObject({ parent: -1, visits: 30 });
    expect(view.nodes.slice(1).map(({ visits: n }) => n)).toEqual([...visits].sort((a, b) => b - a));
    expect(view.nodes[1]).toMatchObject({ parent: 0, decision: 'arm', option: 'c', value: 1 });
  });

  it('takes the largest bound of ranks and averages, by hand, the untried among them', async () => {
    const averages = 3;
    const strategy = new MctsStrategy({ ...MCTS_DEFAULTS, repeats: true, averages }, arms, 1);
    // Ranks do not see that the worst arm is far below the others.
    const values = [-1000, 0.6, 1];
    const met: number[] = [];
    for (let n = 0; n < 30; n += 1) {
      const scores = met.map((arm) => {
        const below = met.filter((other) => (values[other] ?? 0) < (values[arm] ?? 0)).length;
        const equal = met.filter((other) => other === arm).length;
        return (below + equal / 2) / met.length;
      });
      const bounds = values.map((_, arm) => {
        const own = scores.filter((_score, i) => met[i] === arm);
        const sum = own.reduce((total, score) => total + score, 0);
        const prior = (0.5 + sum) / (1 + own.length);
        const mean = (averages * prior + sum) / (averages + own.length);
        return mean + 0.5 * Math.sqrt((2 * Math.log(n + 1)) / (own.length + 1));
      });
      const [proposal] = await strategy.ask();
      if (proposal === undefined) throw new Error('nothing proposed');
      const [arm = 0] = proposal.genotype.choices;
      expect(bounds[arm]).toBeCloseTo(Math.max(...bounds), 12);
      expect(proposal.origin).toEqual(
        n === 0 ? { kind: 'random' } : { kind: 'model', acquisition: expect.closeTo(bounds[arm] ?? 0, 12) },
      );
      met.push(arm);
      await strategy.tell([{ ...proposal, reward: values[arm] ?? 0 }]);
    }
    expect(new Set(met).size).toBe(3);
  });

  it('reads settings from before there were ranks and averages as plain UCT', () => {
    const { scale, averages, ...old } = MCTS_DEFAULTS;
    expect([scale, averages]).toEqual(['ranks', 3]);
    expect(mctsSchema.parse(old)).toEqual({ ...old, scale: 'range', averages: 0 });
  });

  it('meets every genotype exactly once and then ends, where none is to be repeated', async () => {
    for (const childrenPerEpisode of [1, 7]) {
      const met = await play(new MctsStrategy({ ...MCTS_DEFAULTS, childrenPerEpisode }, aSmall, 2), 100, ([a = 0]) => a);
      expect(new Set(met.map(String)).size).toBe(64);
      expect(met).toHaveLength(64);
    }
  });

  it('finds the best of 64 cells in fewer than the 32.5 distinct draws of random search, seeds 1 to 20', async () => {
    let sum = 0;
    for (let seed = 1; seed <= 20; seed += 1) {
      const met = await play(new MctsStrategy(MCTS_DEFAULTS, aSmall, seed), 64, ([a = 0, b = 0]) => -Math.abs(a - 5) - 0.1 * b);
      sum += 1 + met.findIndex(([a, b]) => a === 5 && b === 0);
    }
    expect(sum / 20).toBeLessThan(20);
  });

  it('spreads a batch by virtual losses: one visit of a good arm does not fill the batch', async () => {
    const strategy = new MctsStrategy({ ...MCTS_DEFAULTS, repeats: true, childrenPerEpisode: 3 }, arms, 4);
    const met = (await play(strategy, 3, ([arm = 0]) => arm)).map(([arm]) => arm);
    expect(new Set(met)).toEqual(new Set([0, 1, 2]));
    const before = JSON.stringify(strategy.view());
    await strategy.ask();
    expect(JSON.stringify(strategy.view())).toBe(before);
  });

  it('widens numbers as their node is visited: at most ceil(2 sqrt N) first values; later ones are better, seeds 1 to 10', async () => {
    const value = (choices: readonly number[]): number => braninSpace.value?.at({ space: 'branin', choices }) ?? 0;
    const mean = (list: readonly (readonly number[])[]): number => list.reduce((sum, one) => sum + value(one), 0) / list.length;
    let [early, late] = [0, 0];
    for (let seed = 1; seed <= 10; seed += 1) {
      const strategy = new MctsStrategy({ ...MCTS_DEFAULTS, repeats: true }, braninSpace, seed);
      const met = await play(strategy, 400, (choices) => -value(choices));
      expect(new Set(met.map(([x]) => x)).size).toBeLessThanOrEqual(Math.ceil(2 * Math.sqrt(400)));
      early += mean(met.slice(0, 40)) / 10;
      late += mean(met.slice(200)) / 10;
    }
    expect(late).toBeLessThan(0.9 * early);
  });

  it('refuses settings that cannot be, by their path', () => {
    for (const changes of [{ exploration: -1 }, { wideningPower: 2 }, { widening: 0 }]) {
      const parsed = mctsSchema.safeParse({ ...MCTS_DEFAULTS, ...changes });
      expect(parsed.error?.issues[0]?.path).toEqual(Object.keys(changes));
    }
  });
});
