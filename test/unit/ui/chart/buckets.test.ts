import { describe, expect, it } from 'vitest';
import { bucketise, bucketSize, MAX_BUCKETS } from '../../../../src/ui/features/chart/buckets';

describe('bucketSize', () => {
  it.each([1, 300, 301, 450, 1000, 12_345, 1_000_000])(
    'cuts %i episodes into 150 to 300 buckets, fewer only if there are fewer',
    (n) => {
      const count = Math.ceil(n / bucketSize(n));
      expect(count).toBeLessThanOrEqual(MAX_BUCKETS);
      if (n > MAX_BUCKETS) expect(count).toBeGreaterThanOrEqual(150);
    },
  );
});

describe('bucketise', () => {
  it('keeps the extremes of each run of values and their mean', () => {
    const buckets = bucketise([1, 5, 3, 2, 9], 2);
    expect([...buckets.episode]).toEqual([2, 4, 5]);
    expect([...buckets.min]).toEqual([1, 2, 9]);
    expect([...buckets.max]).toEqual([5, 3, 9]);
    expect([...buckets.mean]).toEqual([3, 2.5, 9]);
  });

  it('leaves NaN out, and is NaN where there is nothing else', () => {
    const buckets = bucketise([Number.NaN, 4, Number.NaN, Number.NaN], 2);
    expect([...buckets.mean]).toEqual([4, Number.NaN]);
    expect([...buckets.min]).toEqual([4, Number.NaN]);
  });

  it('does not move finished buckets when a series grows', () => {
    const long = Array.from({ length: 901 }, (_, i) => Math.sin(i));
    const before = bucketise(long.slice(0, 850), 3);
    const after = bucketise(long, 3);
    expect([...after.mean].slice(0, 283)).toEqual([...before.mean].slice(0, 283));
  });
});
