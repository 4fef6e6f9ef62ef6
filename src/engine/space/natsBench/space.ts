import { categoricalSpace } from '../cells/categoricalSpace';
import { chosenNumber, numbers, profileOption } from '../cells/options';
import { spaceId } from '../spaceId';
import type { SpaceEntry } from '../types';
import { buildNats, NATS_SIZE } from './build';
import { natsRepresentative } from './network';
import { formatNats, NATS_DECISIONS, natsTopology, parseNats } from './topology';

const ID = 'nats-bench';
const TITLE = 'NATS-Bench topology: six edges of five operations';
const SOURCE = 'Dong, Yang 2020, NAS-Bench-201; Dong et al. 2021, NATS-Bench';
const OPTIONS = [
  profileOption('cells', 'cells in a stage (paper: 5, teach: 1)', numbers(1, 5)),
  profileOption('channels', 'channels of the first stage (paper: 16, teach: 8)', [4, 8, 16]),
];

/** The topology space of NATS-Bench, which is that of NAS-Bench-201: 15,625 strings, 6,466 unique cells. */
export const natsBenchEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: OPTIONS,
  open(chosen) {
    const id = spaceId(natsBenchEntry, chosen);
    return categoricalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      decisions: NATS_DECISIONS,
      minSide: 4,
      format: formatNats,
      parse: (text) => parseNats(id, text),
      representative: natsRepresentative,
      build(choices, options) {
        const standard = NATS_SIZE[options.profile === 'paper' ? 'paper' : 'teach'];
        const cells = chosenNumber(chosen, 'cells') ?? standard.cells;
        const channels = chosenNumber(chosen, 'channels') ?? standard.channels;
        return buildNats(natsTopology(choices), { cells, channels }, options);
      },
    });
  },
};
