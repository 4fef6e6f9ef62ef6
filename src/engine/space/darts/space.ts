import { categoricalSpace } from '../cells/categoricalSpace';
import { chosenNumber, numbers, profileOption } from '../cells/options';
import { spaceId } from '../spaceId';
import type { SpaceEntry } from '../types';
import { buildDarts, DARTS_SIZE } from './build';
import { DARTS_DECISIONS, dartsCells, formatDarts, parseDarts } from './genotype';

const ID = 'darts';
const TITLE = 'DARTS: normal and reduction cells of four nodes';
const SOURCE = 'Liu, Simonyan, Yang 2019, DARTS: Differentiable Architecture Search; DARTS and ENAS notebook';
const OPTIONS = [
  profileOption('cells', 'cells in the network (paper: 20, teach: 4)', numbers(4, 20)),
  profileOption('channels', 'channels of the first cells (paper: 36, teach: 8)', numbers(8, 36, 4)),
];

/**
 * The cell space of DARTS as its genotypes have it: 1,037,664,180 normal cells times as many reduction cells. 'cells' and 'channels'
 * are of the network around them.
 */
export const dartsEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: OPTIONS,
  open(chosen) {
    const id = spaceId(dartsEntry, chosen);
    return categoricalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      decisions: DARTS_DECISIONS,
      minSide: 4,
      format: formatDarts,
      parse: (text) => parseDarts(id, text),
      build(choices, options) {
        const standard = DARTS_SIZE[options.profile === 'paper' ? 'paper' : 'teach'];
        const cells = chosenNumber(chosen, 'cells') ?? standard.cells;
        const channels = chosenNumber(chosen, 'channels') ?? standard.channels;
        return buildDarts(dartsCells(choices), { cells, channels }, options);
      },
    });
  },
};
