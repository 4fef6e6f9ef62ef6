import { SYNTHETIC_DEFAULTS, TRAIN_DEFAULTS } from '../../../engine/estimate/metadata';
import type { RunConfig } from '../../../engine/run/config';
import { STRATEGIES } from '../../../engine/search/metadata';
import type { SpaceDefinition } from '../../../engine/space/blocks/types';
import type { SpaceConfig } from '../../../engine/space/config';
import type { ProfileId } from '../../../engine/space/types';

/** How a space of one's own is searched first; everything else is under Settings. */
export interface SearchChoice {
  readonly strategy: 'random' | 'regularized-evolution';
  readonly worth: 'synthetic' | 'train';
  /** Images that children are trained on. */
  readonly data: 'mnist' | 'digits';
  readonly image: '28x28x1' | '32x32x3';
}

export interface SearchedSpace {
  readonly config: SpaceConfig & { readonly definition: SpaceDefinition };
  readonly title: string;
  readonly profiles: readonly ProfileId[];
}

/** The run that searches a space: 1,000 children on the synthetic landscape, 40 that are trained. */
export function searchRun(space: SearchedSpace, choice: SearchChoice, seed: number): RunConfig {
  const entry = STRATEGIES.find(({ id }) => id === choice.strategy);
  const profile = space.profiles.includes('teach') ? 'teach' : (space.profiles[0] ?? 'teach');
  const trains = choice.worth === 'train';
  const defaults = entry?.defaults ?? { id: 'random' as const, childrenPerEpisode: 10 };
  const estimator: RunConfig['estimator'] = trains
    ? {
        ...TRAIN_DEFAULTS,
        data: choice.data,
        profile,
        ...(choice.data === 'digits' ? { train: 2_000, valid: 500, test: 1_000, epochs: 1 } : {}),
      }
    : { ...SYNTHETIC_DEFAULTS, profile, image: choice.image };
  return {
    version: 1,
    title: `Search of ${space.title}`.slice(0, 120),
    seed,
    space: space.config,
    strategy: { ...defaults, childrenPerEpisode: trains ? 4 : 10 },
    estimator,
    reward: { id: 'val' },
    stop: { episodes: trains ? 10 : 100, children: null, minutes: null, reward: null, convergedFor: null },
  };
}
