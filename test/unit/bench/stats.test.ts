import { describe, expect, it } from 'vitest';
import { splitOf } from '../../../bench/overhead/split';
import { standingsTable } from '../../../bench/support/standings';
import { interquartileRange, largestDeviation, median, quantile } from '../../../bench/support/stats';

describe('statistics of rounds', () => {
  it('interpolates quantiles between neighbours, whatever the order', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([10, 0], 0.25)).toBe(2.5);
    expect(interquartileRange([1, 2, 3, 4, 5])).toBe(2);
    expect(interquartileRange([7])).toBe(0);
    expect(median([])).toBeNaN();
  });

  it('takes a deviation relative to what is expected from 1 on, absolute below', () => {
    expect(largestDeviation([1.5, 202], [1, 200])).toBe(0.5);
    expect(largestDeviation([0.3], [0.2])).toBeCloseTo(0.1);
    expect(largestDeviation([1], [1, 2])).toBe(Number.POSITIVE_INFINITY);
    expect(largestDeviation([Number.NaN], [1])).toBe(Number.POSITIVE_INFINITY);
  });
});

it('shows the ratio of each engine to each other', () => {
  const row = (engine: string, value: number) => ({
    bench: 'train',
    case: 'c',
    engine,
    value,
    unit: 'images/s',
    spread: 1,
    checked: true,
  });
  const table = standingsTable('c', [
    { row: row('slow', 10), gflops: 1, peakBytes: 5e6 },
    { row: { ...row('fast', 40), peakShare: 0.615 }, gflops: 4, peakBytes: null },
  ]);
  const cells = table.split('\n').map((line) => line.trim().split(/\s{2,}/));
  expect(cells[1]).toEqual(['1', 'slow', '10', '1', '1', '-', '5', '0.25']);
  expect(cells[2]).toEqual(['2', 'fast', '40', '1', '4', '62', '-', '4']);
});

describe('splitting a step', () => {
  const ops = [
    { name: 'Conv2D', ms: 3, calls: 2 },
    { name: 'Add', ms: 1, calls: 5 },
  ];

  it('calls overhead what passes outside kernels on the processor', () => {
    const split = splitOf({ plainMs: 4.9, clockedMs: 5, hostMs: 5, dispatches: null, ops });
    expect(split).toMatchObject({ stepMs: 4.9, outsideMs: 1, overheadShare: 0.2, dispatches: null });
  });

  it('calls overhead the whole time of encoding where a GPU computes beside it', () => {
    const split = splitOf({ plainMs: 50, clockedMs: 50, hostMs: 10, dispatches: 38, ops });
    expect(split).toMatchObject({ outsideMs: 6, overheadShare: 0.2, dispatches: 38 });
  });
});
