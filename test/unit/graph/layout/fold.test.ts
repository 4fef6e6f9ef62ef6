import { describe, expect, it } from 'vitest';
import { foldGroups, groupsOf } from '../../../../src/engine/graph/layout/fold';
import { batchNorm, conv2d, depthwiseConv2d, dropout, relu } from '../../../../src/engine/graph/ops';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { graph, labError, layer } from '../support';
import { cellGraph } from './graphs';

const image = layer('image', { kind: 'input', shape: [8, 8, 4] }, [], 'input');
const norm = batchNorm(0.1, 1e-3);
const boxes = (drawn: NetworkGraph, options: Parameters<typeof foldGroups>[1]) =>
  foldGroups(drawn, options).nodes.map(({ layers }) => layers.join('+'));

describe('folded groups', () => {
  it('are exactly the groups where all are folded', () => {
    const network = cellGraph(1, 4, 5);
    const { nodes } = foldGroups(network, { folded: new Set(groupsOf(network)) });
    expect(nodes.map(({ part }) => part)).toEqual(groupsOf(network));
    expect(nodes.map(({ kind }) => kind)).toEqual([
      'layer',
      ...groupsOf(network)
        .slice(1)
        .map(() => 'group'),
    ]);
  });

  it('leave the other groups as they are', () => {
    const network = cellGraph(1, 3, 2);
    const { nodes } = foldGroups(network, { folded: new Set(['cell2']) });
    expect(nodes.filter(({ kind }) => kind === 'group').map(({ id }) => id)).toEqual(['group:cell2']);
    expect(nodes).toHaveLength(network.layers.filter(({ group }) => group !== 'cell2').length + 1);
  });

  it('are two boxes where a path leaves the group and comes back: one box would be a cycle', () => {
    const there = graph([
      image,
      layer('a', relu, ['image'], 'left'),
      layer('b', relu, ['a'], 'right'),
      layer('c', relu, ['b'], 'left'),
      layer('d', { kind: 'add' }, ['a', 'c'], 'left'),
    ]);
    const { nodes, edges } = foldGroups(there, { folded: new Set(['left', 'right']) });
    expect(nodes.map(({ part, layers }) => [part, layers])).toEqual([
      ['input', ['image']],
      ['left', ['a']],
      ['right', ['b']],
      ['left (2)', ['c', 'd']],
    ]);
    expect(edges).toContainEqual({ from: 'a', to: 'group:left (2)' });
    expect(edges).toContainEqual({ from: 'b', to: 'group:left (2)' });
  });

  it('are parted where two groups read one another without either path coming back', () => {
    const crossed = graph([
      image,
      layer('a0', relu, ['image'], 'a'),
      layer('b0', relu, ['image'], 'b'),
      layer('a1', relu, ['b0'], 'a'),
      layer('b1', relu, ['a0'], 'b'),
      layer('sum', { kind: 'add' }, ['a1', 'b1'], 'end'),
    ]);
    const parts = foldGroups(crossed, { folded: new Set(['a', 'b']) }).nodes.map(({ part }) => part);
    expect(parts).toEqual(['input', 'b', 'a', 'b (2)', 'end']);
  });

  it('refuse what is no graph', () => {
    expect(labError(() => foldGroups(graph([image, layer('a', relu, ['nobody'])]))).message).toContain('nobody');
  });
});

describe('fused chains', () => {
  it('take in what follows a convolution, up to its activation', () => {
    const chain = graph([
      image,
      layer('conv', conv2d(4, [3, 3]), ['image']),
      layer('norm', norm, ['conv']),
      layer('relu', relu, ['norm']),
      layer('drop', dropout(0.1), ['relu']),
      layer('relu2', relu, ['drop']),
      layer('conv2', conv2d(4, [3, 3]), ['relu2']),
    ]);
    expect(boxes(chain, { fused: true })).toEqual(['image', 'conv+norm+relu+drop', 'relu2+conv2']);
  });

  it('begin with the activation where it comes first, and hold both halves of a separable convolution', () => {
    const chain = graph([
      image,
      layer('relu1', relu, ['image']),
      layer('depthwise1', depthwiseConv2d([3, 3]), ['relu1']),
      layer('pointwise1', conv2d(4, [1, 1]), ['depthwise1']),
      layer('norm1', norm, ['pointwise1']),
      layer('relu2', relu, ['norm1']),
      layer('depthwise2', depthwiseConv2d([3, 3]), ['relu2']),
      layer('pointwise2', conv2d(4, [1, 1]), ['depthwise2']),
      layer('norm2', norm, ['pointwise2']),
    ]);
    expect(boxes(chain, { fused: true })).toEqual([
      'image',
      'relu1+depthwise1+pointwise1+norm1',
      'relu2+depthwise2+pointwise2+norm2',
    ]);
  });

  it('end where a layer is read twice, where a group ends, and at the output', () => {
    const forked = graph([
      image,
      layer('conv', conv2d(4, [3, 3]), ['image']),
      layer('norm', norm, ['conv']),
      layer('relu', relu, ['norm']),
      layer('sum', { kind: 'add' }, ['norm', 'relu']),
      layer('conv2', conv2d(4, [3, 3]), ['sum']),
      layer('norm2', norm, ['conv2'], 'other'),
    ]);
    expect(boxes(forked, { fused: true })).toEqual(['image', 'conv+norm', 'relu', 'sum', 'conv2', 'norm2']);
  });

  it('are left apart unless asked for', () => {
    const network = cellGraph(1, 1, 1);
    expect(foldGroups(network).nodes).toHaveLength(network.layers.length);
  });
});
