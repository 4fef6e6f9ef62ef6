import { categoricalSpace } from '../cells/categoricalSpace';
import { chosenNumber, numbers, profileOption } from '../cells/options';
import { spaceId } from '../spaceId';
import type { SpaceEntry, SpaceOption } from '../types';
import { buildEnasMacro, ENAS_MACRO_CHANNELS } from './build';
import { enasMacroDecisions, enasMacroLayers, formatEnasMacro, parseEnasMacro } from './genotype';

const ID = 'enas-macro';
const TITLE = 'ENAS macro: layers with skip connections';
const SOURCE = 'Pham, Guan, Zoph, Le, Dean 2018, Efficient Neural Architecture Search via Parameter Sharing, section 2.3';
const LAYERS = { name: 'layers', title: 'layers', values: numbers(4, 12), standard: 12 } satisfies SpaceOption;
const CHANNELS = profileOption('channels', 'channels before the first reduction (paper: 36, teach: 12)', [4, 8, 12, 16, 24, 36]);

/** ENAS's macro space: of each layer one of six ops and a bit for each layer before it. */
export const enasMacroEntry: SpaceEntry = {
  id: ID,
  title: TITLE,
  source: SOURCE,
  options: [LAYERS, CHANNELS],
  open(chosen) {
    const id = spaceId(enasMacroEntry, chosen);
    const layers = chosenNumber(chosen, LAYERS.name) ?? LAYERS.standard;
    return categoricalSpace({
      id,
      title: TITLE,
      source: SOURCE,
      decisions: enasMacroDecisions(layers),
      minSide: 4,
      format: (choices) => formatEnasMacro(layers, choices),
      parse: (text) => parseEnasMacro(id, layers, text),
      build(choices, options) {
        const standard = ENAS_MACRO_CHANNELS[options.profile === 'paper' ? 'paper' : 'teach'];
        return buildEnasMacro(enasMacroLayers(layers, choices), chosenNumber(chosen, CHANNELS.name) ?? standard, options);
      },
    });
  },
};
