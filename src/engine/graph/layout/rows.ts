import type { Digraph } from './digraph';

/** A graph whose edges all join neighbouring rows: long ones go through dummies, one in each row between. */
export interface RowGraph {
  /** Nodes first, with their numbers in the graph; then dummies. */
  readonly count: number;
  readonly nodes: number;
  readonly row: readonly number[];
  /** The node whose output passes through a dummy; a node's own number. */
  readonly origin: readonly number[];
  readonly rows: number;
  /** Neighbours in the row above and below. */
  readonly up: readonly (readonly number[])[];
  readonly down: readonly (readonly number[])[];
  /** For each edge of the graph, the vertices it goes through, its ends included. */
  readonly paths: readonly (readonly number[])[];
}

/**
 * Inserts dummies. Long edges of one node share them as far as they go: what leaves a node is one tensor, drawn as one
 * trunk with branches. (Sugiyama, Tagawa, Toda 1981, step 1, gives each edge its own.)
 */
export function insertDummies(graph: Digraph, rank: readonly number[]): RowGraph {
  const row = [...rank];
  const origin = rank.map((_, node) => node);
  const up: number[][] = Array.from({ length: graph.count }, () => []);
  const down: number[][] = Array.from({ length: graph.count }, () => []);
  const trunks = new Map<number, number[]>();
  const link = (above: number, below: number): void => {
    if (down[above]?.includes(below)) return;
    down[above]?.push(below);
    up[below]?.push(above);
  };
  const paths = graph.edges.map(([from, to]) => {
    const trunk = trunks.get(from) ?? [from];
    trunks.set(from, trunk);
    const length = (rank[to] ?? 0) - (rank[from] ?? 0);
    while (trunk.length < length) {
      const dummy = row.length;
      row.push((rank[from] ?? 0) + trunk.length);
      origin.push(from);
      up.push([]);
      down.push([]);
      link(trunk[trunk.length - 1] ?? from, dummy);
      trunk.push(dummy);
    }
    const path = [...trunk.slice(0, length), to];
    link(path[path.length - 2] ?? from, to);
    return path;
  });
  const rows = 1 + row.reduce((most, one) => Math.max(most, one), -1);
  return { count: row.length, nodes: graph.count, row, origin, rows, up, down, paths };
}
