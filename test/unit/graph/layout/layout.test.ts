import { describe, expect, it } from 'vitest';
import { groupsOf } from '../../../../src/engine/graph/layout/fold';
import { drawGraph, overlap } from '../../../../src/engine/graph/layout/layout';
import { routePath } from '../../../../src/engine/graph/layout/route';
import type { Drawing, DrawnEdge, Point } from '../../../../src/engine/graph/layout/types';
import type { NetworkGraph } from '../../../../src/engine/graph/types';
import { aSmall } from '../../../../src/engine/space/aSmall/space';
import { cellGraph, chainGraph, randomGraph } from './graphs';

const small = aSmall.build(aSmall.parse('sep,conv5'), { profile: 'teach', input: [28, 28, 1], classes: 10 });

const CASES: readonly (readonly [string, NetworkGraph])[] = [
  ['A_small sep,conv5', small],
  ['one cell of 5 blocks', cellGraph(1, 1, 5)],
  ['100 layers', cellGraph(2, 4, 5)],
  ['400 layers', cellGraph(3, 13, 5)],
  ['a chain of 100', chainGraph(100)],
  ['random, near edges', randomGraph(4, 60, 1, 4)],
  ['random, long edges', randomGraph(5, 80, 1, 80)],
  ['random, long edges, groups at random', randomGraph(6, 40, 5, 40)],
];

/** Every way in which a graph is shown. */
const views = (graph: NetworkGraph): readonly Drawing[] => {
  const groups = groupsOf(graph);
  return [
    drawGraph(graph),
    drawGraph(graph, { fused: true }),
    drawGraph(graph, { fused: true, folded: new Set(groups) }),
    drawGraph(graph, { folded: new Set(groups.filter((_, index) => index % 2 === 1)) }),
  ];
};

/** Points of the curve that routePath writes, close to one another. */
function walk({ points }: DrawnEdge): readonly Point[] {
  return points.slice(1).flatMap((point, index) => {
    const before = points[index] ?? point;
    return Array.from({ length: 21 }, (_, step): Point => {
      const t = step / 20;
      // (x0, y0), (x0, m), (x1, m), (x1, y1)
      const bow = t * t * (3 - 2 * t);
      const m = (before.y + point.y) / 2;
      const y = (1 - t) ** 3 * before.y + 3 * t * (1 - t) * m + t ** 3 * point.y;
      return { x: before.x + (point.x - before.x) * bow, y };
    });
  });
}

describe.each(CASES)('%s', (_, graph) => {
  const drawings = views(graph);

  it('has every layer in exactly one box', () => {
    for (const { nodes } of drawings) {
      const layers = nodes.flatMap((node) => node.layers);
      expect([...layers].sort()).toEqual(graph.layers.map(({ id }) => id).sort());
    }
  });

  it('keeps boxes apart, and inside the drawing', () => {
    for (const { nodes, width, height } of drawings) {
      const touching = nodes.flatMap((a, i) => nodes.slice(i + 1).flatMap((b) => (overlap(a, b) ? [`${a.id} ${b.id}`] : [])));
      expect(touching).toEqual([]);
      expect(nodes.filter((n) => n.x < 0 || n.y < 0 || n.x + n.width > width || n.y + n.height > height)).toEqual([]);
    }
  });

  it('has an edge for every input that crosses a box, and all of them go down', () => {
    for (const { nodes, edges } of drawings) {
      const boxOf = new Map(nodes.flatMap((node) => node.layers.map((id) => [id, node] as const)));
      const wanted = new Set<string>();
      for (const layer of graph.layers) {
        for (const input of layer.inputs) {
          const [from, to] = [boxOf.get(input), boxOf.get(layer.id)];
          if (from !== undefined && to !== undefined && from !== to) wanted.add(`${from.id} > ${to.id}`);
        }
      }
      expect(edges.map(({ from, to }) => `${from} > ${to}`).sort()).toEqual([...wanted].sort());
      const byId = new Map(nodes.map((node) => [node.id, node]));
      for (const { from, to, points } of edges) {
        expect(byId.get(from)?.row).toBeLessThan(byId.get(to)?.row ?? -1);
        for (const [index, point] of points.entries()) {
          if (index > 0) expect(point.y).toBeGreaterThanOrEqual(points[index - 1]?.y ?? Number.NaN);
        }
      }
    }
  });

  it('leads no edge through a box', () => {
    for (const { nodes, edges } of drawings) {
      const through = edges.flatMap((edge) =>
        walk(edge).flatMap(({ x, y }) =>
          nodes
            .filter((n) => x > n.x + 0.2 && x < n.x + n.width - 0.2 && y > n.y + 0.2 && y < n.y + n.height - 0.2)
            .map((n) => `${edge.from} > ${edge.to} through ${n.id}`),
        ),
      );
      expect([...new Set(through)]).toEqual([]);
    }
  });

  it('crosses no more edges than with the rows in the graph’s own order', () => {
    for (const { work } of drawings) expect(work.crossings).toBeLessThanOrEqual(work.crossingsBefore);
  });

  it('frames groups without a box of another one in them', () => {
    for (const { nodes, frames } of drawings) {
      for (const frame of frames) {
        for (const node of nodes) expect(overlap(frame, node), `${frame.part} ${node.id}`).toBe(node.part === frame.part);
      }
      for (const [index, frame] of frames.entries()) {
        for (const other of frames.slice(index + 1)) expect(overlap(frame, other)).toBe(false);
      }
    }
  });

  it('is the same drawing every time', () => {
    expect(views(structuredClone(graph))).toEqual(drawings);
  });
});

describe('the size of the task', () => {
  it('is what its names say', () => {
    expect(cellGraph(2, 4, 5).layers.length).toBeGreaterThanOrEqual(100);
    expect(cellGraph(3, 13, 5).layers.length).toBeGreaterThanOrEqual(400);
  });

  it('keeps to few dummies and sweeps at 400 layers: work grows with the graph, not with its square', () => {
    const graph = cellGraph(3, 13, 5);
    const { work, nodes, edges } = drawGraph(graph);
    expect(nodes).toHaveLength(graph.layers.length);
    expect(work.dummies).toBeLessThan(2 * edges.length);
    expect(work.sweeps).toBeLessThanOrEqual(64);
  });

  it('removes most crossings of cells', () => {
    const { work } = drawGraph(cellGraph(3, 13, 5), { fused: true });
    expect(work.crossings).toBeLessThan(0.5 * work.crossingsBefore);
  });
});

describe('a chain', () => {
  it('is drawn as one straight line', () => {
    const { edges, frames } = drawGraph(chainGraph(30));
    expect(new Set(edges.flatMap(({ points }) => points.map(({ x }) => x))).size).toBe(1);
    expect(frames.map(({ part }) => part)).toEqual(['cell1', 'head']);
    expect(routePath(edges[0]?.points ?? [])).toMatch(/^M[\d.]+ [\d.]+V[\d.]+$/);
  });
});
