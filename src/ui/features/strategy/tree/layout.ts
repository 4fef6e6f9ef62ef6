import type { TreeNode } from '../../../../engine/search/views';

export interface TreeItem {
  /** Index in the view's list. */
  readonly index: number;
  readonly depth: number;
  /** Row of its own, 0 at the top; a parent stands at the middle of its children. */
  readonly row: number;
  readonly children: readonly number[];
  readonly isOpen: boolean;
}

export interface TreeLayout {
  /** Visible nodes, depth first. */
  readonly items: readonly TreeItem[];
  readonly rows: number;
  readonly depth: number;
  /** Indices along the most visited choices from the root. */
  readonly best: ReadonlySet<number>;
}

/** Children of each node, the most visited first. */
export function childrenOf(nodes: readonly TreeNode[]): readonly (readonly number[])[] {
  const children = nodes.map((): number[] => []);
  nodes.forEach(({ parent }, i) => {
    if (parent >= 0) children[parent]?.push(i);
  });
  for (const list of children) list.sort((a, b) => (nodes[b]?.visits ?? 0) - (nodes[a]?.visits ?? 0) || a - b);
  return children;
}

/** What is unfolded by itself: the most visited way to its end, then the most visited nodes in turn, until there are `rows` leaves to be seen. */
export function unfolded(nodes: readonly TreeNode[], rows: number): ReadonlySet<number> {
  const children = childrenOf(nodes);
  const open = new Set<number>();
  const queue: number[] = [];
  let leaves = 1;
  for (let at: number | undefined = nodes.length > 0 ? 0 : undefined; at !== undefined; ) {
    const below: readonly number[] = children[at] ?? [];
    if (below.length === 0) break;
    open.add(at);
    leaves += below.length - 1;
    queue.push(...below.slice(1));
    at = below[0];
  }
  while (queue.length > 0) {
    queue.sort((a, b) => (nodes[b]?.visits ?? 0) - (nodes[a]?.visits ?? 0));
    const next = queue.shift();
    const below = next === undefined ? [] : (children[next] ?? []);
    if (next === undefined || below.length === 0) continue;
    if (leaves - 1 + below.length > rows) continue;
    open.add(next);
    leaves += below.length - 1;
    queue.push(...below);
  }
  return open;
}

/** Rows of the nodes under those that are open; a folded node is a leaf. */
export function treeLayout(nodes: readonly TreeNode[], isOpen: (index: number) => boolean): TreeLayout {
  const children = childrenOf(nodes);
  const items: TreeItem[] = [];
  let rows = 0;
  let deepest = 0;
  const place = (index: number, depth: number): number => {
    deepest = Math.max(deepest, depth);
    const below = children[index] ?? [];
    const open = below.length > 0 && isOpen(index);
    const at = items.length;
    items.push({ index, depth, row: 0, children: below, isOpen: open });
    const own = open ? below.map((child) => place(child, depth + 1)) : [];
    const row = own.length === 0 ? rows++ : ((own[0] ?? 0) + (own.at(-1) ?? 0)) / 2;
    items[at] = { index, depth, row, children: below, isOpen: open };
    return row;
  };
  if (nodes.length > 0) place(0, 0);
  const best = new Set<number>();
  for (let at: number | undefined = nodes.length > 0 ? 0 : undefined; at !== undefined; at = children[at]?.[0]) best.add(at);
  return { items, rows, depth: deepest, best };
}

/** Options chosen from the root to a node. */
export function optionsTo(nodes: readonly TreeNode[], index: number): readonly string[] {
  const options: string[] = [];
  for (let at = index; at > 0; at = nodes[at]?.parent ?? 0) options.unshift(nodes[at]?.option ?? '');
  return options;
}
