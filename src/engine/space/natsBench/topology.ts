import type { Categorical } from '../cells/categoricalSpace';
import { expectCount, inputIndex, nameIndex, type Piece, pieceError, pieceOf, splitPiece } from '../cells/text';
import type { Choice } from '../types';

/** What an edge can be, in the benchmark's order; 'none' gives zeros. */
export const NATS_OPS = ['none', 'skip_connect', 'nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const;

export type NatsOp = (typeof NATS_OPS)[number];

/** Nodes 1, 2 and 3 of a cell, each reading every node before it; node 0 is the cell's input, node 3 its output. */
export const NATS_NODES = 3;

/** topology[i][j]: the op on the edge from node j to node i + 1. */
export type NatsTopology = readonly (readonly NatsOp[])[];

const EXAMPLE = 'Write |nor_conv_3x3~0|+|none~0|skip_connect~1|+|avg_pool_3x3~0|skip_connect~1|nor_conv_1x1~2|.';

/** Six edges, node by node: 5^6 = 15,625 genotypes. */
export const NATS_DECISIONS: readonly Categorical[] = Array.from({ length: NATS_NODES }, (_, node) =>
  Array.from({ length: node + 1 }, (_, from) => ({
    kind: 'categorical' as const,
    name: `node${node + 1}.from${from}`,
    options: NATS_OPS,
  })),
).flat();

/** The topology of a genotype's choices (checked before). */
export function natsTopology(choices: readonly Choice[]): NatsTopology {
  let place = 0;
  return Array.from({ length: NATS_NODES }, (_, node) =>
    Array.from({ length: node + 1 }, () => {
      const op = NATS_OPS[choices[place] ?? 0] ?? 'none';
      place += 1;
      return op;
    }),
  );
}

/** The benchmark's string: '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|...|'. */
export function formatNats(choices: readonly Choice[]): string {
  return natsTopology(choices)
    .map((edges) => `|${edges.map((op, from) => `${op}~${from}`).join('|')}|`)
    .join('+');
}

function parseNode(id: string, piece: Piece, node: number): readonly Choice[] {
  const { text, at } = piece;
  if (text.length < 2 || !text.startsWith('|') || !text.endsWith('|')) {
    throw pieceError(id, piece, `(node ${node}) must stand between two '|'`, EXAMPLE);
  }
  const inside: Piece = { text: text.slice(1, -1), at: at + 1 };
  const edges = splitPiece(inside, '|');
  expectCount(id, piece, edges, node, `edge${node === 1 ? '' : 's'} into node ${node}`, EXAMPLE);
  return edges.map((edge, place) => {
    const [op, from, more] = splitPiece(edge, '~');
    if (op === undefined || from === undefined || more !== undefined) {
      throw pieceError(id, edge, 'is not an edge', "Write edges as 'nor_conv_3x3~0'.");
    }
    const choice = nameIndex(id, 'an op', op, NATS_OPS);
    if (inputIndex(id, from, node, `node ${node}`) !== place) {
      throw pieceError(id, from, `stands where the edge from node ${place} belongs`, 'List the edges of a node from node 0 on.');
    }
    return choice;
  });
}

/** Choices of the benchmark's string. */
export function parseNats(id: string, text: string): readonly Choice[] {
  const whole = pieceOf(text);
  const nodes = splitPiece(whole, '+');
  expectCount(id, whole, nodes, NATS_NODES, "nodes joined by '+'", EXAMPLE);
  return nodes.flatMap((node, i) => parseNode(id, node, i + 1));
}
