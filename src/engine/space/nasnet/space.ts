import { categoricalSpace } from '../cells/categoricalSpace';
import { chosenNumber, numbers, profileOption } from '../cells/options';
import { spaceId } from '../spaceId';
import type { SpaceEntry, SpaceOption } from '../types';
import { buildNasnet, NASNET_SIZE } from './build';
import { formatNasnet, nasnetCells, nasnetDecisions, parseNasnet } from './genotype';

const ID = 'nasnet';
const TITLE = 'NASNet: normal and reduction cells of B blocks';
const SOURCE = 'Zoph, Vasudevan, Shlens, Le 2018, Learning Transferable Architectures for Scalable Image Recognition';
const BLOCKS = { name: 'blocks', title: 'blocks in a cell, B', values: numbers(1, 5), standard: 5 } satisfies SpaceOption;
const CELLS = profileOption('cells', 'normal cells in a stage, N (paper: 6, teach: 1)', numbers(1, 6));
const FILTERS = profileOption('filters', 'filters of the first stage (paper: 32, teach: 8)', [4, 8, 16, 32]);

/** The NASNet search space: five decisions a block, thirteen operations, one normal and one reduction cell. */
export const nasnetEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: [BLOCKS, CELLS, FILTERS],
  open(chosen) {
    const id = spaceId(nasnetEntry, chosen);
    const blocks = chosenNumber(chosen, BLOCKS.name) ?? BLOCKS.standard;
    return categoricalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      decisions: nasnetDecisions(blocks),
      minSide: 4,
      format: (choices) => formatNasnet(blocks, choices),
      parse: (text) => parseNasnet(id, blocks, text),
      build(choices, options) {
        const standard = NASNET_SIZE[options.profile === 'paper' ? 'paper' : 'teach'];
        const cells = chosenNumber(chosen, CELLS.name) ?? standard.cells;
        const filters = chosenNumber(chosen, FILTERS.name) ?? standard.filters;
        return buildNasnet(nasnetCells(blocks, choices), { cells, filters }, options);
      },
    });
  },
};
