import type { LayerKind, NetworkGraph, NetworkLayer } from '../types';
import { validateGraph } from '../validate';
import type { ViewEdge, ViewGraph, ViewNode } from './types';

export interface FoldOptions {
  /** Groups drawn as one box each. A group of one layer is that layer either way. */
  readonly folded?: ReadonlySet<string>;
  /** Draws a convolution, pool or dense layer with the normalisation and activation around it as one box. */
  readonly fused?: boolean;
}

/** Groups of a graph in the order in which they first appear. */
export function groupsOf(graph: NetworkGraph): readonly string[] {
  return [...new Set(graph.layers.map((layer) => layer.group))];
}

/**
 * The part of its group that each layer belongs to: the group itself, unless folding every group would make a cycle
 * (a path that leaves a group and comes back); then as many parts as keep the contracted graph free of cycles. Layers
 * are taken in topological order; each joins the latest part of its group that no path reaches again through it.
 */
function partsOf(graph: NetworkGraph): ReadonlyMap<string, string> {
  const partOf = new Map<string, string>();
  const count = new Map<string, number>();
  const next = new Map<string, Set<string>>();
  const reaches = (from: string, targets: ReadonlySet<string>): boolean => {
    const seen = new Set([from]);
    for (const part of seen) {
      for (const after of next.get(part) ?? []) {
        if (targets.has(after)) return true;
        seen.add(after);
      }
    }
    return false;
  };
  const nameOf = (group: string, index: number): string => (index === 1 ? group : `${group} (${index})`);
  for (const layer of graph.layers) {
    const reads = new Set(layer.inputs.map((id) => partOf.get(id) ?? id));
    let part: string | null = null;
    const parts = count.get(layer.group) ?? 0;
    for (let index = parts; index >= 1 && part === null; index -= 1) {
      const candidate = nameOf(layer.group, index);
      const foreign = new Set([...reads].filter((other) => other !== candidate));
      if (!reaches(candidate, foreign)) part = candidate;
    }
    if (part === null) {
      part = nameOf(layer.group, parts + 1);
      count.set(layer.group, parts + 1);
    }
    partOf.set(layer.id, part);
    for (const other of reads) {
      if (other === part) continue;
      const after = next.get(other) ?? new Set<string>();
      after.add(part);
      next.set(other, after);
    }
  }
  return partOf;
}

const MAIN: ReadonlySet<LayerKind> = new Set(['conv2d', 'depthwiseConv2d', 'dense', 'maxPool', 'avgPool']);
const ACTIVATION: ReadonlySet<LayerKind> = new Set(['relu', 'activation']);
const AFTER: ReadonlySet<LayerKind> = new Set(['batchNorm', 'dropout']);

/** How far a chain has come: which layers may still join it. */
interface Chain {
  readonly first: string;
  last: NetworkLayer;
  hasMain: boolean;
  /** Its first layer is an activation: one that follows the main layer begins the next chain. */
  readonly activatedBefore: boolean;
  activated: boolean;
}

function joins(chain: Chain, layer: NetworkLayer): boolean {
  const { kind } = layer.op;
  if (!chain.hasMain) return MAIN.has(kind);
  if (ACTIVATION.has(kind)) return !chain.activatedBefore && !chain.activated;
  if (AFTER.has(kind)) return true;
  // A separable convolution: depthwise, then 1×1.
  const pointwise = layer.op.kind === 'conv2d' && layer.op.kernel[0] === 1 && layer.op.kernel[1] === 1;
  return pointwise && chain.last.op.kind === 'depthwiseConv2d';
}

