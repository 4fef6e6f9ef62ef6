import { describe, expect, it } from 'vitest';
import { drawGraph } from '../../../../../src/engine/graph/layout';
import { relu } from '../../../../../src/engine/graph/ops';
import { type Direction, stepFrom } from '../../../../../src/ui/features/network/steps';
import { cellGraph } from '../../../graph/layout/graphs';
import { graph, layer } from '../../../graph/support';

const diamond = graph([
  layer('image', { kind: 'input', shape: [4, 4, 1] }, []),
  layer('left', relu, ['image']),
  layer('right', relu, ['image']),
  layer('sum', { kind: 'add' }, ['left', 'right']),
]);

const walk = (start: string, ...directions: readonly Direction[]): string | null =>
  directions.reduce<string | null>(
    (id, direction) => (id === null ? null : (stepFrom(drawGraph(diamond), id, direction)?.id ?? null)),
    start,
  );

describe('walking by keys', () => {
  it('follows the edges up and down, and the row to the sides', () => {
    expect(walk('left', 'down')).toBe('sum');
    expect(walk('left', 'up')).toBe('image');
    expect(walk('left', 'right')).toBe('right');
    expect(walk('right', 'left')).toBe('left');
    expect(walk('sum', 'first')).toBe('image');
    expect(walk('image', 'last')).toBe('sum');
  });

  it('ends where the drawing ends', () => {
    expect(walk('image', 'up')).toBeNull();
    expect(walk('sum', 'down')).toBeNull();
    expect(walk('left', 'left')).toBeNull();
    expect(stepFrom(drawGraph(diamond), 'nobody', 'down')).toBeNull();
  });

  it('reaches every box of a large network from the first', () => {
    const drawing = drawGraph(cellGraph(2, 4, 5), { fused: true });
    const reached = new Set([drawing.nodes[0]?.id ?? '']);
    for (const id of reached) {
      for (const direction of ['up', 'down', 'left', 'right'] as const) {
        const next = stepFrom(drawing, id, direction);
        if (next !== null) reached.add(next.id);
      }
    }
    expect([...reached].sort()).toEqual(drawing.nodes.map(({ id }) => id).sort());
  });
});
