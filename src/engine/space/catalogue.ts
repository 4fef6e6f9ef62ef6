import { LabError } from '../core/errors';
import { suggestName } from '../core/nearestName';
import { aSmall } from './aSmall/space';
import type { SpaceConfig } from './config';
import { dartsEntry } from './darts/space';
import { enasMacroEntry } from './enasMacro/space';
import { enasMicroEntry } from './enasMicro/space';
import { braninSpace } from './functions/branin';
import { hartmann6Space } from './functions/hartmann6';
import { trainingResponseSpace } from './functions/trainingResponse';
import { nasnetEntry } from './nasnet/space';
import { natsBenchEntry } from './natsBench/space';
import { parseSpaceId } from './spaceId';
import type { SearchSpace, SpaceEntry } from './types';

const withoutOptions = (space: SearchSpace): SpaceEntry => ({
  id: space.id,
  title: space.title,
  source: space.source,
  options: [],
  open: () => space,
});

/** Every search space of the lab, in the order it is shown. A new space is one entry here. */
export const SPACE_ENTRIES: readonly SpaceEntry[] = [
  withoutOptions(aSmall),
  dartsEntry,
  natsBenchEntry,
  enasMicroEntry,
  enasMacroEntry,
  nasnetEntry,
  withoutOptions(braninSpace),
  withoutOptions(hartmann6Space),
  withoutOptions(trainingResponseSpace),
];

const opened = new Map<string, SearchSpace>();

/**
 * The space of an id as 'a-small', 'a-large?blocks=3' (options that are left out have their standard values). The same object each
 * time. LabError 'space' with the nearest known id, option or value where there is no such space.
 */
export function spaceById(id: string): SearchSpace {
  const known = opened.get(id);
  if (known !== undefined) return known;
  const { base, chosen } = parseSpaceId(id, SPACE_ENTRIES);
  const entry = SPACE_ENTRIES.find((one) => one.id === base);
  if (entry === undefined) {
    throw new LabError(
      'space',
      `There is no search space '${id.slice(0, 80)}'.`,
      suggestName(
        base,
        SPACE_ENTRIES.map((one) => one.id),
      ),
    );
  }
  const space = entry.open(chosen);
  const same = opened.get(space.id) ?? space;
  opened.set(space.id, same);
  opened.set(id, same);
  return same;
}

/** The space a run asks for; LabError 'space' as spaceById. */
export function openSpace(config: SpaceConfig): SearchSpace {
  return spaceById(config.id);
}

/** Every space with its standard options. */
export const SPACES: readonly SearchSpace[] = SPACE_ENTRIES.map(({ id }) => spaceById(id));
