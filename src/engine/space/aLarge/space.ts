import { A_SMALL_OPS, type ASmallOp } from '../aSmall/ops';
import { type Categorical, categoricalSpace } from '../cells/categoricalSpace';
import { numbers } from '../cells/options';
import { expectCount, nameIndex, type Piece, pieceError, pieceOf, splitPiece } from '../cells/text';
import { spaceId } from '../spaceId';
import type { Choice, SpaceEntry } from '../types';
import { buildLargeChild, type LargeBlock } from './build';

const ID = 'a-large';
const TITLE = 'A_large: a cell of blocks, each two operations on two hidden states';
const SOURCE = 'Learning to design CNNs with reinforcement learning, section 3.1';
const EXAMPLE = "Write each block as two ops with what they read, for example 'conv3~x+max~prev|sep~h1+avg~x'.";
const BLOCKS = { name: 'blocks', title: 'blocks of a cell, B', values: numbers(1, 5), standard: 5 };
/** Numbers of a block: h_a, h_b, op_1, op_2. */
const CHOICES = 4;

/** What block `index` (from 0) can read: the cell's input, the input of the cell before, the blocks before it. */
export function hiddenStates(index: number): readonly string[] {
  return ['x', 'prev', ...Array.from({ length: index }, (_, i) => `h${i + 1}`)];
}

function decisionsOf(blocks: number): readonly Categorical[] {
  return Array.from({ length: blocks }, (_, i) => {
    const states = hiddenStates(i);
    const choice = (name: string, options: readonly string[]): Categorical => ({
      kind: 'categorical',
      name: `block${i + 1}.${name}`,
      options,
    });
    return [choice('ha', states), choice('hb', states), choice('op1', A_SMALL_OPS), choice('op2', A_SMALL_OPS)];
  }).flat();
}

/** The blocks that choices stand for; choices: checked. */
function blocksOf(choices: readonly Choice[]): readonly LargeBlock[] {
  return Array.from({ length: choices.length / CHOICES }, (_, i) => {
    const [ha = 0, hb = 0, op1 = 0, op2 = 0] = choices.slice(i * CHOICES, (i + 1) * CHOICES);
    const op = (index: number): ASmallOp => A_SMALL_OPS[index] as ASmallOp;
    return [
      { from: ha, op: op(op1) },
      { from: hb, op: op(op2) },
    ];
  });
}

function format(choices: readonly Choice[]): string {
  return blocksOf(choices)
    .map((ends, i) => ends.map(({ from, op }) => `${op}~${hiddenStates(i)[from]}`).join('+'))
    .join('|');
}

function parseEnd(id: string, piece: Piece, block: number): readonly [from: Choice, op: Choice] {
  const [op, from, more] = splitPiece(piece, '~');
  if (op === undefined || from === undefined || more !== undefined)
    throw pieceError(id, piece, 'is not an op on a hidden state', EXAMPLE);
  const states = hiddenStates(block);
  return [
    nameIndex(id, `a hidden state that block ${block + 1} can read, and so none`, from, states),
    nameIndex(id, 'an op', op, A_SMALL_OPS),
  ];
}

function parse(id: string, text: string, blocks: number): readonly Choice[] {
  const whole = pieceOf(text);
  const parts = splitPiece(whole, '|');
  expectCount(id, whole, parts, blocks, "blocks joined by '|'", EXAMPLE);
  return parts.flatMap((part, i) => {
    const ends = splitPiece(part, '+');
    expectCount(id, part, ends, 2, "ops joined by '+'", EXAMPLE);
    const [[ha, op1], [hb, op2]] = [parseEnd(id, ends[0] ?? part, i), parseEnd(id, ends[1] ?? part, i)];
    return [ha, hb, op1, op2];
  });
}

/**
 * A_large of "Learning to design CNNs with reinforcement learning", section 3.1: B blocks <h_a, h_b, op_1, op_2>, each the concatenation of
 * op_1(h_a) and op_2(h_b), whose result later blocks can read. Block i (from 1) chooses from i + 1 hidden states, so that there are
 * ((B + 1)!)^2 64^B cells: 556,627,761,561,600 of five blocks.
 */
export const aLargeEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: [BLOCKS],
  open(chosen) {
    const blocks = Number(chosen.blocks ?? BLOCKS.standard);
    const id = spaceId(aLargeEntry, chosen);
    return categoricalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      decisions: decisionsOf(blocks),
      minSide: 4,
      format,
      parse: (text) => parse(id, text, blocks),
      build: (choices, options) => buildLargeChild(blocksOf(choices), options),
    });
  },
};
