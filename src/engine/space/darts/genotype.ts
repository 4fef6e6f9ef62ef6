import { LabError } from '../../core/errors';
import type { Categorical } from '../cells/categoricalSpace';
import { inputIndex, nameIndex, type Piece, pieceError, pieceOf } from '../cells/text';
import type { Choice } from '../types';

/** What an edge of a derived cell can be, in the authors' order; 'none' takes part in the search alone, never in a genotype. */
export const DARTS_OPS = [
  'max_pool_3x3',
  'avg_pool_3x3',
  'skip_connect',
  'sep_conv_3x3',
  'sep_conv_5x5',
  'dil_conv_3x3',
  'dil_conv_5x5',
] as const;

export type DartsOp = (typeof DARTS_OPS)[number];

/** Intermediate nodes of a cell; node i (from 0) reads two of the i + 2 states before it. */
export const DARTS_NODES = 4;

export interface DartsEdge {
  readonly op: DartsOp;
  /** 0: the cell before the last, 1: the last cell, 2...: the nodes of this cell. */
  readonly from: number;
}

/** Two edges a node, ordered by the state they read. */
export type DartsCell = readonly (readonly [DartsEdge, DartsEdge])[];

export interface DartsGenotype {
  readonly normal: DartsCell;
  readonly reduce: DartsCell;
}

/** Liu et al. 2019's cells of the first-order search, as the authors publish them. */
export const DARTS_V1 =
  "Genotype(normal=[('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 0), ('sep_conv_3x3', 1), ('skip_connect', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('skip_connect', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 0), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('avg_pool_3x3', 0)], reduce_concat=[2, 3, 4, 5])";

/** Of the second-order search: the cells of the paper's figures 4 and 5. */
export const DARTS_V2 =
  "Genotype(normal=[('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 0), ('sep_conv_3x3', 1), ('sep_conv_3x3', 1), ('skip_connect', 0), ('skip_connect', 0), ('dil_conv_3x3', 2)], normal_concat=[2, 3, 4, 5], reduce=[('max_pool_3x3', 0), ('max_pool_3x3', 1), ('skip_connect', 2), ('max_pool_3x3', 1), ('max_pool_3x3', 0), ('skip_connect', 2), ('skip_connect', 2), ('max_pool_3x3', 1)], reduce_concat=[2, 3, 4, 5])";

const CELLS = ['normal', 'reduce'] as const;
const CONCAT = Array.from({ length: DARTS_NODES }, (_, i) => i + 2).join(', ');
const EXAMPLE =
  "Write a genotype as the authors do: Genotype(normal=[('sep_conv_3x3', 0), ...], normal_concat=[2, 3, 4, 5], ...).";

/** Unordered pairs of the states that node i can read: (i + 2)(i + 1) / 2 of them. */
function pairsOf(node: number): readonly (readonly [number, number])[] {
  const states = node + 2;
  const pairs: (readonly [number, number])[] = [];
  for (let a = 0; a < states; a += 1) for (let b = a + 1; b < states; b += 1) pairs.push([a, b]);
  return pairs;
}

const PAIRS = Array.from({ length: DARTS_NODES }, (_, node) => pairsOf(node));

function nodeDecisions(cell: string, node: number): readonly Categorical[] {
  const pairs = PAIRS[node] ?? [];
  const name = `${cell}.node${node + 1}`;
  const ops: readonly Categorical[] = ['op1', 'op2'].map((op) => ({
    kind: 'categorical',
    name: `${name}.${op}`,
    options: DARTS_OPS,
  }));
  if (pairs.length < 2) return ops;
  return [{ kind: 'categorical', name: `${name}.inputs`, options: pairs.map(([a, b]) => `${a},${b}`) }, ...ops];
}

/**
 * Of each node, in order: which two states it reads (the first node has no choice), then the op on each. A cell has
 * 7^8 (1)(3)(6)(10) = 1,037,664,180 genotypes.
 */
export const DARTS_DECISIONS: readonly Categorical[] = CELLS.flatMap((cell) =>
  Array.from({ length: DARTS_NODES }, (_, node) => nodeDecisions(cell, node)).flat(),
);

/** The cells of a genotype's choices (checked before). */
export function dartsCells(choices: readonly Choice[]): DartsGenotype {
  let place = 0;
  const take = (): Choice => {
    const choice = choices[place];
    if (choice === undefined) throw new LabError('space', `darts: choice ${place + 1} is missing.`, EXAMPLE);
    place += 1;
    return choice;
  };
  const cell = (): DartsCell =>
    PAIRS.map((pairs) => {
      const [a, b] = pairs[pairs.length < 2 ? 0 : take()] ?? [0, 1];
      const edge = (from: number): DartsEdge => ({ op: DARTS_OPS[take()] ?? 'skip_connect', from });
      return [edge(a), edge(b)];
    });
  return { normal: cell(), reduce: cell() };
}

