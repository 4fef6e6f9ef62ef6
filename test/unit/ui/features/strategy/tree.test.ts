import { describe, expect, it } from 'vitest';
import type { TreeNode } from '../../../../../src/engine/search/views';
import { aSmall } from '../../../../../src/engine/space';
import { archOf } from '../../../../../src/ui/features/strategy/tree/archOf';
import { optionsTo, treeLayout, unfolded } from '../../../../../src/ui/features/strategy/tree/layout';
import { zoomAbout } from '../../../../../src/ui/features/strategy/tree/usePanZoom';

const node = (parent: number, option: string, visits: number): TreeNode => ({
  parent,
  decision: parent === 0 ? 'op1' : 'op2',
  option,
  visits,
  value: 90,
});

/** start -> sep (5) -> max (1), avg (4); start -> conv3 (3) -> sep (3). */
const nodes: readonly TreeNode[] = [
  node(-1, '', 8),
  node(0, 'conv3', 3),
  node(0, 'sep', 5),
  node(2, 'max', 1),
  node(2, 'avg', 4),
  node(1, 'sep', 3),
];

describe('treeLayout', () => {
  it('puts the most visited first, and a parent at the middle of its children', () => {
    const { items, rows, depth, best } = treeLayout(nodes, () => true);
    expect(items.map(({ index }) => index)).toEqual([0, 2, 4, 3, 1, 5]);
    expect(items.map(({ row }) => row)).toEqual([1.25, 0.5, 0, 1, 2, 2]);
    expect([rows, depth]).toEqual([3, 2]);
    expect([...best]).toEqual([0, 2, 4]);
  });

  it('a folded node is a leaf', () => {
    const { items, rows } = treeLayout(nodes, (index) => index === 0);
    expect(items.map(({ index }) => index)).toEqual([0, 2, 1]);
    expect(rows).toBe(2);
  });

  it('draws a root alone, and nothing of nothing', () => {
    expect(treeLayout(nodes.slice(0, 1), () => true)).toMatchObject({ rows: 1, depth: 0 });
    expect(treeLayout([], () => true)).toMatchObject({ items: [], rows: 0 });
  });
});

describe('unfolded', () => {
  it('opens the most visited way to its end, whatever the room', () => {
    expect([...unfolded(nodes, 1)].sort()).toEqual([0, 2]);
  });

  it('opens others by their visits while there is room', () => {
    expect([...unfolded(nodes, 3)].sort()).toEqual([0, 1, 2]);
  });
});

describe('archOf', () => {
  it('is the child at the end of a whole walk, and nothing before it', () => {
    expect(optionsTo(nodes, 4)).toEqual(['sep', 'avg']);
    expect(archOf(aSmall, optionsTo(nodes, 4))).toBe('sep,avg');
    expect(archOf(aSmall, optionsTo(nodes, 2))).toBeNull();
    expect(archOf(aSmall, ['sep', 'none such'])).toBeNull();
    expect(archOf(aSmall, ['sep', 'avg', 'max'])).toBeNull();
  });
});

it('zooming leaves the point under the pointer where it is', () => {
  const view = zoomAbout({ x: 30, y: -10, scale: 1 }, 2, 100, 50);
  expect(view).toEqual({ x: -40, y: -70, scale: 2 });
  expect((100 - view.x) / view.scale).toBe(70);
});
