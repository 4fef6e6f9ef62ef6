import { LabError } from '../core/errors';
import { suggestName } from '../core/nearestName';
import { aSmall } from './aSmall/space';
import type { SearchSpace } from './types';

/** Every search space of the lab, in the order it is shown. A new space is one entry here. */
export const SPACES: readonly SearchSpace[] = [aSmall];

/** LabError 'space' with the nearest known id where there is no such space. */
export function spaceById(id: string): SearchSpace {
  const found = SPACES.find((space) => space.id === id);
  if (found !== undefined) return found;
  throw new LabError(
    'space',
    `There is no search space '${id.slice(0, 80)}'.`,
    suggestName(
      id,
      SPACES.map((space) => space.id),
    ),
  );
}
