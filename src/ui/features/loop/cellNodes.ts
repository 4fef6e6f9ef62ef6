import { shapeText } from '../../../engine/graph/shapes';
import type { GraphCount, LayerCount } from '../../../engine/graph/types';
import { opLabel } from '../../shared/ops';

/** One box of the drawing: an op of the cell with the layers it is made of, a reduction, or the head. */
export interface CellNode {
  readonly id: string;
  readonly title: string;
  readonly shape: string;
  /** True for what the controller chose. */
  readonly chosen: boolean;
  readonly layers: readonly LayerCount[];
  readonly params: number;
  readonly macs: number;
  /** Nodes it reads. */
  readonly inputs: readonly string[];
  readonly row: number;
  readonly column: number;
  /** Position among the nodes of the same row and column. */
  readonly lane: number;
}

/** 'cell1.op2.conv5.relu' -> 'cell1.op2.conv5'; other groups are one box each. */
function nodeIdOf(layer: LayerCount): string {
  return layer.group.startsWith('cell') ? layer.id.split('.').slice(0, 3).join('.') : layer.group;
}

function titleOf(id: string, layers: readonly LayerCount[]): string {
  const first = layers[0];
  if (first === undefined) return id;
  if (first.kind === 'input') return 'image';
  if (first.group.startsWith('cell')) return opLabel(id.split('.')[2] ?? id);
  const dense = layers.filter((layer) => layer.kind === 'dense');
  if (dense.length > 0) return `dense ${dense[0]?.outputShape.join('×') ?? ''}`;
  return layers.some((layer) => layer.kind === 'maxPool' || layer.kind === 'avgPool') ? 'pool' : first.name;
}

/** Boxes beside each other where a network is drawn by its parts. */
const PARTS_IN_ROW = 5;

/**
 * A network of any space, folded: a box per part (stem, cell, reduction, head) in the graph's order, row by row; each box reads the one
 * before it, skips between parts being left to the network panel.
 */
export function partNodes(count: GraphCount): readonly CellNode[] {
  const parts = new Map<string, LayerCount[]>();
  for (const layer of count.layers) {
    const held = parts.get(layer.group);
    if (held === undefined) parts.set(layer.group, [layer]);
    else held.push(layer);
  }
  const groups = [...parts.keys()];
  return groups.map((group, i) => {
    const layers = parts.get(group) ?? [];
    return {
      id: group,
      title: group === 'input' ? 'image' : group.replace(/(\d+)$/, ' $1'),
      shape: shapeText(layers.at(-1)?.outputShape ?? []),
      chosen: group.startsWith('cell'),
      layers,
      params: layers.reduce((sum, layer) => sum + layer.params, 0),
      macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
      inputs: i === 0 ? [] : [groups[i - 1] ?? ''],
      row: Math.floor(i / PARTS_IN_ROW),
      column: i % PARTS_IN_ROW,
      lane: 0,
    };
  });
}

/**
 * The boxes of a counted graph, laid out: a row per cell with what follows it, columns by longest path, lanes for
 * branches that run side by side.
 */
export function cellNodes(count: GraphCount): readonly CellNode[] {
  const layersOf = new Map<string, LayerCount[]>();
  const nodeOfLayer = new Map<string, string>();
  for (const layer of count.layers) {
    const id = nodeIdOf(layer);
    nodeOfLayer.set(layer.id, id);
    const held = layersOf.get(id);
    if (held === undefined) layersOf.set(id, [layer]);
    else held.push(layer);
  }
  const placed = new Map<string, CellNode>();
  const lanes = new Map<string, number>();
  let cells: string[] = [];
  for (const [id, layers] of layersOf) {
    const first = layers[0];
    if (first === undefined) continue;
    if (first.group.startsWith('cell') && !cells.includes(first.group)) cells = [...cells, first.group];
    const row = Math.max(0, cells.length - 1);
    const inputs = [...new Set(layers.flatMap((layer) => layer.inputs.map((input) => nodeOfLayer.get(input) ?? input)))].filter(
      (input) => input !== id,
    );
    const before = inputs.map((input) => placed.get(input)).filter((node) => node?.row === row);
    const column = before.reduce((most, node) => Math.max(most, (node?.column ?? -1) + 1), 0);
    const place = `${row},${column}`;
    const lane = lanes.get(place) ?? 0;
    lanes.set(place, lane + 1);
    placed.set(id, {
      id,
      title: titleOf(id, layers),
      shape: shapeText(layers.at(-1)?.outputShape ?? []),
      chosen: first.group.startsWith('cell'),
      layers,
      params: layers.reduce((sum, layer) => sum + layer.params, 0),
      macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
      inputs,
      row,
      column,
      lane,
    });
  }
  return [...placed.values()];
}
