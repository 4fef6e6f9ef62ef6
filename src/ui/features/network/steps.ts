import type { Drawing, DrawnNode } from '../../../engine/graph/layout';

export type Direction = 'up' | 'down' | 'left' | 'right' | 'first' | 'last';

export const DIRECTIONS: Readonly<Record<string, Direction>> = {
  ArrowUp: 'up',
  ArrowDown: 'down',
  ArrowLeft: 'left',
  ArrowRight: 'right',
  Home: 'first',
  End: 'last',
};

const middle = (node: DrawnNode): number => node.x + node.width / 2;

/** Of several boxes the one whose middle is nearest to a box's own. */
function nearest(node: DrawnNode, others: readonly DrawnNode[]): DrawnNode | null {
  const distance = (other: DrawnNode): number => Math.abs(middle(other) - middle(node));
  return others.reduce<DrawnNode | null>(
    (best, other) => (best === null || distance(other) < distance(best) ? other : best),
    null,
  );
}

/**
 * Where a key leads from a box: up and down along an edge, to the nearest of the boxes it reads or that read it;
 * sideways to the neighbour in its row, or in the nearest row that has one there; null at the end of the way.
 */
export function stepFrom(drawing: Drawing, id: string, direction: Direction): DrawnNode | null {
  const { nodes, edges } = drawing;
  const node = nodes.find((one) => one.id === id);
  if (node === undefined) return null;
  switch (direction) {
    case 'first':
      return nodes[0] ?? null;
    case 'last':
      return nodes[nodes.length - 1] ?? null;
    case 'down': {
      const readers = new Set(edges.filter(({ from }) => from === id).map(({ to }) => to));
      return nearest(
        node,
        nodes.filter((one) => readers.has(one.id)),
      );
    }
    case 'up': {
      const read = new Set(edges.filter(({ to }) => to === id).map(({ from }) => from));
      return nearest(
        node,
        nodes.filter((one) => read.has(one.id)),
      );
    }
    case 'left':
    case 'right': {
      const there = nodes.filter(
        (one) => one.row === node.row && one.id !== id && (direction === 'right' ? one.x > node.x : one.x < node.x),
      );
      return nearest(node, there);
    }
    default:
      return direction satisfies never;
  }
}