function cellChoices(cell: DartsCell): readonly Choice[] {
  return cell.flatMap(([first, second], node) => {
    const pairs = PAIRS[node] ?? [];
    const pair = pairs.findIndex(([a, b]) => a === first.from && b === second.from);
    const ops = [DARTS_OPS.indexOf(first.op), DARTS_OPS.indexOf(second.op)];
    return pairs.length < 2 ? ops : [pair, ...ops];
  });
}

function formatCell(cell: DartsCell): string {
  return `[${cell
    .flat()
    .map(({ op, from }) => `('${op}', ${from})`)
    .join(', ')}]`;
}

/** The authors' text, the two edges of a node in the order of the states they read. */
export function formatDarts(choices: readonly Choice[]): string {
  const { normal, reduce } = dartsCells(choices);
  return `Genotype(normal=${formatCell(normal)}, normal_concat=[${CONCAT}], reduce=${formatCell(reduce)}, reduce_concat=[${CONCAT}])`;
}

/** What stands between the brackets of `name=[...]` (or of `range(2, 6)`, for a concat). */
function fieldOf(id: string, text: string, name: string): Piece {
  const found = new RegExp(`(?:^|[\\s(,])${name}\\s*=\\s*(\\[|range\\()`).exec(text);
  if (found === null) throw pieceError(id, pieceOf(text), `has no field '${name}=[...]'`, EXAMPLE);
  const start = found.index + found[0].length;
  const close = found[1] === '[' ? ']' : ')';
  const end = text.indexOf(close, start);
  if (end < 0) throw pieceError(id, pieceOf(text, found.index), `is not closed by '${close}'`, EXAMPLE);
  return found[1] === '[' ? pieceOf(text, start, end) : pieceOf(text, start - 'range('.length, end + 1);
}

function parseCell(id: string, text: string, name: string): DartsCell {
  const field = fieldOf(id, text, name);
  const edges: DartsEdge[] = [];
  const pattern = /\(\s*(['"])([^'"]*)\1\s*,\s*([^)\s]*)\s*\)/g;
  for (const match of field.text.matchAll(pattern)) {
    const node = Math.floor(edges.length / 2);
    const [whole, , op = '', from = ''] = match;
    const at = field.at + match.index;
    const opPiece = { text: op, at: at + whole.indexOf(op, 1) };
    if (op === 'none')
      throw pieceError(id, opPiece, 'takes part in the search alone, not in a derived cell', 'Choose another op.');
    const index = nameIndex(id, 'an op', opPiece, DARTS_OPS);
    const reader = `node ${node + 2} of the ${name} cell`;
    const state = inputIndex(id, { text: from, at: at + whole.lastIndexOf(from) }, node + 2, reader);
    edges.push({ op: DARTS_OPS[index] ?? 'skip_connect', from: state });
  }
  const rest = field.text.replace(pattern, '').replace(/[\s,]/g, '');
  if (rest !== '')
    throw pieceError(id, { ...field, text: rest }, `in ${name} is not an edge`, "Write edges as ('sep_conv_3x3', 0).");
  if (edges.length !== 2 * DARTS_NODES) {
    throw pieceError(id, field, `must have ${2 * DARTS_NODES} edges, two a node, got ${edges.length}`, EXAMPLE);
  }
  return PAIRS.map((_, node) => {
    const [a, b] = [edges[2 * node], edges[2 * node + 1]];
    if (a === undefined || b === undefined) throw pieceError(id, field, 'has a node with one edge', EXAMPLE);
    if (a.from === b.from) {
      const rule = `has two edges from state ${a.from} at node ${node + 2}: a derived cell keeps at most one edge between two nodes`;
      throw pieceError(id, field, rule, 'Let the node read two different states.');
    }
    return a.from < b.from ? [a, b] : [b, a];
  });
}

function checkConcat(id: string, text: string, name: string): void {
  const field = fieldOf(id, text, name);
  const listed = /^range\(\s*2\s*,\s*6\s*\)$/.test(field.text) ? CONCAT : field.text.split(/\s*,\s*/).join(', ');
  if (listed !== CONCAT) {
    throw pieceError(id, field, `(${name}) must be ${CONCAT}: a cell's output is all of its nodes`, `Write ${name}=[${CONCAT}].`);
  }
}

/** Choices of the authors' text; edges of a node in either order, 'range(2, 6)' allowed for a concat. */
export function parseDarts(id: string, text: string): readonly Choice[] {
  const whole = pieceOf(text);
  if (!/^Genotype\s*\(.*\)$/s.test(whole.text)) throw pieceError(id, whole, "is not 'Genotype(...)'", EXAMPLE);
  const normal = parseCell(id, text, 'normal');
  checkConcat(id, text, 'normal_concat');
  const reduce = parseCell(id, text, 'reduce');
  checkConcat(id, text, 'reduce_concat');
  return [...cellChoices(normal), ...cellChoices(reduce)];
}
