import { describe, expect, it } from 'vitest';
import { measurableSpaces, spaceText } from '../../../../../src/ui/features/tables/draft';

describe('spaces that a table can be measured of', () => {
  it('are those with networks, few enough to train each, and no test function', () => {
    const spaces = measurableSpaces();
    expect(spaces.map(({ id }) => id)).toEqual(expect.arrayContaining(['a-small', 'a-large?blocks=1', 'hypernets-dnn']));
    expect(spaces.map(({ id }) => id)).not.toEqual(expect.arrayContaining(['branin']));
    for (const { id, size, value, profiles } of spaces) {
      expect(value, id).toBeUndefined();
      expect(profiles.length, id).toBeGreaterThan(0);
      expect(Number(size), id).toBeLessThanOrEqual(4096);
    }
  });

  it('say with which options and how many networks', () => {
    expect(measurableSpaces().map(spaceText)).toEqual(
      expect.arrayContaining(['A_small: 64 networks', expect.stringMatching(/^A_large, blocks 1: 256 networks$/)]),
    );
  });
});
