import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph/count';
import { spaceById } from '../../../../src/engine/space';
import { cellNodes } from '../../../../src/ui/features/loop/cellNodes';

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
});
