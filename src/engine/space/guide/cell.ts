import { type Categorical, categoricalSpace } from '../cells/categoricalSpace';
import { parseCells, parseEdge } from '../cells/cellText';
import { chosenNumber, numbers, profileOption } from '../cells/options';
import { expectCount, splitPiece } from '../cells/text';
import { buildDarts, type CellNodes, DARTS_SIZE } from '../darts/build';
import { DARTS_OPS } from '../darts/genotype';
import { spaceId } from '../spaceId';
import type { Choice, SpaceEntry } from '../types';

const ID = 'guide-cell';
const TITLE = "The guide's cells: seven nodes of two edges each, eight operations";
const SOURCE = 'NAS code guide, micro search space';
const OPS = ['none', ...DARTS_OPS] as const;
const TYPES = ['normal', 'reduction'] as const;
const EXAMPLE = "Write each node as two ops with what they read, for example 'sep_conv_3x3~0+skip_connect~1'.";
const OPTIONS = [
  { name: 'nodes', title: 'nodes of a cell (the guide: 7; its example on CIFAR-10: 4)', values: numbers(2, 7), standard: 7 },
  profileOption('cells', 'cells in the network (paper: 20, teach: 4)', numbers(4, 20)),
  profileOption('channels', 'channels of the first cells (paper: 36, teach: 8)', numbers(8, 36, 4)),
];

function decisionsOf(nodes: number): readonly Categorical[] {
  return TYPES.flatMap((type) =>
    numbers(1, nodes).flatMap((node) => {
      const choice = (name: string, options: readonly string[]): Categorical => ({
        kind: 'categorical',
        name: `${type}.node${node}.${name}`,
        options,
      });
      const states = numbers(0, node).map(String);
      return [choice('input1', states), choice('op1', OPS), choice('input2', states), choice('op2', OPS)];
    }),
  );
}

/** Normal, then reduction; choices: checked. */
function cellsOf(choices: readonly Choice[], nodes: number): readonly CellNodes[] {
  const edge = (at: number) => ({ from: choices[at] ?? 0, op: OPS[choices[at + 1] ?? 0] ?? 'none' });
  return TYPES.map((_, c) => numbers(0, nodes - 1).map((n) => [edge((c * nodes + n) * 4), edge((c * nodes + n) * 4 + 2)]));
}

/**
 * The guide's CellSearchSpace: each of N nodes (7, in its example 4) has two inputs among all states before it, and an operation of eight
 * on each: prod over i = 2..N+1 of (8 i)^2 cells of either type. The network around them is that of DARTS, as the guide's own.
 */
export const guideCellEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: OPTIONS,
  open(chosen) {
    const id = spaceId(guideCellEntry, chosen);
    const nodes = chosenNumber(chosen, 'nodes') ?? 7;
    return categoricalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      decisions: decisionsOf(nodes),
      minSide: 4,
      format: (choices) =>
        cellsOf(choices, nodes)
          .map(
            (cell, c) => `${TYPES[c]}=${cell.map((edges) => edges.map(({ op, from }) => `${op}~${from}`).join('+')).join('|')}`,
          )
          .join(';'),
      parse: (text) =>
        parseCells(
          {
            id,
            types: TYPES,
            blocks: nodes,
            what: 'nodes',
            example: EXAMPLE,
            block(type, index, piece) {
              const edges = splitPiece(piece, '+');
              expectCount(id, piece, edges, 2, "edges joined by '+'", EXAMPLE);
              return edges.flatMap((part) => {
                const { op, from } = parseEdge(id, part, OPS, index + 2, `node ${index + 1} of the ${type} cell`);
                return [from, op];
              });
            },
          },
          text,
        ),
      build(choices, options) {
        const standard = DARTS_SIZE[options.profile === 'paper' ? 'paper' : 'teach'];
        const cells = chosenNumber(chosen, 'cells') ?? standard.cells;
        const channels = chosenNumber(chosen, 'channels') ?? standard.channels;
        const [normal = [], reduce = []] = cellsOf(choices, nodes);
        return buildDarts({ normal, reduce }, { cells, channels }, options);
      },
    });
  },
};
