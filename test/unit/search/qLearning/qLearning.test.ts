import { describe, expect, it } from 'vitest';
import { LabError } from '../../../../src/engine/core/errors';
import { Q_LEARNING_DEFAULTS, type QLearningConfig, qLearningSchema } from '../../../../src/engine/search/qLearning/config';
import { epsilonAt } from '../../../../src/engine/search/qLearning/epsilon';
import { QLearningStrategy } from '../../../../src/engine/search/qLearning/qLearning';
import { QTable, updateWalk } from '../../../../src/engine/search/qLearning/qTable';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { braninSpace } from '../../../../src/engine/space/functions/branin';
import type { Decision, SearchSpace } from '../../../../src/engine/space/types';

/** Two choices of two; after the second option of the first there is no second. */
const fork: SearchSpace = {
  ...aSmall,
  id: 'fork',
  size: 3n,
  next([first, second]): Decision | null {
    if (first === undefined) return { kind: 'categorical', name: 'first', options: ['on', 'stop'] };
    if (first === 1 || second !== undefined) return null;
    return { kind: 'categorical', name: 'second', options: ['bad', 'good'] };
  },
};
/** The best end lies behind the first option, whose other end is the worst. */
const REWARD = ([first, second]: readonly number[]): number => (first === 1 ? 0.5 : second === 1 ? 1 : 0);

async function play(strategy: QLearningStrategy, trials: number, reward = REWARD): Promise<number[]> {
  const all: number[] = [];
  while (all.length < trials) {
    const told = (await strategy.ask()).map((one) => ({ ...one, reward: reward(one.genotype.choices) }));
    all.push(...told.map((one) => one.reward));
    await strategy.tell(told);
  }
  return all;
}

