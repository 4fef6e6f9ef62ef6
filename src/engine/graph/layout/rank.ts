import { type Constraint, type Digraph, gather } from './digraph';

/** Passes over all nodes in which edges are made shorter; each stops early where nothing moves. */
const PASSES = 8;

/** Edges as constraints, and for each band a node above and a node below all of its own, which hold bands apart. */
function constraintsOf(graph: Digraph, band: readonly number[]): { readonly count: number; readonly all: readonly Constraint[] } {
  const bands = 1 + band.reduce((most, one) => Math.max(most, one), -1);
  const top = (one: number): number => graph.count + 2 * one;
  const bottom = (one: number): number => graph.count + 2 * one + 1;
  const all: Constraint[] = graph.edges.map(([from, to]) => ({ from, to, rows: 1 }));
  band.forEach((one, node) => {
    all.push({ from: top(one), to: node, rows: 0 }, { from: node, to: bottom(one), rows: 0 });
  });
  const between = new Set<string>();
  for (const [from, to] of graph.edges) {
    const [above = 0, below = 0] = [band[from], band[to]];
    if (above === below || between.has(`${above} ${below}`)) continue;
    between.add(`${above} ${below}`);
    all.push({ from: bottom(above), to: top(below), rows: 1 });
  }
  return { count: graph.count + 2 * bands, all };
}

/** A topological order of the constraints; they form no cycle where the bands, contracted, form none. */
function sorted(count: number, after: readonly (readonly Constraint[])[], before: readonly (readonly Constraint[])[]): number[] {
  const waits = before.map((list) => list.length);
  const order = waits.flatMap((wait, node) => (wait === 0 ? [node] : []));
  for (const node of order) {
    for (const { to } of after[node] ?? []) {
      waits[to] = (waits[to] ?? 0) - 1;
      if (waits[to] === 0) order.push(to);
    }
  }
  if (order.length !== count) throw new RangeError('layout: the bands form a cycle');
  return order;
}

/**
 * A row for every node, counted from 0, every edge going down at least one row:
 *   longest path from the sources, then nodes are moved, one at a time and only within the rows that their constraints
 *   leave them, to where the sum of edge lengths (rows spanned) is smallest; on a tie, down.
 * band[v] names the group a node is in: groups joined by an edge share no row, so that each has a strip of its own.
 * Gansner, Koutsofios, North, Vo 1993, section 2, gives the objective. Deviation: their network simplex moves whole
 * trees of tight edges and finds the least sum; moving nodes one at a time finds a local one, in a few linear passes.
 */
export function rankNodes(graph: Digraph, band: readonly number[]): readonly number[] {
  const { count, all } = constraintsOf(graph, band);
  const after = gather(count, all, ({ from }) => from);
  const before = gather(count, all, ({ to }) => to);
  const order = sorted(count, after, before);
  const rank = new Int32Array(count);
  const lowest = (node: number): number =>
    (before[node] ?? []).reduce((least, { from, rows }) => Math.max(least, (rank[from] ?? 0) + rows), 0);
  for (const node of order) rank[node] = lowest(node);
  const last = rank.reduce((most, one) => Math.max(most, one), 0);
  const highest = (node: number): number =>
    (after[node] ?? []).reduce((most, { to, rows }) => Math.min(most, (rank[to] ?? 0) - rows), last);

  // Edges out minus edges in: what one row down saves.
  const saving = new Int32Array(graph.count);
  for (const [from, to] of graph.edges) {
    saving[from] = (saving[from] ?? 0) + 1;
    saving[to] = (saving[to] ?? 0) - 1;
  }
  const wanted = (node: number, pass: number): number => {
    if (node >= graph.count) return (node - graph.count) % 2 === 0 ? highest(node) : lowest(node);
    const gain = saving[node] ?? 0;
    if (gain > 0 || (gain === 0 && pass === 0)) return highest(node);
    return gain < 0 ? lowest(node) : (rank[node] ?? 0);
  };
  for (let pass = 0; pass < PASSES; pass += 1) {
    let moved = false;
    const way = pass % 2 === 0 ? [...order].reverse() : order;
    for (const node of way) {
      const row = wanted(node, pass);
      moved ||= row !== rank[node];
      rank[node] = row;
    }
    if (!moved && pass > 0) break;
  }
  const used = [...new Set(rank.subarray(0, graph.count))].sort((a, b) => a - b);
  const dense = new Map(used.map((row, index) => [row, index]));
  return Array.from(rank.subarray(0, graph.count), (row) => dense.get(row) ?? 0);
}
