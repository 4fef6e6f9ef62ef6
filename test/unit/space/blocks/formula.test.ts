import { describe, expect, it } from 'vitest';
import { evaluate } from '../../../../src/engine/space/blocks/evaluate';
import { namesIn, parseFormula } from '../../../../src/engine/space/blocks/formula';
import type { Scalar } from '../../../../src/engine/space/blocks/types';
import { labError } from '../../graph/support';

const NAMES: { readonly [name: string]: Scalar } = { units: 500, reduce: 0.8, step: 2, op: 'conv', on: true };
const value = (text: string): Scalar => evaluate(parseFormula(text), (name) => NAMES[name] ?? Number.NaN);

describe('formulas', () => {
  it.each([
    ['1 + 2 * 3', 7],
    ['(1 + 2) * 3', 9],
    ['7 - 2 - 1', 4],
    ['8 / 4 / 2', 1],
    ['2 ^ 3 ^ 2', 512],
    ['-2 ^ 2', 4],
    ['-7 % 3', 2],
    ['2 * 2 ^ 3', 16],
    ['1e3 + .5', 1000.5],
    ['round(2.5) + floor(-1.5) + ceil(1.2) + abs(-4)', 7],
    ['min(3, 1, 2) + max(4, 9)', 10],
    ['pow(9, 0.5)', 3],
    ['step == 0 ? units : floor(units * reduce ^ step)', 320],
    ['step == 0 ? 1 : step == 1 ? 2 : 3', 3],
    ["op == 'conv'", true],
    ["op != 'conv'", false],
    ['on == true', true],
    ['3 <= 3', true],
    ['2 > 3', false],
  ])('%s = %j', (text, expected) => {
    const got = value(text);
    if (typeof expected === 'number') expect(got).toBeCloseTo(expected, 12);
    else expect(got).toBe(expected);
  });

  it('computes only the branch that is taken', () => {
    expect(value('step == 0 ? 1 / 0 : 5')).toBe(5);
  });

  it('lists the names it reads in their order', () => {
    expect(namesIn(parseFormula('max(b, a) + b * step')).map(({ name }) => name)).toEqual(['b', 'a', 'step']);
  });

  it.each([
    ['1 +', 4, /ends too early/, /Correct/],
    ['1 $ 2', 3, /'\$' cannot be read/, /Write numbers/],
    ['max(1', 6, /'\)' is missing/, /Correct/],
    ['rund(1)', 1, /no function 'rund'/, /Did you mean 'round'/],
    ['pow(1)', 1, /'pow' takes 2 arguments, got 1/, /Correct/],
    ['1 2', 3, /'2' is not expected here/, /Correct/],
    ['a ? 1', 6, /':' is missing/, /Correct/],
    [`${'('.repeat(60)}1`, 41, /more than 40 levels/, /two formulas/],
    [`${'-'.repeat(300)}1`, 40, /more than 40 levels/, /two formulas/],
    ["eval('x')", 1, /no function 'eval'/, /Known/],
    ['a.b', 2, /'\.' cannot be read/, /Write/],
  ])('refuses %s at character %i', (text, at, message, remedy) => {
    const error = labError(() => parseFormula(text));
    expect([error.kind, error.column]).toEqual(['space', at]);
    expect(error.message).toMatch(message);
    expect(error.remedy).toMatch(remedy);
  });

  it.each([
    ['1 / 0', /divided by 0/],
    ['5 % 0', /divided by 0/],
    ["'a' + 1", /'a' is not a number/],
    ['1 ? 2 : 3', /must be true or false/],
    ['10 ^ 400', /too large/],
    ['(0 - 8) ^ 0.5', /not a number/],
  ])('has no value for %s', (text, message) => {
    expect(labError(() => value(text)).message).toMatch(message);
  });
});
