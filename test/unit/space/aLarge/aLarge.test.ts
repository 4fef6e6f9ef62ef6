import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph/count';
import { spaceById } from '../../../../src/engine/space';

const OPTIONS = { profile: 'paper', input: [28, 28, 1], classes: 10 } as const;

describe('A_large', () => {
  it.each([
    // ((B + 1)!)^2 64^B; golden.md has that of five blocks.
    [1, 256n],
    [2, 147_456n],
    [3, 150_994_944n],
    [5, 556_627_761_561_600n],
  ])('of %i blocks has %i cells', (blocks, size) => {
    expect(spaceById(blocks === 5 ? 'a-large' : `a-large?blocks=${blocks}`).size).toBe(size);
  });

  it('has as many hidden states to choose from as blocks before it, and two', () => {
    const space = spaceById('a-large?blocks=3');
    const counts = Array.from({ length: 12 }, (_, i) => {
      const decision = space.next(new Array<number>(i).fill(0));
      return decision?.kind === 'categorical' ? decision.options.length : 0;
    });
    expect(counts).toEqual([2, 2, 8, 8, 3, 3, 8, 8, 4, 4, 8, 8]);
  });

  it('concatenates op1(ha) and op2(hb); a later block reads an earlier one, and the cell gives all of its blocks', () => {
    const space = spaceById('a-large?blocks=2');
    const graph = space.build(space.parse('conv3~x+identity~prev|sep~h1+avg~x'), OPTIONS);
    const { layers } = countGraph(graph);
    const shapes = new Map(layers.map(({ id, outputShape }) => [id, outputShape]));
    expect(shapes.get('cell1.block1')).toEqual([28, 28, 64 + 1]);
    expect(shapes.get('cell1.block2')).toEqual([28, 28, 64 + 1]);
    expect(shapes.get('cell1.output')).toEqual([28, 28, 130]);
    expect(shapes.get('cell2.prev')).toEqual([14, 14, 1]);
    expect(shapes.get('cell2.block1')).toEqual([14, 14, 128 + 1]);
    const reads = new Map(graph.layers.map(({ id, inputs }) => [id, inputs]));
    expect(reads.get('cell1.block2.op1.sep.depthwise')).toEqual(['cell1.block1']);
    expect(reads.get('cell1.block1.op2.identity')).toEqual(['input']);
  });

  it('has the parameters that its sums give: one block of conv3 and twoconv, by hand', () => {
    const space = spaceById('a-large?blocks=1');
    const graph = space.build(space.parse('conv3~x+twoconv~x'), OPTIONS);
    const conv = (side: number, from: number, to: number): number => side * from * to + to;
    const first = conv(9, 1, 64) + conv(3, 1, 64) + conv(3, 64, 64);
    const second = conv(9, 128, 128) + conv(3, 128, 128) + conv(3, 128, 128);
    const head = 7 * 7 * 256 * 4096 + 4096 + 4096 * 10 + 10;
    expect(countGraph(graph).params).toMatchObject({ cells: first + second, total: first + second + head });
  });

  it('has half of A_small’s filters and a norm on its hidden layer in profile teach', () => {
    const space = spaceById('a-large?blocks=1');
    const graph = space.build(space.parse('conv3~x+sep~prev'), { ...OPTIONS, profile: 'teach' });
    const { layers } = countGraph(graph);
    const shapes = new Map(layers.map(({ id, outputShape }) => [id, outputShape]));
    expect(shapes.get('cell1.block1')).toEqual([28, 28, 4 + 4]);
    expect(shapes.get('cell2.block1')).toEqual([14, 14, 8 + 8]);
    expect(layers.slice(-5).map(({ kind }) => kind)).toEqual(['dense', 'batchNorm', 'relu', 'dropout', 'dense']);
  });

  it('names the block that reads what comes later', () => {
    const space = spaceById('a-large?blocks=2');
    expect(() => space.parse('conv3~x+max~h1|sep~h1+avg~x')).toThrow(
      /'h1' \(at character 13\) is not a hidden state that block 1 can read/,
    );
    expect(() => space.parse('conv3~x+max~x')).toThrow(/must have 2 blocks joined by '\|', got 1/);
    expect(() => space.parse('conv4~x+max~x|sep~x+avg~x')).toThrow(/'conv4' \(at character 1\) is not an op/);
  });
});
