import { canonicalJson, type JsonValue, stableHash } from '../core/json';
import type { LayerOp, NetworkGraph, NetworkLayer, Padding } from './types';
import { validateGraph } from './validate';
import { explicitSides } from './window';

function paddingJson(padding: Padding): JsonValue {
  const sides = explicitSides(padding);
  return sides === null ? String(padding) : [sides.top, sides.bottom, sides.left, sides.right];
}

/** An op as text: equal ops give equal text, paddings written alike. */
function opText(op: LayerOp): string {
  switch (op.kind) {
    case 'conv2d':
    case 'depthwiseConv2d':
    case 'maxPool':
    case 'avgPool':
      return canonicalJson({ ...op, padding: paddingJson(op.padding) });
    case 'zeroPad':
    case 'crop':
      return canonicalJson({ ...op, sides: paddingJson(op.sides) });
    default:
      return canonicalJson(op);
  }
}

/** Order of inputs does not matter to a sum; it does to a concatenation. */
function inputOrder(layer: NetworkLayer, names: readonly string[]): readonly string[] {
  return layer.op.kind === 'add' ? [...names].sort() : names;
}

interface Signed {
  readonly layer: NetworkLayer;
  readonly index: number;
  /** Hash of the op and of everything the layer reads, then of everything that reads it. */
  readonly signature: string;
}

/** Signatures depend on structure alone: two layers with equal ones have equal surroundings up to hash collisions. */
function sign(graph: NetworkGraph): readonly Signed[] {
  const below = new Map<string, string>();
  for (const layer of graph.layers) {
    const reads = inputOrder(
      layer,
      layer.inputs.map((id) => below.get(id) ?? ''),
    );
    below.set(layer.id, stableHash(`${opText(layer.op)}(${reads.join(',')})`));
  }
  const readers = new Map<string, string[]>();
  const above = new Map<string, string>();
  for (const layer of [...graph.layers].reverse()) {
    const uses = (readers.get(layer.id) ?? []).sort().join(',');
    above.set(layer.id, stableHash(`${layer.id === graph.output ? 'output' : ''}${below.get(layer.id)}<${uses}>`));
    layer.inputs.forEach((id, position) => {
      const list = readers.get(id) ?? [];
      list.push(`${layer.op.kind === 'add' ? 0 : position}:${above.get(layer.id)}`);
      readers.set(id, list);
    });
  }
  return graph.layers.map((layer, index) => ({
    layer,
    index,
    signature: `${below.get(layer.id)}${above.get(layer.id)}`,
  }));
}

/** Topological order in which, of the layers that are ready, the one with the smallest signature goes first. */
function canonicalOrder(graph: NetworkGraph): readonly NetworkLayer[] {
  const waiting = [...sign(graph)].sort((a, b) =>
    a.signature < b.signature ? -1 : a.signature > b.signature ? 1 : a.index - b.index,
  );
  const placed = new Set<string>();
  const order: NetworkLayer[] = [];
  while (waiting.length > 0) {
    const next = waiting.findIndex((entry) => entry.layer.inputs.every((id) => placed.has(id)));
    const [entry] = waiting.splice(Math.max(next, 0), 1);
    if (entry === undefined) break;
    placed.add(entry.layer.id);
    order.push(entry.layer);
  }
  return order;
}

/** Layers whose output is their input, whatever it is. */
function handsOn({ op, inputs }: NetworkLayer): boolean {
  switch (op.kind) {
    case 'identity':
      return true;
    case 'dropout':
      return op.rate === 0;
    case 'add':
    case 'concat':
      return inputs.length === 1;
    case 'zeroPad':
    case 'crop':
      return Object.values(op.sides).every((side) => side === 0);
    default:
      return false;
  }
}

/**
 * The graph without what computes nothing: layers that hand their input on, zeros among the terms of a sum, and then whatever no
 * output depends on any more.
 */
function withoutIdle(graph: NetworkGraph): NetworkGraph {
  const standsFor = new Map<string, string>();
  const zeros = new Set<string>();
  const kept: NetworkLayer[] = [];
  for (const layer of graph.layers) {
    const read = layer.inputs.map((id) => standsFor.get(id) ?? id);
    const terms = read.filter((id) => !zeros.has(id));
    const inputs = layer.op.kind === 'add' ? (terms.length > 0 ? terms : read.slice(0, 1)) : read;
    const lean = { ...layer, inputs };
    const [only] = inputs;
    if (only !== undefined && handsOn(lean)) {
      standsFor.set(layer.id, only);
    } else {
      kept.push(lean);
      if (layer.op.kind === 'zero') zeros.add(layer.id);
    }
  }
  const output = standsFor.get(graph.output) ?? graph.output;
  const needed = new Set([output]);
  for (const layer of [...kept].reverse()) {
    if (needed.has(layer.id)) for (const id of layer.inputs) needed.add(id);
  }
  return { ...graph, layers: kept.filter(({ id }) => needed.has(id)), output };
}

/**
 * One line a layer: its op, then the lines it reads. What computes nothing is left out: identities, sums and concatenations of one
 * input, zeros in a sum. Layer ids, groups and the order of listing do not enter, so that
 * graphs which differ in these alone have equal text. (Not a full isomorphism test: the rare graphs whose layers can be
 * told apart only by a search over symmetries may get two texts; no two different networks ever share one.)
 */
export function canonicalText(graph: NetworkGraph): string {
  validateGraph(graph);
  const lean = withoutIdle(graph);
  const line = new Map<string, number>();
  return canonicalOrder(lean)
    .map((layer, index) => {
      line.set(layer.id, index);
      const reads = layer.inputs.map((id) => line.get(id) ?? -1);
      if (layer.op.kind === 'add') reads.sort((a, b) => a - b);
      return `${index} ${opText(layer.op)}${reads.length === 0 ? '' : ` <- ${reads.join(' ')}`}${layer.id === lean.output ? ' output' : ''}`;
    })
    .join('\n');
}

/** 16 hex digits naming a network's structure: stableHash of canonicalText. */
export function graphHash(graph: NetworkGraph): string {
  return stableHash(canonicalText(graph));
}
