import { describe, expect, it } from 'vitest';
import { anytimeBands } from '../../../../../src/engine/analysis/anytimeBands';
import { type Compared, compareValues } from '../../../../../src/engine/analysis/comparison';
import { fig5 } from '../../../../../src/engine/run/presets';
import { STRATEGIES } from '../../../../../src/engine/search/metadata';
import { FAMILIES } from '../../../../../src/ui/features/compare/families';
import { apart, figureSvg, logTicks, ticks } from '../../../../../src/ui/features/compare/figure';
import { figureScale, lineNear, valueAt } from '../../../../../src/ui/features/compare/figureScale';
import {
  configOf,
  decodeQuestion,
  encodeQuestion,
  LINKED,
  OWN,
  orderedContenders,
  type Question,
  runsKey,
} from '../../../../../src/ui/features/compare/question';
import { conclusions, listed, pText, seedsNeeded, smallestP } from '../../../../../src/ui/features/compare/words';

const QUESTION: Question = {
  version: 1,
  problem: fig5(),
  own: 'fig5',
  contenders: [OWN, 'random'],
  seeds: 10,
  budget: { unit: 'children', amount: 200 },
  metric: 'best',
};

const rowsOf = (...compared: Compared[]) => compareValues(compared, 1);
const ten = (value: (i: number) => number): number[] => Array.from({ length: 10 }, (_, i) => value(i));

describe('what can be concluded', () => {
  it('says that a strategy which wins every seed does better, with its p', () => {
    const rows = rowsOf({ name: 'a', values: ten((i) => 2 + i / 50) }, { name: 'b', values: ten((i) => 1 + i / 25) });
    // All ten differences have one sign: 2 of 2^10 patterns are as large.
    expect(rows[1]?.versusBest?.p).toBe(2 / 1024);
    expect(conclusions(rows, QUESTION)[0]).toBe(
      'a does better than b: p = .002 over these 10 seeds, the best child of 2.09 on average.',
    );
  });

  it('says that no difference can be told where the test sees none, and does not call that equality', () => {
    const rows = rowsOf({ name: 'a', values: ten((i) => i % 3) }, { name: 'b', values: ten((i) => (i + 1) % 3) });
    const [sentence = ''] = conclusions(rows, QUESTION);
    expect(sentence).toMatch(/^No difference between \w and \w can be told from these 10 seeds: p = /);
    expect(sentence).toContain('That does not mean that there is none.');
  });

  it('says that three seeds cannot show a difference, however large', () => {
    const rows = rowsOf({ name: 'a', values: [9, 9.1, 9.2] }, { name: 'b', values: [1, 1.1, 1.2] });
    const said = conclusions(rows, { ...QUESTION, seeds: 3 }).join(' ');
    expect(said).toContain('No difference between a and b can be told');
    expect(said).toContain('cannot give less than p = .250');
    expect(said).toContain('needs 6 seeds or more');
  });

  it('says of partial results that they are partial, and of one strategy that it stands alone', () => {
    const rows = rowsOf({ name: 'a', values: [1, 2] });
    expect(conclusions(rows, QUESTION)).toEqual([
      'These are 2 of 10 seeds: all of it may change.',
      'a stands alone: choose a second strategy to compare it with.',
    ]);
  });

  it('needs as many seeds as the smallest p of the exact test asks for', () => {
    for (const level of [0.05, 0.025, 0.05 / 3, 0.01]) {
      const n = seedsNeeded(level);
      expect(smallestP(n)).toBeLessThanOrEqual(level);
      expect(smallestP(n - 1)).toBeGreaterThan(level);
    }
    expect([pText(0.0341), pText(0.0002), pText(1)]).toEqual(['.034', '< .001', '1']);
    expect(listed(['a', 'b', 'c'])).toBe('a, b and c');
  });
});

describe('a question', () => {
  it('comes back from its link as it was, and a damaged link is refused', () => {
    const presets = [{ id: 'fig5', config: fig5() }];
    expect(decodeQuestion(encodeQuestion(QUESTION), presets)).toEqual(QUESTION);
    expect(decodeQuestion('#run=1.abc', presets)).toBeNull();
    expect(() => decodeQuestion(encodeQuestion(QUESTION).slice(0, -9), presets)).toThrow(/damaged/);
    expect(() => decodeQuestion('#compare=2.abc', presets)).toThrow(/another version/);
  });

  it('of a link is the link’s, whatever name it gives itself, unless it is the very preset', () => {
    const presets = [{ id: 'fig5', config: fig5() }];
    const mine = { ...QUESTION, own: 'this run' };
    expect(decodeQuestion(encodeQuestion(mine), presets)).toEqual({ ...mine, own: LINKED });
    const reward = { id: 'code', source: 'return 1', deadlineMs: 100 } as const;
    const disguised = { ...QUESTION, problem: { ...fig5(), reward } };
    expect(decodeQuestion(encodeQuestion(disguised), presets)?.own).toBe(LINKED);
  });

  it('keeps outcomes under what changes them, and nothing else', () => {
    const key = runsKey(QUESTION, 'random');
    expect(runsKey({ ...QUESTION, problem: { ...QUESTION.problem, title: 'other', seed: 9 } }, 'random')).toBe(key);
    expect(runsKey(QUESTION, 'tpe')).not.toBe(key);
    expect(runsKey({ ...QUESTION, budget: { unit: 'children', amount: 201 } }, 'random')).not.toBe(key);
    expect(
      runsKey(
        { ...QUESTION, problem: { ...QUESTION.problem, reward: { id: 'max-params', maxParams: 1, penalty: 0 } } },
        'random',
      ),
    ).not.toBe(key);
  });

  it('stops every run at the same number of children and gives each the catalogue’s settings', () => {
    expect(configOf(QUESTION, 'random', 7)).toMatchObject({ seed: 7, strategy: { id: 'random' }, stop: { children: 200 } });
    expect(configOf(QUESTION, OWN, 7).strategy).toEqual(fig5().strategy);
    expect(() => configOf(QUESTION, 'nonsense', 1)).toThrow(/no strategy 'nonsense'/);
    expect(orderedContenders(['tpe', 'random', 'tpe', OWN])).toEqual([OWN, 'random', 'tpe']);
  });

  it('offers every strategy of the catalogue once', () => {
    const offered = FAMILIES.flatMap(({ strategies }) => strategies.map(({ id }) => id));
    expect([...offered].sort()).toEqual(STRATEGIES.map(({ id }) => id).sort());
  });
});

