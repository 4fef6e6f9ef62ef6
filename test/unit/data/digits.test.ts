import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/engine/core/sha256';
import { proceduralDigits } from '../../../src/engine/data/digits';
import { flatten, Pen } from '../../../src/engine/data/digits/path';
import { drawPolyline } from '../../../src/engine/data/digits/raster';
import { TEMPLATES } from '../../../src/engine/data/digits/templates';
import type { ImageSet } from '../../../src/engine/data/types';
import { labError } from '../graph/support';

const hash = (set: ImageSet) => sha256(set.images).slice(0, 16) + sha256(set.labels).slice(0, 16);

describe('proceduralDigits', () => {
  const digits = proceduralDigits(1);

  it('is pinned for seed 1: the same bytes on every engine', () => {
    expect([hash(digits.train), hash(digits.test)]).toEqual([
      '990ca485c8910b356c9edec030d0426c',
      '071967e1e9d41ca33e5e2b25cf59c521',
    ]);
  });

  it('holds 10,000 and 2,000 images of ten equally frequent classes', () => {
    for (const [set, each] of [
      [digits.train, 1000],
      [digits.test, 200],
    ] as const) {
      expect([set.shape, set.classes, set.count, set.images.length]).toEqual([[28, 28, 1], 10, each * 10, each * 7840]);
      const counts = new Array<number>(10).fill(0);
      for (const label of set.labels) counts[label] = (counts[label] ?? 0) + 1;
      expect(counts).toEqual(new Array(10).fill(each));
    }
  });

  it('is always labelled as what it is', () => {
    expect([digits.id, digits.title, digits.provenance]).toEqual(['digits', 'Procedural digits', 'procedural digits, seed 1']);
    expect(proceduralDigits(77, { train: 10, test: 10 }).provenance).toBe('procedural digits, seed 77');
  });

  it('differs between seeds and between parts, and a larger set begins with the smaller', () => {
    const small = proceduralDigits(1, { train: 40, test: 40 });
    expect(Buffer.compare(small.train.images, digits.train.images.subarray(0, 40 * 784))).toBe(0);
    expect(hash(small.train)).not.toBe(hash(small.test));
    expect(hash(proceduralDigits(2, { train: 40, test: 40 }).train)).not.toBe(hash(small.train));
  });

  it('draws ink everywhere, in the middle, never the same image twice', () => {
    const seen = new Set<string>();
    for (let i = 0; i < digits.test.count; i += 1) {
      const image = digits.test.images.subarray(i * 784, (i + 1) * 784);
      const border = image.filter((_, p) => p % 28 === 0 || p % 28 === 27 || p < 28 || p >= 756).reduce((sum, v) => sum + v, 0);
      const total = image.reduce((sum, v) => sum + v, 0);
      expect(total).toBeGreaterThan(255 * 10);
      expect(border).toBeLessThan(total / 4);
      seen.add(sha256(image));
    }
    expect(seen.size).toBe(digits.test.count);
  });

  it('refuses seeds and sizes out of range', () => {
    expect(labError(() => proceduralDigits(-1)).message).toMatch(/seed: .* got -1/);
    expect(labError(() => proceduralDigits(1, { train: 0 })).message).toMatch(
      /digits\.train: expected 1 to 1000000 images, got 0/,
    );
  });
});

describe('the pen', () => {
  it('draws arcs within 0.05 % of the circle', () => {
    const { points, pieces } = new Pen(1, 0).arc(0, 0, 1, 1, 0, 360).stroke();
    const line: number[] = [];
    flatten(points, pieces, line);
    for (let i = 0; i < line.length; i += 2) expect(Math.hypot(line[i] ?? 0, line[i + 1] ?? 0)).toBeCloseTo(1, 3);
    expect(line.at(-2)).toBeCloseTo(1, 12);
    expect(line.at(-1)).toBeCloseTo(0, 12);
  });

  it('has several ways to write every digit, all within the unit square', () => {
    expect(TEMPLATES).toHaveLength(10);
    for (const ways of TEMPLATES) {
      expect(ways.length).toBeGreaterThan(1);
      for (const stroke of ways.flat()) {
        expect(stroke.points.length).toBe(2 + stroke.pieces.reduce((sum, piece) => sum + (piece === 'line' ? 2 : 6), 0));
        const line: number[] = [];
        flatten(stroke.points, stroke.pieces, line);
        for (const value of line) expect(Math.abs(value - 0.5)).toBeLessThanOrEqual(0.55);
      }
    }
  });

  it('inks a horizontal line by the distance to it', () => {
    const ink = new Float64Array(100);
    drawPolyline(Float64Array.from([2.5, 5, 7.5, 5]), { start: 1, end: 1, softness: 1 }, ink, 10);
    // Rows 4 and 5 have their centres 0.5 from the line: inside. Rows 3 and 6: 1.5, at the soft edge's end.
    for (let column = 2; column <= 7; column += 1) {
      expect([ink[40 + column], ink[50 + column], ink[30 + column], ink[60 + column]]).toEqual([1, 1, 0, 0]);
    }
    expect(ink.reduce((sum, v) => sum + v, 0)).toBeLessThan(20);
  });
});
