import type { RowOrder } from './order';
import type { RowGraph } from './rows';

/** Least distance of the centres of two neighbours in a row, px. */
export type Separation = (left: number, right: number) => number;

interface Mirror {
  readonly downward: boolean;
  readonly leftward: boolean;
}

const MIRRORS: readonly Mirror[] = [
  { downward: true, leftward: true },
  { downward: true, leftward: false },
  { downward: false, leftward: true },
  { downward: false, leftward: false },
];

/**
 * Edges that cross a stretch between two dummies (type 1 conflicts): they give way, so that long edges stay straight.
 * Brandes, Köpf 2001, algorithm 1.
 */
function conflictsOf(graph: RowGraph, order: RowOrder, position: Int32Array): ReadonlySet<number> {
  const conflicts = new Set<number>();
  const isDummy = (vertex: number): boolean => vertex >= graph.nodes;
  for (let index = 1; index < order.length; index += 1) {
    const row = order[index] ?? [];
    let least = 0;
    let from = 0;
    row.forEach((vertex, at) => {
      const inner = isDummy(vertex) ? (graph.up[vertex] ?? []).find(isDummy) : undefined;
      if (inner === undefined && at !== row.length - 1) return;
      const most = inner === undefined ? graph.count : (position[inner] ?? 0);
      for (const other of row.slice(from, at + 1)) {
        for (const above of graph.up[other] ?? []) {
          const place = position[above] ?? 0;
          const outside = place < least || place > most;
          if (outside && !(isDummy(above) && isDummy(other))) conflicts.add(above * graph.count + other);
        }
      }
      from = at + 1;
      least = most;
    });
  }
  return conflicts;
}

/**
 * Blocks: vertices of neighbouring rows that share an x, each aligned with a median neighbour of the row before where
 * no block is in the way. root[v] is the first vertex of v's block. Brandes, Köpf 2001, algorithm 2.
 */
function alignBlocks(graph: RowGraph, rows: RowOrder, neighbours: RowGraph['up'], conflicts: ReadonlySet<number>): Int32Array {
  const position = new Int32Array(graph.count);
  for (const row of rows) {
    row.forEach((vertex, index) => {
      position[vertex] = index;
    });
  }
  const root = Int32Array.from({ length: graph.count }, (_, vertex) => vertex);
  const continued = new Uint8Array(graph.count);
  const inConflict = (a: number, b: number): boolean => conflicts.has(a * graph.count + b) || conflicts.has(b * graph.count + a);
  for (const row of rows) {
    let reached = -1;
    for (const vertex of row) {
      const list = [...(neighbours[vertex] ?? [])].sort((a, b) => (position[a] ?? 0) - (position[b] ?? 0));
      if (list.length === 0) continue;
      const middle = (list.length - 1) / 2;
      for (const at of new Set([Math.floor(middle), Math.ceil(middle)])) {
        const other = list[at] ?? 0;
        if (continued[other] === 1 || (position[other] ?? 0) <= reached || inConflict(other, vertex)) continue;
        continued[other] = 1;
        root[vertex] = root[other] ?? other;
        reached = position[other] ?? 0;
        break;
      }
    }
  }
  return root;
}

/**
 * x of every vertex with its block as far left as the separations allow, then as far right as leaves its right
 * neighbours in place. Deviation: Brandes and Köpf place classes of blocks by shifts (algorithm 3, with an error that Brandes,
 * Walter and Zink corrected in 2020); longest paths over the graph of blocks give every separation by construction.
 */
function placeBlocks(count: number, rows: RowOrder, root: Int32Array, separation: Separation): Float64Array {
  const after: { readonly to: number; readonly distance: number }[][] = Array.from({ length: count }, () => []);
  const waits = new Int32Array(count);
  for (const row of rows) {
    for (let index = 1; index < row.length; index += 1) {
      const [left = 0, right = 0] = [row[index - 1], row[index]];
      const to = root[right] ?? right;
      after[root[left] ?? left]?.push({ to, distance: separation(left, right) });
      waits[to] = (waits[to] ?? 0) + 1;
    }
  }
  const order: number[] = [];
  for (let vertex = 0; vertex < count; vertex += 1) if (root[vertex] === vertex && waits[vertex] === 0) order.push(vertex);
  const x = new Float64Array(count);
  for (const block of order) {
    for (const { to, distance } of after[block] ?? []) {
      x[to] = Math.max(x[to] ?? 0, (x[block] ?? 0) + distance);
      waits[to] = (waits[to] ?? 0) - 1;
      if (waits[to] === 0) order.push(to);
    }
  }
  for (const block of order.reverse()) {
    const room = (after[block] ?? []).reduce((least, { to, distance }) => Math.min(least, (x[to] ?? 0) - distance), Infinity);
    if (room !== Infinity) x[block] = Math.max(x[block] ?? 0, room);
  }
  return x.map((_, vertex) => x[root[vertex] ?? vertex] ?? 0);
}

/** Four placements moved over one another: to the left edge of the narrowest, or to its right edge, as each was packed. */
function aligned(placements: readonly { readonly x: Float64Array; readonly mirror: Mirror }[]): readonly Float64Array[] {
  const spans = placements.map(({ x }) => {
    const low = x.reduce((least, one) => Math.min(least, one), Infinity);
    const high = x.reduce((most, one) => Math.max(most, one), -Infinity);
    return { low, high };
  });
  const narrowest = spans.reduce((best, span) => (span.high - span.low < best.high - best.low ? span : best));
  return placements.map(({ x, mirror }, index) => {
    const { low, high } = spans[index] ?? narrowest;
    const shift = mirror.leftward ? narrowest.low - low : narrowest.high - high;
    return x.map((one) => one + shift);
  });
}

/**
 * Centre x of every vertex, px: the mean of the two middle ones of four placements, each packed towards one corner.
 * Neighbours in a row keep their separation, as they have it in all four. Brandes, Köpf 2001, "Fast and simple
 * horizontal coordinate assignment".
 */
export function assignCoordinates(graph: RowGraph, order: RowOrder, separation: Separation): Float64Array {
  const position = new Int32Array(graph.count);
  for (const row of order) {
    row.forEach((vertex, index) => {
      position[vertex] = index;
    });
  }
  const conflicts = conflictsOf(graph, order, position);
  const placements = MIRRORS.map((mirror) => {
    const turned = mirror.downward ? order : [...order].reverse();
    const rows = mirror.leftward ? turned : turned.map((row) => [...row].reverse());
    const root = alignBlocks(graph, rows, mirror.downward ? graph.up : graph.down, conflicts);
    const apart: Separation = mirror.leftward ? separation : (left, right) => separation(right, left);
    const x = placeBlocks(graph.count, rows, root, apart);
    return { mirror, x: mirror.leftward ? x : x.map((one) => -one) };
  });
  const four = aligned(placements);
  return Float64Array.from({ length: graph.count }, (_, vertex) => {
    const [, low = 0, high = 0] = four.map((x) => x[vertex] ?? 0).sort((a, b) => a - b);
    return (low + high) / 2;
  });
}
