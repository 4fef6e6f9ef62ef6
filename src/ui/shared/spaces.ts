import { LabError } from '../../engine/core/errors';
import { aSmall } from '../../engine/space/aSmall/space';
import type { SpaceConfig } from '../../engine/space/config';
import type { SearchSpace } from '../../engine/space/types';

/** How a space is opened, once the catalogue of all of them is here. */
type OpenSpace = (config: SpaceConfig) => SearchSpace;

let openAny: OpenSpace | null = null;

/** Called by whoever has the catalogue: loadSpaces, and shared/allSpaces.ts. */
export function provideSpaces(open: OpenSpace): void {
  openAny = open;
}

/** Whether a space can be opened without loading anything: A_small always, every other once the catalogue is here. */
export function isSpaceHere(config: SpaceConfig): boolean {
  return openAny !== null || (config.id === aSmall.id && config.definition === undefined);
}

/** Loads the catalogue of spaces, which the first screen does not need. */
export async function loadSpaces(): Promise<void> {
  const { openSpace } = await import('../../engine/space/catalogue');
  provideSpaces(openSpace);
}

/** The space of a run that is open. LabError 'space' where there is none such, or its code has not been loaded (loadSpaces). */
export function openedSpace(config: SpaceConfig): SearchSpace {
  if (openAny !== null) return openAny(config);
  if (isSpaceHere(config)) return aSmall;
  throw new LabError(
    'space',
    `The search space '${config.id.slice(0, 80)}' has not been loaded yet.`,
    'Wait a moment; reload the page if it stays so.',
  );
}
