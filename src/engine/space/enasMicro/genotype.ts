import type { Categorical } from '../cells/categoricalSpace';
import { type CellType, parseCells, parseEdge } from '../cells/cellText';
import { expectCount, splitPiece } from '../cells/text';
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

/** Choices of a text as formatEnasMicro writes it. LabError 'space' naming what is wrong and where. */
export function parseEnasMicro(id: string, arch: string, nodes: number, text: string): readonly Choice[] {
  const example = enasMicroExample(arch, nodes);
  const spec = { id, types: cellTypes(arch), blocks: nodes, what: 'nodes', example };
  return parseCells(
    {
      ...spec,
      block(type, node, piece) {
        const edges = splitPiece(piece, '+');
        expectCount(id, piece, edges, 2, "edges joined by '+'", example);
        const reader = `node ${node + 1} of the ${type} cell`;
        const read = edges.map((edge) => parseEdge(id, edge, ENAS_MICRO_OPS, node + 2, reader));
        return [...read.map(({ from }) => from), ...read.map(({ op }) => op)];
      },
    },
    text,
  );
}
