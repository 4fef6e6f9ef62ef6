import { describe, expect, it } from 'vitest';
import {
  anytimeCurve,
  bestAt,
  commonCosts,
  compareValues,
  comparisonCells,
  comparisonLatex,
  meanRanks,
  pairedTest,
} from '../../../src/engine/analysis';
import { Rng } from '../../../src/engine/core/rng';

const rng = () => Rng.fromSeed(1, 'paired');

describe('paired permutation test', () => {
  it('is 2 / 2^n where all differences have one sign, and 1 where there are none', () => {
    expect(pairedTest([2, 3, 5, 8, 13], [1, 1, 1, 1, 1], rng())).toEqual({ difference: 5.2, p: 2 / 32, exact: true });
    expect(pairedTest([4, 4], [4, 4], rng()).p).toBe(1);
  });

  it('counts by hand: d = (3, -1, 2): sums 4, 0, 6, 2 of either sign; at least 4: 4 of 8', () => {
    expect(pairedTest([3, 0, 2], [0, 1, 0], rng())).toEqual({ difference: 4 / 3, p: 4 / 8, exact: true });
  });

  it('draws what it cannot count, and comes near to what counting gives', () => {
    const noise = Rng.fromSeed(9, 'noise');
    const a = Array.from({ length: 14 }, () => noise.uniform() + 0.1);
    const b = Array.from({ length: 14 }, () => noise.uniform());
    const counted = pairedTest(a, b, rng());
    // One more pair that differs by nothing: every pattern comes twice, and the test is the same.
    const drawn = pairedTest([...a, 1], [...b, 1], rng());
    expect([counted.exact, drawn.exact]).toEqual([true, false]);
    // Four standard errors of 20,000 draws at p near .5 are .014.
    expect(Math.abs(counted.p - drawn.p)).toBeLessThan(0.015);
  });

  it('rejects at 5 % about as often where nothing differs: 400 experiments of 8 pairs', () => {
    const noise = Rng.fromSeed(3, 'null');
    let rejected = 0;
    for (let i = 0; i < 400; i += 1) {
      const pairs = Array.from({ length: 8 }, () => [noise.uniform(), noise.uniform()] as const);
      const { p } = pairedTest(
        pairs.map(([a]) => a),
        pairs.map(([, b]) => b),
        rng(),
      );
      if (p <= 0.05) rejected += 1;
    }
    // Binomial, 400 draws at 12/256 = .047: 19 expected, 4.3 standard deviation.
    expect(rejected).toBeGreaterThan(2);
    expect(rejected).toBeLessThan(37);
  });
});

describe('comparison', () => {
  const compared = [
    { name: 'low', values: [1, 2, 3, 4] },
    { name: 'high', values: [5, 2, 6, 7] },
  ];

  it('ranks by seed, equals sharing their places, and puts the best first', () => {
    expect(meanRanks(compared)).toEqual([(2 + 1.5 + 2 + 2) / 4, (1 + 1.5 + 1 + 1) / 4]);
    const [first, second] = compareValues(compared);
    expect([first?.name, first?.mean, first?.median, first?.best, first?.worst, first?.versusBest]).toEqual([
      'high',
      5,
      5.5,
      7,
      2,
      null,
    ]);
    expect(first?.std).toBeCloseTo(Math.sqrt((0 + 9 + 1 + 4) / 3), 12);
    expect(second?.versusBest).toEqual({ difference: -2.5, p: 2 / 8, exact: true });
    expect(first !== undefined && first.low <= first.mean && first.mean <= first.high).toBe(true);
  });

  it('writes a LaTeX tabular with every sign escaped and the best row bold', () => {
    const rows = compareValues([
      { name: 'a_b & 100 %', values: [1, 1] },
      { name: '{x}^2 ~ \\y < $z', values: [0, 0] },
    ]);
    const latex = comparisonLatex(rows, 'Caption of 50 %');
    expect(latex).toContain('\\textbf{a\\_b \\& 100 \\%}');
    expect(latex).toContain('\\{x\\}\\textasciicircum{}2 \\textasciitilde{} \\textbackslash{}y $<$ \\$z');
    expect(latex).toContain('\\caption{Caption of 50 \\%}');
    const columnsOf = (line: string): number => line.split(/(?<!\\)&/).length;
    const lines = latex.split('\n').filter((line) => line.endsWith('\\\\'));
    expect(new Set(lines.map(columnsOf))).toEqual(new Set([comparisonCells(rows)[0]?.length]));
  });
});

describe('anytime curves', () => {
  it('keep the points where the best changes, one for each cost', () => {
    const curve = anytimeCurve([10, 20, 20, 30, 40], [1, 1, 3, 3, 4]);
    expect(curve).toEqual({ cost: [10, 20, 40], best: [1, 3, 4] });
    expect([5, 10, 19, 20, 39, 40, 99].map((spent) => bestAt(curve, spent))).toEqual([Number.NaN, 1, 1, 3, 3, 4, 4]);
  });

  it('are compared from where all of them have a value', () => {
    const curves = [anytimeCurve([10, 20], [1, 2]), anytimeCurve([14, 20], [1, 2])];
    expect(commonCosts(curves, 20, 4)).toEqual([14, 16, 18, 20]);
    expect(commonCosts(curves, 12, 4)).toEqual([]);
  });
});