/** The first layer of the chain that each layer is drawn in. */
function chainsOf(graph: NetworkGraph, partOf: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const readers = new Map<string, number>();
  for (const { inputs } of graph.layers) for (const id of inputs) readers.set(id, (readers.get(id) ?? 0) + 1);
  const chainOf = new Map<string, Chain>();
  for (const layer of graph.layers) {
    const [input] = layer.inputs;
    const before = input === undefined || layer.inputs.length > 1 ? undefined : chainOf.get(input);
    const linked =
      before !== undefined &&
      before.last.id === input &&
      readers.get(input) === 1 &&
      input !== graph.output &&
      partOf.get(input) === partOf.get(layer.id);
    const { kind } = layer.op;
    if (linked && joins(before, layer)) {
      before.last = layer;
      before.hasMain ||= MAIN.has(kind);
      before.activated ||= ACTIVATION.has(kind);
      chainOf.set(layer.id, before);
    } else if (ACTIVATION.has(kind) || MAIN.has(kind)) {
      const activated = ACTIVATION.has(kind);
      chainOf.set(layer.id, { first: layer.id, last: layer, hasMain: !activated, activatedBefore: activated, activated });
    }
  }
  return new Map(graph.layers.map(({ id }) => [id, chainOf.get(id)?.first ?? id]));
}

/** Edges between the boxes, in the order in which the layers name them. */
function edgesOf(graph: NetworkGraph, boxOf: ReadonlyMap<string, string>): readonly ViewEdge[] {
  const edges = new Map<string, ViewEdge>();
  for (const layer of graph.layers) {
    const to = boxOf.get(layer.id) ?? layer.id;
    for (const input of layer.inputs) {
      const from = boxOf.get(input) ?? input;
      if (from !== to) edges.set(`${from}\n${to}`, { from, to });
    }
  }
  return [...edges.values()];
}

/** Topological order in which, of the boxes that are ready, the one with the earliest layer goes first. */
function ordered(nodes: readonly ViewNode[], edges: readonly ViewEdge[]): readonly ViewNode[] {
  const waits = new Map(nodes.map(({ id }) => [id, 0]));
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) {
    waits.set(to, (waits.get(to) ?? 0) + 1);
    next.set(from, [...(next.get(from) ?? []), to]);
  }
  const left = [...nodes];
  const order: ViewNode[] = [];
  while (left.length > 0) {
    const ready = left.findIndex(({ id }) => waits.get(id) === 0);
    const [node] = left.splice(Math.max(0, ready), 1);
    if (node === undefined) break;
    order.push(node);
    for (const id of next.get(node.id) ?? []) waits.set(id, (waits.get(id) ?? 0) - 1);
  }
  return order;
}

/**
 * A graph as boxes: a box per folded group, per fused chain, per other layer. Every layer is in exactly one box and the
 * edges form no cycle: a folded group that a path leaves and enters again becomes as many boxes as that takes.
 * LabError 'space' on an invalid graph.
 */
export function foldGroups(graph: NetworkGraph, options: FoldOptions = {}): ViewGraph {
  validateGraph(graph);
  const { folded = new Set<string>(), fused = false } = options;
  const partOf = partsOf(graph);
  const chainOf = fused ? chainsOf(graph, partOf) : null;
  const sizes = new Map<string, number>();
  for (const part of partOf.values()) sizes.set(part, (sizes.get(part) ?? 0) + 1);
  const members = new Map<string, NetworkLayer[]>();
  const boxOf = new Map<string, string>();
  for (const layer of graph.layers) {
    const part = partOf.get(layer.id) ?? layer.group;
    const isFolded = folded.has(layer.group) && (sizes.get(part) ?? 0) > 1;
    const box = isFolded ? `group:${part}` : (chainOf?.get(layer.id) ?? layer.id);
    boxOf.set(layer.id, box);
    const held = members.get(box);
    if (held === undefined) members.set(box, [layer]);
    else held.push(layer);
  }
  const nodes = [...members].map(([box, layers]): ViewNode => {
    const group = layers[0]?.group ?? '';
    const single = layers.length === 1 ? layers[0] : undefined;
    return {
      id: box,
      kind: single !== undefined ? 'layer' : folded.has(group) ? 'group' : 'chain',
      layers: layers.map(({ id }) => id),
      group,
      part: partOf.get(layers[0]?.id ?? '') ?? group,
    };
  });
  const edges = edgesOf(graph, boxOf);
  return { nodes: ordered(nodes, edges), edges };
}
