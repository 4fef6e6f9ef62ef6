import type { Categorical } from '../cells/categoricalSpace';
import { expectCount, inputIndex, nameIndex, type Piece, pieceError, pieceOf, splitPiece } from '../cells/text';
import type { Choice } from '../types';

/** The five operations, in the document's order. */
export const ENAS_MICRO_OPS = ['sep5', 'sep3', 'avg3', 'max3', 'identity'] as const;

export type EnasMicroOp = (typeof ENAS_MICRO_OPS)[number];

export interface EnasEdge {
  readonly op: EnasMicroOp;
  /** 0: the cell before the last, 1: the last cell, 2...: the nodes of this cell. */
  readonly from: number;
}

/** Of each node, its left and its right edge; the node is their sum. */
export type EnasCell = readonly (readonly [left: EnasEdge, right: EnasEdge])[];

export type CellType = 'normal' | 'reduction';

/** Types of cells that an architecture string has, each with one set of choices: 'NRNR' has both. */
export function cellTypes(arch: string): readonly CellType[] {
  const types: readonly CellType[] = ['normal', 'reduction'];
  return types.filter((type) => arch.includes(type === 'normal' ? 'N' : 'R'));
}

function nodeDecisions(type: CellType, node: number): readonly Categorical[] {
  const inputs = Array.from({ length: node + 2 }, (_, i) => String(i));
  const name = `${type}.node${node + 1}`;
  return [
    { kind: 'categorical', name: `${name}.left.input`, options: inputs },
    { kind: 'categorical', name: `${name}.right.input`, options: inputs },
    { kind: 'categorical', name: `${name}.left.op`, options: ENAS_MICRO_OPS },
    { kind: 'categorical', name: `${name}.right.op`, options: ENAS_MICRO_OPS },
  ];
}

/**
 * Of each type of cell and each node, in the document's order: left input, right input, left op, right op. Node i (from 0) can read
 * i + 2 states, so that a cell of n nodes has the product of (5 (i + 2))²: 5.625e9 for n = 4.
 */
export function enasMicroDecisions(arch: string, nodes: number): readonly Categorical[] {
  return cellTypes(arch).flatMap((type) => Array.from({ length: nodes }, (_, node) => nodeDecisions(type, node)).flat());
}

/** The cell of each type in a genotype's choices (checked before). */
export function enasMicroCells(arch: string, nodes: number, choices: readonly Choice[]): ReadonlyMap<CellType, EnasCell> {
  return new Map(
    cellTypes(arch).map((type, place) => [
      type,
      Array.from({ length: nodes }, (_, node) => {
        const [left = 0, right = 0, leftOp = 0, rightOp = 0] = choices.slice(4 * (place * nodes + node));
        const edge = (op: number, from: number): EnasEdge => ({ op: ENAS_MICRO_OPS[op] ?? 'identity', from });
        return [edge(leftOp, left), edge(rightOp, right)] as const;
      }),
    ]),
  );
}

/** 'normal=sep3~0+sep3~0|sep3~1+max3~2;reduction=...': of each node its left and right op with the state it reads. */
export function formatEnasMicro(arch: string, nodes: number, choices: readonly Choice[]): string {
  return [...enasMicroCells(arch, nodes, choices)]
    .map(([type, cell]) => `${type}=${cell.map((edges) => edges.map(({ op, from }) => `${op}~${from}`).join('+')).join('|')}`)
    .join(';');
}

export function enasMicroExample(arch: string, nodes: number): string {
  const zeros = enasMicroDecisions(arch, nodes).map(({ options }) => options.length - 1);
  return `Example: '${formatEnasMicro(arch, nodes, zeros)}'.`;
}

function parseNode(id: string, type: CellType, node: number, piece: Piece, example: string): readonly Choice[] {
  const edges = splitPiece(piece, '+');
  expectCount(id, piece, edges, 2, "edges joined by '+'", example);
  const read = edges.map((edge) => {
    const [op, from, more] = splitPiece(edge, '~');
    if (op === undefined || from === undefined || more !== undefined) {
      throw pieceError(id, edge, 'is not an edge', "Write edges as 'sep3~0': the op and the number of what it reads.");
    }
    const index = nameIndex(id, 'an op', op, ENAS_MICRO_OPS);
    return { op: index, from: inputIndex(id, from, node + 2, `node ${node + 1} of the ${type} cell`) };
  });
  return [...read.map(({ from }) => from), ...read.map(({ op }) => op)];
}

/** Choices of a text as formatEnasMicro writes it; spaces allowed around every sign. */
export function parseEnasMicro(id: string, arch: string, nodes: number, text: string): readonly Choice[] {
  const example = enasMicroExample(arch, nodes);
  const types = cellTypes(arch);
  const whole = pieceOf(text);
  const cells = splitPiece(whole, ';');
  expectCount(id, whole, cells, types.length, `cells (${types.join(', ')}) joined by ';'`, example);
  return types.flatMap((type, i) => {
    const cell = cells[i] ?? whole;
    const [name, body, more] = splitPiece(cell, '=');
    if (name?.text !== type || body === undefined || more !== undefined) {
      throw pieceError(id, cell, `must be the ${type} cell, written '${type}=...'`, example);
    }
    const parts = splitPiece(body, '|');
    expectCount(id, body, parts, nodes, "nodes joined by '|'", example);
    return parts.flatMap((part, node) => parseNode(id, type, node, part, example));
  });
}
