import { describe, expect, it } from 'vitest';
import { parseJson } from '../../../src/engine/core/json';

const parsed = (text: string): unknown => parseJson(text, (why) => new Error(why));
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

describe('JSON from outside', () => {
  it('is read up to 200 levels deep, brackets in texts not counted', () => {
    expect(JSON.stringify(parsed(nested(200)))).toBe(nested(200));
    const text = JSON.stringify({ '[[[': `\\"${'['.repeat(500)}`, b: ['{'.repeat(500), '\\'], c: [] });
    expect(JSON.stringify(parsed(text))).toBe(text);
    expect(parsed(`\uFEFF[${'[],'.repeat(999)}[]]`)).toHaveLength(1000);
  });

  it('is refused before it is parsed where it is nested deeper, closed or not', () => {
    expect(() => parsed(nested(201))).toThrow('nested more than 200 levels deep at character 201');
    expect(() => parsed(`{"a":"]]"${'['.repeat(3_000_000)}`)).toThrow('nested more than 200 levels deep');
    expect(() => parsed(`"never closed ${'['.repeat(300)}`)).toThrow(/JSON|string/);
  });
});