describe('Q-learning', () => {
  it('updates a walk from its end to its beginning, by hand', () => {
    const table = new QTable(fork, 8, 'prefix');
    updateWalk(table.visit([0, 1], 0.2), [0, 1], 1, 0.5);
    // Second: .5 * .2 + .5 * 1 = .6; first: .5 * .2 + .5 * max(.2, .6) = .4.
    expect(table.rows()).toEqual([
      [[], [0.4, 0.2], [1, 0]],
      [[0], [0.2, 0.6], [0, 1]],
    ]);
    updateWalk(table.visit([1], 0.2), [1], 0.5, 0.5);
    expect(table.rows()[0]).toEqual([[], [0.4, expect.closeTo(0.35, 12)], [1, 1]]);
  });

  it('has one state for all walks of the same last choice and place, as MetaQNN, or one for each beginning', async () => {
    const three: SearchSpace = {
      ...aSmall,
      id: 'three',
      size: 8n,
      next: ({ length }): Decision | null =>
        length === 3 ? null : { kind: 'categorical', name: `d${length}`, options: ['no', 'yes'] },
    };
    const rows: Record<string, number> = {};
    for (const state of ['last', 'prefix'] as const) {
      const strategy = new QLearningStrategy({ ...Q_LEARNING_DEFAULTS, state, explorationChildren: 10_000 }, three, 1);
      await play(strategy, 200, ([a = 0]) => a);
      const view = strategy.view();
      if (view?.kind !== 'q-values') throw new Error('no values');
      rows[state] = view.rows.length;
      expect(view.rows.at(-1)?.state).toMatch(state === 'last' ? /^(no|yes)$/ : /^(no|yes),(no|yes)$/);
    }
    expect(rows).toEqual({ last: 1 + 2 + 2, prefix: 1 + 2 + 4 });
    const { state, ...old } = Q_LEARNING_DEFAULTS;
    expect(state).toBe('last');
    expect(qLearningSchema.parse(old).state).toBe('prefix');
  });

  it('converges to the optimal values of a small decision process: max over what follows, seed 1', async () => {
    const config: QLearningConfig = { ...Q_LEARNING_DEFAULTS, leastEpsilon: 0.5, explorationChildren: 1 };
    const strategy = new QLearningStrategy(config, fork, 1);
    await play(strategy, 200);
    const view = strategy.view();
    if (view?.kind !== 'q-values') throw new Error('no values');
    const [first, second] = view.rows;
    expect([first?.state, first?.decision, first?.options]).toEqual(['', 'first', ['on', 'stop']]);
    expect(first?.values).toEqual([expect.closeTo(1, 3), expect.closeTo(0.5, 3)]);
    expect(second?.state).toBe('on');
    expect(second?.values).toEqual([expect.closeTo(0, 3), expect.closeTo(1, 3)]);
    expect(first?.visits.reduce((sum, n) => sum + n, 0)).toBe(200);
  });

  it('settles on the best of 64 cells when epsilon has fallen to 0, in at least 9 of the seeds 1 to 10', async () => {
    let settled = 0;
    for (let seed = 1; seed <= 10; seed += 1) {
      const config = { ...Q_LEARNING_DEFAULTS, explorationChildren: 300, leastEpsilon: 0 };
      const all = await play(
        new QLearningStrategy(config, aSmall, seed),
        320,
        ([a = 0, b = 0]) => -Math.abs(a - 5) - Math.abs(b - 2),
      );
      if (all.slice(-10).every((reward) => reward === 0)) settled += 1;
    }
    expect(settled).toBeGreaterThanOrEqual(9);
  });

  it('tries everything once where values start above all rewards, without any exploration', async () => {
    const config = {
      ...Q_LEARNING_DEFAULTS,
      explorationChildren: 1,
      leastEpsilon: 0,
      initialValue: 10,
      learningRate: 1,
      replay: 0,
    };
    const strategy = new QLearningStrategy(config, fork, 3);
    const all = await play(strategy, 12);
    expect(new Set(all).size).toBe(3);
    expect(all.at(-1)).toBe(1);
  });

  it('cuts a number without steps into places', async () => {
    const strategy = new QLearningStrategy({ ...Q_LEARNING_DEFAULTS, bins: 3, childrenPerEpisode: 50 }, braninSpace, 1);
    const proposals = await strategy.ask();
    expect(new Set(proposals.map(({ genotype }) => genotype.choices[0]))).toEqual(new Set([-2.5, 2.5, 7.5]));
  });

  it('has an epsilon that falls evenly, or down the stairs of MetaQNN', () => {
    const linear = { exploration: 'linear', explorationChildren: 100, leastEpsilon: 0.2 } as const;
    expect([0, 50, 100, 900].map((n) => epsilonAt(linear, n))).toEqual([1, 0.6, 0.2, 0.2]);
    const stairs = { exploration: 'stairs', explorationChildren: 2700, leastEpsilon: 0.1 } as const;
    expect([0, 1499, 1500, 1799, 1800, 2549, 2550, 5000].map((n) => epsilonAt(stairs, n))).toEqual([
      1, 1, 0.9, 0.7, 0.6, 0.2, 0.1, 0.1,
    ]);
    expect(epsilonAt({ ...stairs, explorationChildren: 27 }, 15)).toBe(0.9);
  });

  it('refuses states and settings that cannot be', async () => {
    const strategy = new QLearningStrategy(Q_LEARNING_DEFAULTS, fork, 1);
    await play(strategy, 5);
    const state = JSON.parse(JSON.stringify(strategy.state()));
    state.memory.rows = state.memory.rows.slice(1);
    expect(() => new QLearningStrategy(Q_LEARNING_DEFAULTS, fork, 1).restore(state)).toThrow(LabError);
    for (const changes of [{ learningRate: 0 }, { leastEpsilon: 2 }, { bins: 1 }, { replay: -1 }]) {
      const parsed = qLearningSchema.safeParse({ ...Q_LEARNING_DEFAULTS, ...changes });
      expect(parsed.error?.issues[0]?.path).toEqual(Object.keys(changes));
    }
  });
});
