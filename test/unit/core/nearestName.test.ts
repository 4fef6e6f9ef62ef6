import { describe, expect, it } from 'vitest';
import { editDistance, nearestName, suggestName } from '../../../src/engine/core/nearestName';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['kitten', 'sitting', 3],
    ['conv3', 'conv3', 0],
    ['cnov3', 'conv3', 1],
    ['flaw', 'lawn', 2],
    ['abcdef', 'abdcef', 1],
  ] as const)('%s -> %s takes %i', (a, b, expected) => {
    expect(editDistance(a, b)).toBe(expected);
    expect(editDistance(b, a)).toBe(expected);
  });
});

describe('nearestName', () => {
  const ops = ['twoconv', 'conv3', 'conv5', 'conv7', 'max', 'avg', 'identity', 'sep'];

  it('finds the name that was meant', () => {
    expect(nearestName('cnov5', ops)).toBe('conv5');
    expect(nearestName('IDENTIY', ops)).toBe('identity');
    expect(nearestName('twocnov', ops)).toBe('twoconv');
  });

  it('keeps silent where nothing is near', () => {
    expect(nearestName('xyz', ops)).toBeNull();
    expect(nearestName('q'.repeat(1000), ops)).toBeNull();
    expect(nearestName('max', [])).toBeNull();
  });

  it('names the list with the suggestion', () => {
    expect(suggestName('mx', ['max', 'avg'])).toBe("Did you mean 'max'? Known: max, avg.");
    expect(suggestName('zzzzzz', ['max', 'avg'])).toBe('Known: max, avg.');
  });
});
