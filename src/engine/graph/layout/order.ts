import type { RowGraph } from './rows';

/** Vertices of each row from left to right. */
export type RowOrder = readonly (readonly number[])[];

/** Sweeps without a better order after which the search ends. */
const PATIENCE = 4;
const MOST_SWEEPS = 32;
/** Exchanges of neighbours are tried so often after a sweep. */
const EXCHANGES = 4;

function positionsOf(graph: RowGraph, order: RowOrder): Int32Array {
  const position = new Int32Array(graph.count);
  for (const row of order) {
    row.forEach((vertex, index) => {
      position[vertex] = index;
    });
  }
  return position;
}

/**
 * Crossings between all neighbouring rows: pairs of edges (a, b), (c, d) with a left of c and b right of d. Counted per
 * row by a tree of sums over the lower ends in the order of the upper ends: O(E log V). Barth, Juenger, Mutzel 2002.
 */
export function countCrossings(graph: RowGraph, order: RowOrder): number {
  const position = positionsOf(graph, order);
  let crossings = 0;
  for (let index = 0; index + 1 < order.length; index += 1) {
    const width = order[index + 1]?.length ?? 0;
    const sums = new Int32Array(width + 1);
    let placed = 0;
    for (const vertex of order[index] ?? []) {
      const ends = (graph.down[vertex] ?? []).map((below) => position[below] ?? 0).sort((a, b) => a - b);
      for (const end of ends) {
        // Edges placed so far whose lower end is further right cross this one.
        let before = 0;
        for (let at = end + 1; at > 0; at -= at & -at) before += sums[at] ?? 0;
        crossings += placed - before;
      }
      for (const end of ends) {
        for (let at = end + 1; at <= width; at += at & -at) sums[at] = (sums[at] ?? 0) + 1;
      }
      placed += ends.length;
    }
  }
  return crossings;
}

/** Every row in the order of the vertices' numbers: the order that costs no thought. */
export function trivialOrder(graph: RowGraph): RowOrder {
  const order: number[][] = Array.from({ length: graph.rows }, () => []);
  graph.row.forEach((row, vertex) => {
    order[row]?.push(vertex);
  });
  return order;
}

/** Every row in the order in which a depth-first walk from the sources meets its vertices: branches stay together. */
function walkOrder(graph: RowGraph): RowOrder {
  const order: number[][] = Array.from({ length: graph.rows }, () => []);
  const seen = new Uint8Array(graph.count);
  const visit = (start: number): void => {
    const stack = [start];
    for (let vertex = stack.pop(); vertex !== undefined; vertex = stack.pop()) {
      if (seen[vertex] === 1) continue;
      seen[vertex] = 1;
      order[graph.row[vertex] ?? 0]?.push(vertex);
      stack.push(...[...(graph.down[vertex] ?? [])].reverse());
    }
  };
  for (let vertex = 0; vertex < graph.count; vertex += 1) {
    if ((graph.up[vertex] ?? []).length === 0) visit(vertex);
  }
  return order;
}

/** Sorts one row by the mean position of the neighbours in the row before; a vertex without any stays where it is. */
function sortByBarycentre(row: readonly number[], neighbours: RowGraph['up'], position: Int32Array): number[] {
  const centre = (vertex: number): number | null => {
    const list = neighbours[vertex] ?? [];
    return list.length === 0 ? null : list.reduce((sum, other) => sum + (position[other] ?? 0), 0) / list.length;
  };
  const keyed = row.map((vertex) => ({ vertex, at: centre(vertex) }));
  const moving = keyed.filter(({ at }) => at !== null).sort((a, b) => (a.at ?? 0) - (b.at ?? 0));
  let next = 0;
  return keyed.map((entry) => {
    if (entry.at === null) return entry.vertex;
    next += 1;
    return moving[next - 1]?.vertex ?? entry.vertex;
  });
}

/** Crossings between the edges of two neighbours, left before right, towards the row of `neighbours`. */
function crossingsOfPair(left: readonly number[], right: readonly number[], position: Int32Array): number {
  let crossings = 0;
  for (const a of left) for (const b of right) if ((position[a] ?? 0) > (position[b] ?? 0)) crossings += 1;
  return crossings;
}

/** Exchanges neighbours in a row wherever that takes crossings away. */
function exchange(graph: RowGraph, order: number[][], position: Int32Array): void {
  for (let round = 0; round < EXCHANGES; round += 1) {
    let better = false;
    for (const row of order) {
      for (let index = 0; index + 1 < row.length; index += 1) {
        const [left = 0, right = 0] = [row[index], row[index + 1]];
        const [leftUp = [], rightUp = [], leftDown = [], rightDown = []] = [
          graph.up[left],
          graph.up[right],
          graph.down[left],
          graph.down[right],
        ];
        const now = crossingsOfPair(leftUp, rightUp, position) + crossingsOfPair(leftDown, rightDown, position);
        const then = crossingsOfPair(rightUp, leftUp, position) + crossingsOfPair(rightDown, leftDown, position);
        if (then >= now) continue;
        row[index] = right;
        row[index + 1] = left;
        position[right] = index;
        position[left] = index + 1;
        better = true;
      }
    }
    if (!better) return;
  }
}

export interface Ordering {
  readonly order: RowOrder;
  readonly crossings: number;
  readonly sweeps: number;
}

/** Sweeps down and up from one order; the best order seen. */
function improve(graph: RowGraph, start: RowOrder): Ordering {
  const order = start.map((row) => [...row]);
  let best: RowOrder = start;
  let crossings = countCrossings(graph, start);
  let stale = 0;
  let sweeps = 0;
  while (sweeps < MOST_SWEEPS && stale < PATIENCE && crossings > 0) {
    const downward = sweeps % 2 === 0;
    const position = positionsOf(graph, order);
    for (let step = 1; step < order.length; step += 1) {
      const index = downward ? step : order.length - 1 - step;
      const row = sortByBarycentre(order[index] ?? [], downward ? graph.up : graph.down, position);
      order[index] = row;
      row.forEach((vertex, at) => {
        position[vertex] = at;
      });
    }
    exchange(graph, order, position);
    sweeps += 1;
    const now = countCrossings(graph, order);
    stale = now < crossings ? 0 : stale + 1;
    if (now < crossings) {
      crossings = now;
      best = order.map((row) => [...row]);
    }
  }
  return { order: best, crossings, sweeps };
}

/**
 * An order of every row with few crossings: barycentre sweeps (Sugiyama, Tagawa, Toda 1981) with exchanges of
 * neighbours (Gansner et al. 1993, section 3), from a depth-first and from the trivial order; the better result, which
 * is never worse than the trivial order. No randomness: the same graph gives the same order.
 */
export function reduceCrossings(graph: RowGraph): Ordering {
  const walked = improve(graph, walkOrder(graph));
  if (walked.crossings === 0) return walked;
  const plain = improve(graph, trivialOrder(graph));
  const sweeps = walked.sweeps + plain.sweeps;
  return { ...(plain.crossings < walked.crossings ? plain : walked), sweeps };
}
