import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph/count';
import { spaceById } from '../../../../src/engine/space';

const space = spaceById('nasnet-simple');
const block = 'sep3~last+max3~before>concat';
const plain = 'identity~last+identity~last>add';
const OPTIONS = { profile: 'paper', input: [32, 32, 3], classes: 10 } as const;

describe("the chapter's simplified NASNet", () => {
  it('has 288^10 points', () => {
    expect(space.size).toBe(288n ** 10n);
  });

  it('halves the image at the second and the fourth cell, and doubles the channels there', () => {
    const cell = Array.from({ length: 5 }, () => block).join('|');
    const graph = space.build(space.parse(`normal=${cell};reduction=${cell}`), OPTIONS);
    const shapes = new Map(countGraph(graph).layers.map(({ id, outputShape }) => [id, outputShape]));
    expect([1, 2, 3, 4, 5].map((i) => shapes.get(`cell${i}.output.repair`))).toEqual([
      [32, 32, 4],
      [16, 16, 8],
      [16, 16, 8],
      [8, 8, 16],
      [8, 8, 16],
    ]);
    // The older input of the third cell is the first cell's, twice as large: it is stepped down.
    expect(graph.layers.find(({ id }) => id === 'cell3.input1.repair')?.op).toMatchObject({ kernel: [3, 3], stride: [2, 2] });
    expect(graph.layers.find(({ id }) => id === 'cell2.input1.reduce')?.op).toMatchObject({ kernel: [3, 3], stride: [2, 2] });
  });

  it('leaves an input that no block reads out, and counts by hand where every block adds the last cell to itself', () => {
    const cell = Array.from({ length: 5 }, () => plain).join('|');
    const graph = space.build(space.parse(`normal=${cell};reduction=${cell}`), OPTIONS);
    expect(graph.layers.some(({ id }) => id.includes('input1'))).toBe(false);
    const point = (from: number, to: number): number => from * to + to;
    const three = (from: number, to: number): number => 9 * from * to + to;
    const cells =
      point(3, 4) +
      point(20, 4) +
      (point(4, 8) + three(8, 8) + point(40, 8)) +
      (point(8, 8) + point(40, 8)) +
      (point(8, 16) + three(16, 16) + point(80, 16)) +
      (point(16, 16) + point(80, 16));
    expect(countGraph(graph).params).toMatchObject({ cells, head: 170 });
  });
});