describe('anytime bands', () => {
  const curve = (cost: number[], best: number[]) => ({ cost, best });

  it('have the mean over seeds, the rank among all, and intervals that hold the mean', () => {
    const good = { name: 'good', spent: 100, curves: [curve([10, 50], [1, 4]), curve([10, 60], [2, 6])] };
    const bad = { name: 'bad', spent: 100, curves: [curve([20], [1]), curve([20], [1])] };
    const [first, second] = anytimeBands([good, bad], 100, 1);
    expect(first?.cost[0]).toBe(10);
    expect(first?.mean[0]).toBe(1.5);
    expect(first?.rank[0]).toBeNull();
    expect(first?.mean.at(-1)).toBe(5);
    expect(first?.rank.at(-1)).toBe(1);
    expect(second?.rank.at(-1)).toBe(2);
    expect(second?.low.at(-1)).toBe(1);
    first?.mean.forEach((mean, i) => {
      expect(first.low[i]).toBeLessThanOrEqual(mean);
      expect(first.high[i]).toBeGreaterThanOrEqual(mean);
    });
  });
});

describe('the figure', () => {
  it('is an SVG document with a line for each strategy, its name escaped, and the optimum', () => {
    const kinds = ['a<b', 'c'].map((name, k) => ({
      name,
      spent: 100,
      curves: [1, 2].map((seed) => ({ cost: [10, 40, 90], best: [seed + k, seed + k + 1, seed + k + 2] })),
    }));
    const look = { isDark: false, background: '#fff', ink: '#111', soft: '#555', line: '#ddd', truth: '#b40', font: 'Arial' };
    const size = { width: 600, height: 300, fontSize: 12 };
    const svg = figureSvg(
      { bands: anytimeBands(kinds, 90, 1), places: [0, 1], what: 'reward', unit: 'children', isLog: true, optimum: 7, ...size },
      look,
    );
    expect(svg.match(/<polyline/g)).toHaveLength(2);
    expect(svg).toContain('a&lt;b');
    expect(svg).toContain('optimum 7.00');
    expect(svg).not.toContain('NaN');
  });

  it('reads every curve at a place, and knows which one is pointed at', () => {
    const kinds = ['low', 'high'].map((name, k) => ({
      name,
      spent: 100,
      curves: [0, 2].map((seed) => ({ cost: [1, 50, 90], best: [seed + k, seed + 10 * k, seed + 20 * k] })),
    }));
    const size = { width: 600, height: 300, fontSize: 12 };
    const bands = anytimeBands(kinds, 100, 1);
    for (const isLog of [false, true]) {
      const scale = figureScale({ bands, places: [0, 1], what: 'reward', unit: 'children', isLog, optimum: null, ...size });
      for (const cost of [1, 7, 50, 100]) expect(scale.costAt(scale.px(cost))).toBe(cost);
      expect([scale.costAt(-50), scale.costAt(5000)]).toEqual([1, 100]);
      const [low, high] = scale.lines;
      if (low === undefined || high === undefined) throw new Error('two lines were asked for');
      expect(valueAt(low, 0)).toBeNull();
      expect(valueAt(high, 60)).toMatchObject({ y: 11, low: 10, high: 12 });
      expect(lineNear(scale, 60, scale.py(11) + 4, 10)).toBe('high');
      expect(lineNear(scale, 60, scale.py(1) - 4, 10)).toBe('low');
      expect(lineNear(scale, 60, scale.py(6), 10)).toBeNull();
    }
  });

  it('has round ticks, and labels apart', () => {
    expect(ticks(0, 10, 5)).toEqual([0, 2, 4, 6, 8, 10]);
    expect(logTicks(20, 300)).toEqual([20, 50, 100, 200]);
    expect(apart([10, 11, 50], 12, 0, 100)).toEqual([10, 22, 50]);
  });
});
