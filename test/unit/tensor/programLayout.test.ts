import { describe, expect, it } from 'vitest';
import { Rng } from '../../../src/engine/core/rng';
import { type Interval, layOut } from '../../../src/engine/tensor/wasm/program/layout';

const intervals = (rng: Rng, count: number): Interval[] =>
  Array.from({ length: count }, () => {
    const first = rng.int(20) - 1;
    return { bytes: 4 * (1 + rng.int(500)), first, last: first + rng.int(8) };
  });

describe('layOut', () => {
  it.each([1, 2, 3, 4, 5])('never lets two buffers overlap that live at once (seed %i)', (seed) => {
    const lives = intervals(Rng.fromSeed(seed, 'layout'), 40);
    const { offsets, bytes } = layOut(lives);
    const end = (i: number): number => (offsets[i] ?? 0) + (lives[i]?.bytes ?? 0);
    const clashes: string[] = [];
    lives.forEach((a, i) => {
      expect((offsets[i] ?? 0) % 64).toBe(0);
      expect(end(i)).toBeLessThanOrEqual(bytes);
      lives.slice(0, i).forEach((b, j) => {
        const meet = a.first <= b.last && b.first <= a.last;
        if (meet && (offsets[i] ?? 0) < end(j) && (offsets[j] ?? 0) < end(i)) clashes.push(`${i} and ${j}`);
      });
    });
    expect(clashes).toEqual([]);
  });

  it('gives the place of what is done with to what comes after it', () => {
    const chain = [0, 1, 2, 3, 4].map((first) => ({ bytes: 640, first, last: first + 1 }));
    expect(layOut(chain)).toEqual({ offsets: [0, 640, 0, 640, 0], bytes: 1280 });
  });
});
