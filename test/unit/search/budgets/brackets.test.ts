import { describe, expect, it } from 'vitest';
import {
  type Bracket,
  bracketEpochs,
  bracketTrials,
  halvingBracket,
  hyperbandBrackets,
  rungLevels,
} from '../../../../src/engine/search/budgets/brackets';

const pairs = (brackets: readonly Bracket[]): string =>
  brackets.map(({ rungs }) => rungs.map(({ n, r }) => `${n},${r}`).join(' ')).join(' | ');
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

describe('hyperbandBrackets', () => {
  it('gives the printed table for 81 epochs at eta 3 (Li et al. 2018; automation chapter, table 7-1)', () => {
    expect(pairs(hyperbandBrackets(81, 3, 'floor'))).toBe(
      '81,1 27,3 9,9 3,27 1,81 | 27,3 9,9 3,27 1,81 | 9,9 3,27 1,81 | 6,27 2,81 | 5,81',
    );
  });

  it('gives the printed run of 10 epochs at eta 3: 30 trials, 144 epochs as the document counts, 120 where weights are kept', () => {
    const brackets = hyperbandBrackets(10, 3, 'ceil');
    expect(pairs(brackets)).toBe('12,2 4,4 2,10 | 6,4 2,10 | 4,10');
    expect(sum(brackets.map(bracketTrials))).toBe(30);
    expect(sum(brackets.map((bracket) => bracketEpochs(bracket, false)))).toBe(144);
    expect(sum(brackets.map((bracket) => bracketEpochs(bracket, true)))).toBe(120);
  });

  it('rounds up by the other rule: 81 at eta 3', () => {
    const sizes = hyperbandBrackets(81, 3, 'ceil').map(({ rungs }) => rungs.map(({ n }) => n).join());
    expect(sizes).toEqual(['81,27,9,3,1', '34,12,4,2', '15,5,2', '8,3', '5']);
  });

  it('loses no bracket to a logarithm: 243 at eta 3, 1000 at eta 10, 125 at eta 5', () => {
    // floor(Math.log(R) / Math.log(eta)) is 4 and 2 for the first two.
    for (const rule of ['floor', 'ceil'] as const) {
      expect(hyperbandBrackets(243, 3, rule).map(({ s }) => s)).toEqual([5, 4, 3, 2, 1, 0]);
      expect(hyperbandBrackets(1000, 10, rule).map(({ s }) => s)).toEqual([3, 2, 1, 0]);
      expect(hyperbandBrackets(125, 5, rule).map(({ s }) => s)).toEqual([3, 2, 1, 0]);
    }
  });

  it('refuses what is no whole number', () => {
    expect(() => hyperbandBrackets(0, 3, 'floor')).toThrow(/R must be an integer from 1/);
    expect(() => hyperbandBrackets(2.5, 3, 'floor')).toThrow(/got 2.5/);
    expect(() => hyperbandBrackets(81, 1, 'ceil')).toThrow(/eta must be an integer from 2/);
  });
});

describe('every R up to 2000 and every eta up to 1000', () => {
  /** The definitions in exact integers of any size, sharing no code with what is tested. */
  const reference = (R: bigint, eta: bigint, rule: 'floor' | 'ceil'): string[][] => {
    let sMax = 0n;
    while (eta ** (sMax + 1n) <= R) sMax += 1n;
    let up = 0n;
    while (eta ** up < R) up += 1n;
    const brackets: string[][] = [];
    for (let s = sMax; s >= 0n; s -= 1n) {
      const rungs: string[] = [];
      for (let i = 0n; i <= s; i += 1n) {
        const power = eta ** (s - i);
        const n = rule === 'floor' ? ((sMax + 1n) / (s + 1n)) * power : ((1n + up) * power + s) / (s + 1n);
        const r = rule === 'floor' ? R / power : (R + power - 1n) / power;
        rungs.push(`${n},${r}`);
      }
      brackets.push(rungs);
    }
    return brackets;
  };

  it.each(['floor', 'ceil'] as const)('%s: rungs shrink, epochs grow to R', (rule) => {
    const faults: string[] = [];
    const check = (R: number, eta: number): void => {
      const brackets = hyperbandBrackets(R, eta, rule);
      for (const [place, { s, rungs }] of brackets.entries()) {
        const isRight =
          s === brackets.length - 1 - place &&
          rungs.length === s + 1 &&
          rungs.at(-1)?.r === R &&
          rungs.every(({ n, r }, i) => {
            const before = rungs[i - 1];
            return (
              Number.isSafeInteger(n) &&
              n >= 1 &&
              r >= 1 &&
              (before === undefined || (before.n > n && before.r < r && n <= before.n))
            );
          });
        if (!isRight) faults.push(`${R}/${eta} bracket ${s}: ${pairs([{ s, rungs }])}`);
      }
    };
    for (let R = 1; R <= 2000; R += 1) for (let eta = 2; eta <= 1000; eta += 1) check(R, eta);
    expect(faults.slice(0, 5)).toEqual([]);
  });

  it.each(['floor', 'ceil'] as const)('%s: equal to the definition in big integers', (rule) => {
    const faults: string[] = [];
    // Every R with the small eta, where there are many brackets, and around every power besides; every eta with R of its own size.
    const compare = (R: number, eta: number): void => {
      const found = hyperbandBrackets(R, eta, rule).map(({ rungs }) => rungs.map(({ n, r }) => `${n},${r}`));
      if (JSON.stringify(found) !== JSON.stringify(reference(BigInt(R), BigInt(eta), rule))) faults.push(`${R}/${eta}`);
    };
    for (let R = 1; R <= 2000; R += 1) for (let eta = 2; eta <= 12; eta += 1) compare(R, eta);
    for (let eta = 13; eta <= 1000; eta += 1) {
      for (const R of [1, eta - 1, eta, eta + 1, eta * eta - 1, eta * eta, eta * eta + 1, 1000, 1999, 2000]) compare(R, eta);
    }
    expect(faults.slice(0, 5)).toEqual([]);
  });
});

describe('successive halving', () => {
  it('gives each rung the same epochs where n is a power of eta: n r (Jamieson and Talwalkar 2016)', () => {
    for (const eta of [2, 3, 4, 7]) {
      for (let k = 1; k <= 4; k += 1) {
        const n = eta ** k;
        const bracket = halvingBracket(n, 2, 2 * n, eta);
        expect(bracket.rungs.map((rung) => rung.n * rung.r)).toEqual(Array.from({ length: k + 1 }, () => 2 * n));
        // Started again at every rung: (k + 1) n r. Going on from weights: n r (1 + k (eta - 1) / eta).
        expect(bracketEpochs(bracket, false)).toBe((k + 1) * n * 2);
        expect(bracketEpochs(bracket, true)).toBe(2 * n + k * 2 * (n / eta) * (eta - 1));
      }
    }
  });

  it('ends where no trial is left or the epochs are spent', () => {
    expect(halvingBracket(10, 1, 81, 3).rungs).toEqual([
      { n: 10, r: 1 },
      { n: 3, r: 3 },
      { n: 1, r: 9 },
    ]);
    expect(halvingBracket(100, 4, 40, 3).rungs.map(({ r }) => r)).toEqual([4, 12, 36]);
    expect(rungLevels(1, 1, 2)).toEqual([1]);
    expect(() => rungLevels(5, 4, 2)).toThrow(/R must be an integer from 5/);
  });
});
