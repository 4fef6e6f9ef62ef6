import { categoricalSpace } from '../cells/categoricalSpace';
import { chosenNumber, numbers, profileOption } from '../cells/options';
import { spaceId } from '../spaceId';
import type { SpaceEntry, SpaceOption } from '../types';
import { buildEnasMicro, ENAS_MICRO_PROFILES } from './build';
import { enasMicroCells, enasMicroDecisions, formatEnasMicro, parseEnasMicro } from './genotype';

const ID = 'enas-micro';
const TITLE = 'ENAS micro: cells of nodes that add two operations';
const SOURCE = 'Hypernets, a NAS framework: its ENAS micro search space; Pham et al. 2018, section 2.4';
const ARCH = {
  name: 'arch',
  title: 'cells in order, N normal and R reduction',
  values: ['N', 'NR', 'NRNR', 'NNRNNR', 'NNRNNRNN'],
  standard: 'NR',
} satisfies SpaceOption;
const NODES = { name: 'nodes', title: 'nodes in a cell', values: numbers(1, 6), standard: 4 } satisfies SpaceOption;
const FILTERS = profileOption('filters', 'filters before the first reduction (paper: 64, teach: 16)', [4, 8, 16, 24, 32, 64]);

/** Hypernets' ENAS micro space: 5.625e9 points for each type of cell of four nodes, one set of choices for all cells of a type. */
export const enasMicroEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: [ARCH, NODES, FILTERS],
  open(chosen) {
    const id = spaceId(enasMicroEntry, chosen);
    const arch = String(chosen[ARCH.name] ?? ARCH.standard);
    const nodes = chosenNumber(chosen, NODES.name) ?? NODES.standard;
    return categoricalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      decisions: enasMicroDecisions(arch, nodes),
      minSide: Math.max(2, 2 ** [...arch].filter((letter) => letter === 'R').length),
      format: (choices) => formatEnasMicro(arch, nodes, choices),
      parse: (text) => parseEnasMicro(id, arch, nodes, text),
      build(choices, options) {
        const { filters, norm } = ENAS_MICRO_PROFILES[options.profile === 'paper' ? 'paper' : 'teach'];
        const network = { arch, filters: chosenNumber(chosen, FILTERS.name) ?? filters, norm };
        return buildEnasMicro(enasMicroCells(arch, nodes, choices), network, options);
      },
    });
  },
};
