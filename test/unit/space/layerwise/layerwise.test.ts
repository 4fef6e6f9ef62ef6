import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph/count';
import { spaceById } from '../../../../src/engine/space';

const OPTIONS = { profile: 'paper', input: [32, 32, 3], classes: 10 } as const;

describe('layer-wise space', () => {
  it.each([
    ['layer-wise', 64n ** 6n * 2n ** 15n],
    ['layer-wise?layers=15', 64n ** 15n * 2n ** 105n],
    ['layer-wise?layers=2&skips=no', 4096n],
    ['layer-wise?layers=3&skips=no&strides=yes', 64n ** 3n * 9n ** 3n],
  ])('%s has %i points', (id, size) => {
    expect(spaceById(id).size).toBe(size);
  });

  it('reads the layers it names, the image where it names none, and gives those that nobody read to the classifier', () => {
    const space = spaceById('layer-wise?layers=4');
    const graph = space.build(space.parse('24@3x3|36@5x7|48@1x1&1,2|64@7x1&1'), OPTIONS);
    const reads = new Map(graph.layers.map(({ id, inputs }) => [id, inputs]));
    expect(reads.get('cell1.conv')).toEqual(['input']);
    expect(reads.get('cell2.conv')).toEqual(['input']);
    expect(reads.get('cell3.inputs.concat')).toEqual(['cell1.relu', 'cell2.relu']);
    expect(reads.get('cell4.conv')).toEqual(['cell1.relu']);
    expect(reads.get('head.inputs.concat')).toEqual(['cell3.relu', 'cell4.relu']);
    const conv = (side: number, from: number, to: number): number => side * from * to + 4 * to;
    const cells = conv(9, 3, 24) + conv(35, 3, 36) + conv(1, 60, 48) + conv(7, 24, 64);
    expect(countGraph(graph).params).toMatchObject({ cells, head: (48 + 64) * 10 + 10 });
  });

  it('fills smaller images up with zeros where strides made them so', () => {
    const space = spaceById('layer-wise?layers=3&strides=yes');
    const graph = space.build(space.parse('24@3x3/2x1|24@3x3/1x3|24@3x3/1x1&1,2'), OPTIONS);
    const shapes = new Map(countGraph(graph).layers.map(({ id, outputShape }) => [id, outputShape]));
    expect([shapes.get('cell1.relu'), shapes.get('cell2.relu')]).toEqual([
      [16, 32, 24],
      [32, 11, 24],
    ]);
    expect([shapes.get('cell3.inputs.pad1'), shapes.get('cell3.inputs.concat')]).toEqual([
      [32, 32, 24],
      [32, 32, 48],
    ]);
  });

  it('names what it cannot read', () => {
    const space = spaceById('layer-wise?layers=2');
    expect(() => space.parse('24@3x3|24@3x3&2')).toThrow(/'2' \(at character 15\) is not a layer before layer 2/);
    expect(() => space.parse('24@3x2|24@3x3')).toThrow(/'2' \(at character 6\) is not a kernel side/);
    expect(() => spaceById('layer-wise?layers=2&skips=no').parse('24@3x3|24@3x3&1')).toThrow(/which this space leaves out/);
  });
});
