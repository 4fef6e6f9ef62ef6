/** Nodes 0..count-1 in topological order with edges from lower to higher numbers, each given once. */
export interface Digraph {
  readonly count: number;
  readonly edges: readonly (readonly [from: number, to: number])[];
}

/** to[v] must be at least weight rows below from. */
export interface Constraint {
  readonly from: number;
  readonly to: number;
  readonly rows: 0 | 1;
}

/** Lists by node: for each, what `key` sends there, in order. */
export function gather<T>(count: number, items: readonly T[], key: (item: T) => number): readonly (readonly T[])[] {
  const lists: T[][] = Array.from({ length: count }, () => []);
  for (const item of items) lists[key(item)]?.push(item);
  return lists;
}
