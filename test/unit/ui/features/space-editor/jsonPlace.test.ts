import { describe, expect, it } from 'vitest';
import { membersAfter, placeAt } from '../../../../../src/ui/features/space-editor/jsonPlace';

/** The place of the caret, written as |. */
const at = (text: string) => {
  const offset = text.indexOf('|');
  return placeAt(text.replace('|', ''), offset);
};

describe('placeAt', () => {
  it('tells names from values and knows the path', () => {
    expect(at('{"a": {"|')).toMatchObject({ path: ['a'], writes: 'name', quote: 7 });
    expect(at('{"a": [1, {"b": |}]}')).toMatchObject({ path: ['a', 1, 'b'], writes: 'value', quote: null });
    expect(at('{"a": 1, |}')).toMatchObject({ path: [], writes: 'name' });
    expect(at('[1, 2, |]')).toMatchObject({ path: [2], writes: 'value' });
  });

  it('counts no brackets, commas or colons that stand in quotes', () => {
    expect(at('{"a}": "[,:", "b": {"|"}}')).toMatchObject({ path: ['b'], writes: 'name' });
    expect(at('{"say": "\\"}", "c": |')).toMatchObject({ path: ['c'], writes: 'value' });
  });

  it('remembers the members before the caret, with their texts', () => {
    const place = at('{"kind": "conv2d", "filters": 8, "act|');
    expect([...(place?.around[0] ?? [])]).toEqual([
      ['kind', 'conv2d'],
      ['filters', null],
    ]);
  });

  it('gives nothing outside the value and in what is no JSON', () => {
    expect(at('{} |')).toBeNull();
    expect(at('|')).toBeNull();
    expect(at('], {|')).toBeNull();
  });

  it('goes over a text of many levels without recursion', () => {
    expect(placeAt('['.repeat(200_000), 200_000)?.path.length).toBe(200_000);
  });
});

describe('membersAfter', () => {
  it('lists the members that follow in the same object, not those of inner ones', () => {
    const text = '{ "a": {"x": 1}, "kind": "or", "b": [{"y": 2}] , "c": 3 } , "outside": 1';
    expect([...membersAfter(text, 1)]).toEqual([
      ['a', null],
      ['kind', 'or'],
      ['b', null],
      ['c', null],
    ]);
  });
});
