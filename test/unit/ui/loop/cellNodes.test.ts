import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph/count';
import { spaceById } from '../../../../src/engine/space';
import { cellNodes, partNodes } from '../../../../src/ui/features/loop/cellNodes';

const nodesOf = (arch: string) => {
  const space = spaceById('a-small');
  return cellNodes(countGraph(space.build(space.parse(arch), { profile: 'teach', input: [28, 28, 1], classes: 10 })));
};

describe('cellNodes', () => {
  it('draws <sep,conv7> as two rows of four boxes, what was chosen marked', () => {
    const nodes = nodesOf('sep,conv7');
    expect(nodes.map((node) => `${node.row}.${node.column} ${node.title} ${node.shape}`)).toEqual([
      '0.0 image 28×28×1',
      '0.1 sep 28×28×8',
      '0.2 7×7 28×28×8',
      '0.3 pool 14×14×8',
      '1.0 sep 14×14×16',
      '1.1 7×7 14×14×16',
      '1.2 pool 7×7×16',
      '1.3 dense 64 10',
    ]);
    expect(nodes.filter((node) => node.chosen).map((node) => node.title)).toEqual(['sep', '7×7', 'sep', '7×7']);
  });

  it('loses no parameter and no MAC between layers and boxes', () => {
    const space = spaceById('a-small');
    const count = countGraph(space.build(space.parse('conv3,max'), { profile: 'teach', input: [28, 28, 1], classes: 10 }));
    const nodes = cellNodes(count);
    // Counted by hand: <conv3,max> in profile teach has 52,138 parameters.
    expect(nodes.reduce((sum, node) => sum + node.params, 0)).toBe(52_138);
    expect(nodes.reduce((sum, node) => sum + node.macs, 0)).toBe(count.macs);
  });

  it('draws any other network by its parts, five in a row, and loses nothing of it', () => {
    const space = spaceById('nats-bench');
    const arch = '|skip_connect~0|+|nor_conv_1x1~0|skip_connect~1|+|skip_connect~0|skip_connect~1|nor_conv_3x3~2|';
    const count = countGraph(space.build(space.parse(arch), { profile: 'teach', input: [28, 28, 1], classes: 10 }));
    const nodes = partNodes(count);
    expect(nodes.map(({ row, column, title }) => `${row}.${column} ${title}`)).toEqual([
      '0.0 image',
      '0.1 stem',
      '0.2 cell 1',
      '0.3 reduce 1',
      '0.4 cell 2',
      '1.0 reduce 2',
      '1.1 cell 3',
      '1.2 head',
    ]);
    expect(nodes.reduce((sum, node) => sum + node.params, 0)).toBe(count.params.total);
    expect(nodes.reduce((sum, node) => sum + node.macs, 0)).toBe(count.macs);
  });
});
