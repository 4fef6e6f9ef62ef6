import { describe, expect, it } from 'vitest';
import { countGraph } from '../../../../src/engine/graph/count';
import { spaceById } from '../../../../src/engine/space';

const OPTIONS = { profile: 'paper', input: [32, 32, 3], classes: 10 } as const;

describe("the guide's spaces", () => {
  it('have the sizes of their definitions', () => {
    expect(spaceById('guide-rl').size).toBe(180n ** 6n);
    expect(spaceById('guide-rl?layers=1').size).toBe(180n);
    // Two types of prod over i = 2..5 of (8 i)^2.
    expect(spaceById('guide-cell?nodes=4').size).toBe((16n * 24n * 32n * 40n) ** 4n);
    expect(spaceById('guide-macro?layers=8').size).toBe(19n ** 8n * 40_320n);
    expect(spaceById('guide-macro?layers=9').size).toBe(19n ** 8n * 40_320n * (1n + 19n * 9n));
  });

  it('ask for a pooling size only where there is a pooling', () => {
    const space = spaceById('guide-rl?layers=1');
    expect(space.next([0, 0, 0, 2])).toBeNull();
    expect(space.next([0, 0, 0, 1])?.name).toBe('layer1.pool.side');
    expect(() => space.parse('conv@3x24>no_pool@2')).toThrow(/must have a side if it pools, and none otherwise/);
  });

  it('build what they say: a controller example by hand', () => {
    const space = spaceById('guide-rl?layers=2');
    const graph = space.build(space.parse('conv@5x24>max_pool@3|separable_conv@3x36>no_pool'), OPTIONS);
    const { layers, params } = countGraph(graph);
    expect(params.cells).toBe(25 * 3 * 24 + 4 * 24 + (9 * 24 + 24 * 36 + 4 * 36));
    expect(layers.find(({ id }) => id === 'cell1.max_pool')?.outputShape).toEqual([16, 16, 24]);
  });

  it('add an earlier layer at the size and channels of the later one', () => {
    const space = spaceById('guide-macro?layers=9');
    const text = 'conv3x3@32|identity|identity&1|conv5x5@64&1|maxpool3x3|avgpool3x3&4|identity|zero&1|conv7x7@128&2';
    const graph = space.build(space.parse(text), OPTIONS);
    const reads = new Map(graph.layers.map(({ id, inputs }) => [id, inputs]));
    expect(reads.get('cell3.add')).toEqual(['cell3.identity', 'cell1.conv3x3.relu']);
    // Layer 4 comes after the first halving, and has other channels.
    expect(reads.get('cell4.add')).toEqual(['cell4.conv5x5.relu', 'cell4.skip.project']);
    expect(reads.get('cell4.skip.halve1')).toEqual(['cell1.conv3x3.relu']);
    expect(reads.get('cell8.skip.halve2')).toEqual(['cell8.skip.halve1']);
  });

  it('let a cell of the guide have edges of nothing', () => {
    const space = spaceById('guide-cell?nodes=2');
    const cell = 'none~0+skip_connect~1|max_pool_3x3~2+none~1';
    const graph = space.build(space.parse(`normal=${cell};reduction=${cell}`), { ...OPTIONS, profile: 'teach' });
    expect(graph.layers.filter(({ op }) => op.kind === 'zero').length).toBe(8);
  });
});
