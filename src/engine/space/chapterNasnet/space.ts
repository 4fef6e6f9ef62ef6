import { type Categorical, categoricalSpace } from '../cells/categoricalSpace';
import { type CellType, parseCells } from '../cells/cellText';
import { expectCount, nameIndex, type Piece, pieceError, splitPiece } from '../cells/text';
import type { Choice, SearchSpace } from '../types';
import { buildChapterChild, type ChapterBlock } from './build';

const ID = 'nasnet-simple';
const CELLS: readonly CellType[] = ['normal', 'reduction'];
const BLOCKS = 5;
const STATES = ['before', 'last'] as const;
export const CHAPTER_OPS = ['sep3', 'sep5', 'sep7', 'avg3', 'max3', 'identity'] as const;
export const CHAPTER_COMBINES = ['add', 'concat'] as const;
const EXAMPLE =
  "Write each block as two ops with what they read and how they are combined, for example 'sep3~last+max3~before>concat'.";

const DECISIONS: readonly Categorical[] = CELLS.flatMap((type) =>
  Array.from({ length: BLOCKS }, (_, i) => {
    const choice = (name: string, options: readonly string[]): Categorical => ({
      kind: 'categorical',
      name: `${type}.block${i + 1}.${name}`,
      options,
    });
    return [
      choice('input1', STATES),
      choice('input2', STATES),
      choice('op1', CHAPTER_OPS),
      choice('op2', CHAPTER_OPS),
      choice('combine', CHAPTER_COMBINES),
    ];
  }).flat(),
);
const CHOICES = DECISIONS.length / (CELLS.length * BLOCKS);

/** The blocks of each cell, normal first; choices: checked. */
function cellsOf(choices: readonly Choice[]): readonly (readonly ChapterBlock[])[] {
  return CELLS.map((_, c) =>
    Array.from({ length: BLOCKS }, (_, b) => {
      const at = (c * BLOCKS + b) * CHOICES;
      const [input1 = 0, input2 = 0, op1 = 0, op2 = 0, combine = 0] = choices.slice(at, at + CHOICES);
      const op = (index: number) => CHAPTER_OPS[index] as ChapterBlock['ends'][number]['op'];
      return {
        ends: [
          { from: input1, op: op(op1) },
          { from: input2, op: op(op2) },
        ],
        combine: CHAPTER_COMBINES[combine] as ChapterBlock['combine'],
      };
    }),
  );
}

function format(choices: readonly Choice[]): string {
  return cellsOf(choices)
    .map((blocks, c) => {
      const texts = blocks.map(({ ends, combine }) => {
        const [first, second] = ends.map(({ from, op }) => `${op}~${STATES[from]}`);
        return `${first}+${second}>${combine}`;
      });
      return `${CELLS[c]}=${texts.join('|')}`;
    })
    .join(';');
}

function parseBlock(piece: Piece): readonly Choice[] {
  const [body, combine, ...more] = splitPiece(piece, '>');
  if (body === undefined || combine === undefined || more.length > 0) throw pieceError(ID, piece, 'is not a block', EXAMPLE);
  const ends = splitPiece(body, '+');
  expectCount(ID, body, ends, 2, "ops joined by '+'", EXAMPLE);
  const [first, second] = ends.map((end) => {
    const [op, from, ...rest] = splitPiece(end, '~');
    if (op === undefined || from === undefined || rest.length > 0) throw pieceError(ID, end, 'is not an op on an input', EXAMPLE);
    return { op: nameIndex(ID, 'an op', op, CHAPTER_OPS), from: nameIndex(ID, 'an input', from, STATES) };
  });
  if (first === undefined || second === undefined) throw pieceError(ID, body, 'is not a block', EXAMPLE);
  return [first.from, second.from, first.op, second.op, nameIndex(ID, 'a way to combine', combine, CHAPTER_COMBINES)];
}

/**
 * The simplified NASNet of the chapter's project: a normal and a reduction cell of five blocks, each two of six operations on the cell's two
 * inputs, added or concatenated: (2 2 6 6 2)^10 = 288^10 points. The cells are stacked normal, reduction, normal, reduction, normal.
 */
export const chapterNasnet: SearchSpace = categoricalSpace({
  id: ID,
  title: 'Simplified NASNet: two cells of five blocks',
  source: 'the chapter on automation, project: NAS for CIFAR-10',
  decisions: DECISIONS,
  minSide: 4,
  format,
  parse: (text) =>
    parseCells(
      {
        id: ID,
        types: CELLS,
        blocks: BLOCKS,
        what: 'blocks',
        example: EXAMPLE,
        block: (_type, _index, piece) => parseBlock(piece),
      },
      text,
    ),
  build: (choices, options) => buildChapterChild(cellsOf(choices), options),
});
