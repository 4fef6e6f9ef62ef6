import { LabError } from '../core/errors';
import { suggestName } from '../core/nearestName';
import { aLargeEntry } from './aLarge/space';
import { aSmall } from './aSmall/space';
import { spaceOf } from './blocks/space';
import type { SpaceDefinition } from './blocks/types';
import { chapterNasnet } from './chapterNasnet/space';
import type { SpaceConfig } from './config';
import { dartsEntry } from './darts/space';
import { enasMacroEntry } from './enasMacro/space';
import { enasMicroEntry } from './enasMicro/space';
import { braninSpace } from './functions/branin';
import { hartmann6Space } from './functions/hartmann6';
import { trainingResponseSpace } from './functions/trainingResponse';
import { guideCellEntry } from './guide/cell';
import { guideMacroEntry } from './guide/macro';
import { guideRlEntry } from './guide/rl';
import { hypernetsCnn } from './hypernets/cnn';
import { hypernetsDnn } from './hypernets/dnn';
import { layerwiseEntry } from './layerwise/space';
import { nasnetEntry } from './nasnet/space';
import { natsBenchEntry } from './natsBench/space';
import { parseSpaceId, TRAINING_SUFFIX } from './spaceId';
import { joinTraining, trainingSpace } from './training/space';
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
  aLargeEntry,
  layerwiseEntry,
  dartsEntry,
  natsBenchEntry,
  enasMicroEntry,
  enasMacroEntry,
  nasnetEntry,
  withoutOptions(chapterNasnet),
  withoutOptions(hypernetsDnn),
  withoutOptions(hypernetsCnn),
  guideMacroEntry,
  guideCellEntry,
  guideRlEntry,
  withoutOptions(trainingSpace),
  withoutOptions(braninSpace),
  withoutOptions(hartmann6Space),
  withoutOptions(trainingResponseSpace),
];

const opened = new Map<string, SearchSpace>();

/** Spaces of people's own that were opened here, by the definition they came from: the same object each time. */
const ofDefinition = new WeakMap<SpaceDefinition, SearchSpace>();

/**
 * The space of an id as 'a-small', 'a-large?blocks=3' (options that are left out have their standard values), 'a-small+training'. The
 * same object each time. A space of a person's own is known by its id once openSpace has opened it. LabError 'space' with the nearest
 * known id, option or value where there is no such space.
 */
export function spaceById(id: string): SearchSpace {
  const known = opened.get(id);
  if (known !== undefined) return known;
  if (id.endsWith(TRAINING_SUFFIX)) {
    const joined = joinTraining(spaceById(id.slice(0, -TRAINING_SUFFIX.length)));
    const before = opened.get(joined.id) ?? joined;
    opened.set(joined.id, before);
    opened.set(id, before);
    return before;
  }
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

/**
 * The space a run asks for: of the catalogue, or of its own definition, with which its id must agree. LabError 'space' as spaceById, or
 * with the path of the definition's first fault.
 */
export function openSpace({ id, definition }: SpaceConfig): SearchSpace {
  if (definition === undefined) return spaceById(id);
  const space = ofDefinition.get(definition) ?? spaceOf(definition);
  const same = opened.get(space.id) ?? space;
  opened.set(same.id, same);
  ofDefinition.set(definition, same);
  if (id === same.id || id === `${same.id}${TRAINING_SUFFIX}`) return spaceById(id);
  throw new LabError(
    'space',
    `config: space.id is '${id.slice(0, 80)}', but space.definition is '${same.id}'.`,
    `Set space.id to '${same.id}', or leave the definition out.`,
  );
}

/** Whether the lab can open the space a run asks for; the LabError that says why not, or null. */
export function spaceFault(config: SpaceConfig): LabError | null {
  try {
    openSpace(config);
    return null;
  } catch (thrown) {
    if (thrown instanceof LabError) return thrown;
    throw thrown;
  }
}

/** Every space with its standard options. */
export const SPACES: readonly SearchSpace[] = SPACE_ENTRIES.map(({ id }) => spaceById(id));
