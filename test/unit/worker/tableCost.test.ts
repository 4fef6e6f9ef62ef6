import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../src/engine/graph';
import { aSmall, enumerate } from '../../../src/engine/space';
import { imagesOfTraining, msPerImage, triedGraphs, wallMs } from '../../../src/worker/tableCost';

const POINTS = [
  { macs: 100, msPerImage: 1 },
  { macs: 300, msPerImage: 5 },
];

describe('the cost of a table', () => {
  it('is linear between tried children and in proportion beyond them', () => {
    expect(msPerImage(POINTS, 100)).toBe(1);
    expect(msPerImage(POINTS, 200)).toBe(3);
    expect(msPerImage(POINTS, 50)).toBe(0.5);
    expect(msPerImage(POINTS, 600)).toBe(10);
  });

  it('counts validation and test as forward passes', () => {
    expect(imagesOfTraining({ epochs: 3, train: 12_000, valid: 2_000, test: 10_000 })).toBeCloseTo(
      36_000 + 2_000 + 10_000 / 3,
      6,
    );
  });

  it('shares the work among no more workers than there are children', () => {
    expect(wallMs(POINTS, [100, 100], 10, 1)).toBe(20);
    expect(wallMs(POINTS, [100, 100], 10, 2)).toBeCloseTo(11, 9);
    expect(wallMs(POINTS, [100], 10, 8)).toBe(10);
    expect(wallMs(POINTS, [], 10, 8)).toBe(0);
  });

  it('tries the cheapest and the dearest cell and two between', () => {
    const cells = [...enumerate(aSmall)].map((genotype) =>
      aSmall.build(genotype, { profile: 'teach', input: [28, 28, 1], classes: 10 }),
    );
    const all = cells.map((cell) => countGraph(cell).macs);
    const tried = triedGraphs(cells).map((cell) => countGraph(cell).macs);
    expect(tried).toHaveLength(4);
    expect(tried[0]).toBe(Math.min(...all));
    expect(tried[3]).toBe(Math.max(...all));
    expect([...tried].sort((a, b) => a - b)).toEqual(tried);
    expect(triedGraphs(cells.slice(0, 1))).toHaveLength(1);
  });
});
