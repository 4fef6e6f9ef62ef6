import type { Choice } from '../types';
import { expectCount, inputIndex, nameIndex, type Piece, pieceError, pieceOf, splitPiece } from './text';

/** The two types of cells that a network stacks; each has one set of choices, whatever the number of its cells. */
export type CellType = 'normal' | 'reduction';

export interface CellTextSpec {
  readonly id: string;
  readonly types: readonly CellType[];
  /** Blocks (nodes) of a cell. */
  readonly blocks: number;
  /** What a block is called: 'nodes', 'blocks'. */
  readonly what: string;
  /** What to write instead, a sentence. */
  readonly example: string;
  block(type: CellType, index: number, piece: Piece): readonly Choice[];
}

/**
 * Choices of 'normal=<block>|<block>;reduction=<block>|<block>', spaces allowed around every sign. LabError 'space' on a cell or a
 * block too many or too few, and on a cell out of its place.
 */
export function parseCells(spec: CellTextSpec, text: string): readonly Choice[] {
  const { id, types, blocks, what, example } = spec;
  const whole = pieceOf(text);
  const cells = splitPiece(whole, ';');
  const joined = types.length > 1 ? " joined by ';'" : '';
  expectCount(id, whole, cells, types.length, `cell${joined === '' ? '' : 's'} (${types.join(', ')})${joined}`, example);
  return types.flatMap((type, i) => {
    const cell = cells[i] ?? whole;
    const [name, body, more] = splitPiece(cell, '=');
    if (name?.text !== type || body === undefined || more !== undefined) {
      throw pieceError(id, cell, `must be the ${type} cell, written '${type}=...'`, example);
    }
    const parts = splitPiece(body, '|');
    expectCount(id, body, parts, blocks, `${what} joined by '|'`, example);
    return parts.flatMap((part, index) => spec.block(type, index, part));
  });
}

/** An op on one of `count` states, 'sep3~0': both as indices. reader: 'node 3 of the normal cell'. */
export function parseEdge(
  id: string,
  piece: Piece,
  ops: readonly string[],
  count: number,
  reader: string,
): { readonly op: Choice; readonly from: Choice } {
  const [op, from, more] = splitPiece(piece, '~');
  if (op === undefined || from === undefined || more !== undefined) {
    throw pieceError(
      id,
      piece,
      'is not an edge',
      `Write edges as '${ops[ops.length - 1]}~0': the op and the number of what it reads.`,
    );
  }
  return { op: nameIndex(id, 'an op', op, ops), from: inputIndex(id, from, count, reader) };
}
