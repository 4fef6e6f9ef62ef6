import type { RunConfig } from '../config';

/** A whole run configuration under a name. */
export interface RunPreset {
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly config: RunConfig;
}

export const stopAfter = (episodes: number): RunConfig['stop'] => ({
  episodes,
  children: null,
  minutes: null,
  reward: null,
  convergedFor: null,
});
