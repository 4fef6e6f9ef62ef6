import { LabError } from '../../core/errors';
import { suggestName } from '../../core/nearestName';

/** A part of a genotype's text, without the spaces around it. */
export interface Piece {
  readonly text: string;
  /** Place of its first character in the whole text, from 0. */
  readonly at: number;
}

/** The part of `text` from `start` to `end`, trimmed. */
export function pieceOf(text: string, start = 0, end = text.length): Piece {
  const part = text.slice(start, end);
  return { text: part.trim(), at: start + (part.length - part.trimStart().length) };
}

/** The parts between separators, in order: at least one. */
export function splitPiece({ text, at }: Piece, separator: string): readonly Piece[] {
  let start = 0;
  return text.split(separator).map((part) => {
    const piece = pieceOf(part);
    const found = { text: piece.text, at: at + start + piece.at };
    start += part.length + separator.length;
    return found;
  });
}

/** "<id>: '<text>' (at character <n>) <rule>." */
export function pieceError(id: string, piece: Piece, rule: string, remedy: string): LabError {
  return new LabError('space', `${id}: '${piece.text.slice(0, 60)}' (at character ${piece.at + 1}) ${rule}.`, remedy);
}

/** Index of a name in a list; LabError 'space' with the nearest one and the place where it is not there. */
export function nameIndex(id: string, what: string, piece: Piece, names: readonly string[]): number {
  const index = names.indexOf(piece.text);
  if (index >= 0) return index;
  throw pieceError(id, piece, `is not ${what} of this space`, suggestName(piece.text, names));
}

/** A whole number from 0 to count - 1: the index of an input. LabError 'space' where it is none, or one that comes later. */
export function inputIndex(id: string, piece: Piece, count: number, reader: string): number {
  const index = /^\d{1,4}$/.test(piece.text) ? Number(piece.text) : null;
  if (index === null) throw pieceError(id, piece, `is not the number of an input of ${reader}`, inputRange(reader, count));
  if (index < count) return index;
  throw pieceError(id, piece, `names an input that ${reader} cannot read, because it comes later`, inputRange(reader, count));
}

function inputRange(reader: string, count: number): string {
  return count === 1 ? `${reader} can read input 0 alone.` : `${reader} can read inputs 0 to ${count - 1}.`;
}

/** LabError 'space' unless there are as many parts as there must be. */
export function expectCount(
  id: string,
  whole: Piece,
  pieces: readonly Piece[],
  count: number,
  what: string,
  example: string,
): void {
  if (pieces.length === count) return;
  throw pieceError(id, whole, `must have ${count} ${what}, got ${pieces.length}`, example);
}
