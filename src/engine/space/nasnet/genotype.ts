import type { Categorical } from '../cells/categoricalSpace';
import { type CellType, parseCells, parseEdge } from '../cells/cellText';
import { expectCount, nameIndex, pieceError, pieceOf, splitPiece } from '../cells/text';
import type { Choice } from '../types';

/** The thirteen operations, in the paper's order of listing. */
export const NASNET_OPS = [
  'identity',
  'conv1x3-3x1',
  'conv1x7-7x1',
  'dil3',
  'avg3',
  'max3',
  'max5',
  'max7',
  'conv1',
  'conv3',
  'sep3',
  'sep5',
  'sep7',
] as const;

export type NasnetOp = (typeof NASNET_OPS)[number];

export const NASNET_COMBINES = ['add', 'concat'] as const;

export type NasnetCombine = (typeof NASNET_COMBINES)[number];

export interface NasnetEdge {
  readonly op: NasnetOp;
  /** 0: the cell before the last, 1: the last cell, 2...: the blocks of this cell. */
  readonly from: number;
}

export interface NasnetBlock {
  readonly edges: readonly [NasnetEdge, NasnetEdge];
  readonly combine: NasnetCombine;
}

export interface NasnetGenotype {
  readonly normal: readonly NasnetBlock[];
  readonly reduction: readonly NasnetBlock[];
}

/** The best cells of Zoph et al. 2018 (figure 4), blocks in the order of their published code. */
export const NASNET_A =
  'normal=add(sep5~1,sep3~0)|add(sep5~0,sep3~0)|add(avg3~1,identity~0)|add(avg3~0,avg3~0)|add(sep3~1,identity~1);reduction=add(sep5~1,sep7~0)|add(max3~1,sep7~0)|add(avg3~1,sep5~0)|add(identity~3,avg3~2)|add(sep3~2,max3~1)';

const TYPES: readonly CellType[] = ['normal', 'reduction'];

function blockDecisions(type: CellType, block: number): readonly Categorical[] {
  const states = Array.from({ length: block + 2 }, (_, i) => String(i));
  const name = `${type}.block${block + 1}`;
  return [
    { kind: 'categorical', name: `${name}.state1`, options: states },
    { kind: 'categorical', name: `${name}.state2`, options: states },
    { kind: 'categorical', name: `${name}.op1`, options: NASNET_OPS },
    { kind: 'categorical', name: `${name}.op2`, options: NASNET_OPS },
    { kind: 'categorical', name: `${name}.combine`, options: NASNET_COMBINES },
  ];
}

/**
 * The five decisions of each block in the paper's order (section 3): two hidden states, an op for each, how to combine them. A cell of
 * B blocks has the product of 2 (13 (b + 1))² over b = 1 to B.
 */
export function nasnetDecisions(blocks: number): readonly Categorical[] {
  return TYPES.flatMap((type) => Array.from({ length: blocks }, (_, block) => blockDecisions(type, block)).flat());
}

/** The cells of a genotype's choices (checked before). */
export function nasnetCells(blocks: number, choices: readonly Choice[]): NasnetGenotype {
  const cell = (place: number): readonly NasnetBlock[] =>
    Array.from({ length: blocks }, (_, block) => {
      const [state1 = 0, state2 = 0, op1 = 0, op2 = 0, combine = 0] = choices.slice(5 * (place * blocks + block));
      const edge = (op: number, from: number): NasnetEdge => ({ op: NASNET_OPS[op] ?? 'identity', from });
      return { edges: [edge(op1, state1), edge(op2, state2)], combine: NASNET_COMBINES[combine] ?? 'add' };
    });
  return { normal: cell(0), reduction: cell(1) };
}

/** 'normal=add(sep5~1,sep3~0)|...;reduction=...': of each block how it combines two ops, each with the state it reads. */
export function formatNasnet(blocks: number, choices: readonly Choice[]): string {
  const genotype = nasnetCells(blocks, choices);
  const block = ({ edges, combine }: NasnetBlock): string =>
    `${combine}(${edges.map(({ op, from }) => `${op}~${from}`).join(',')})`;
  return TYPES.map((type) => `${type}=${genotype[type].map(block).join('|')}`).join(';');
}

/** Choices of a text as formatNasnet writes it. LabError 'space' naming what is wrong and where. */
export function parseNasnet(id: string, blocks: number, text: string): readonly Choice[] {
  const one = (type: CellType): string => `${type}=${Array.from({ length: blocks }, () => 'add(sep3~0,identity~1)').join('|')}`;
  const example = `Example: '${TYPES.map(one).join(';')}'.`;
  return parseCells(
    {
      id,
      types: TYPES,
      blocks,
      what: 'blocks',
      example,
      block(type, index, piece) {
        const open = piece.text.indexOf('(');
        if (open < 0 || !piece.text.endsWith(')')) {
          throw pieceError(id, piece, 'is not a block', "Write blocks as 'add(sep3~0,identity~1)'.");
        }
        const name = pieceOf(piece.text, 0, open);
        const inside = pieceOf(piece.text, open + 1, piece.text.length - 1);
        const combine = nameIndex(id, 'a way to combine', { text: name.text, at: piece.at }, NASNET_COMBINES);
        const edges = splitPiece({ text: inside.text, at: piece.at + inside.at }, ',');
        expectCount(id, piece, edges, 2, "edges joined by ','", example);
        const reader = `block ${index + 1} of the ${type} cell`;
        const read = edges.map((edge) => parseEdge(id, edge, NASNET_OPS, index + 2, reader));
        return [...read.map(({ from }) => from), ...read.map(({ op }) => op), combine];
      },
    },
    text,
  );
}
