import { ESTIMATORS, SYNTHETIC_DEFAULTS } from '../../../engine/estimate/metadata';
import { REWARDS } from '../../../engine/reward/presets';
import { type RunConfig, runConfigSchema } from '../../../engine/run/config';
import { completeStrategy, STRATEGIES } from '../../../engine/search/metadata';
import { openSpace } from '../../shared/allSpaces';
import { conflictsOf } from './conflicts';
import { type Draft, valueAt, withValue } from './schemaFields';

/** The parts of a configuration that are replaced as a whole when their id changes. */
export function withId(draft: Draft, path: string, id: string): Draft {
  switch (path) {
    case 'strategy.id': {
      const entry = STRATEGIES.find((candidate) => candidate.id === id);
      if (entry === undefined) return draft;
      return withValue(draft, 'strategy', { ...completeStrategy(entry.defaults) });
    }
    case 'estimator.id':
      return withValue(draft, 'estimator', ESTIMATORS.find((entry) => entry.id === id)?.defaults);
    case 'reward.id': {
      const profile = valueAt(draft, 'estimator.profile');
      const entry = REWARDS.find((candidate) => candidate.id === id);
      return withValue(draft, 'reward', entry?.defaults(profile === 'paper' || profile === 'as-published' ? profile : 'teach'));
    }
    case 'space.id':
      return fitting(withValue(draft, 'space', { id }));
    default:
      return withValue(draft, path, id);
  }
}

/** What cannot answer for another space gives way: a table of one space, training where points are functions, a profile it lacks. */
function fitting(draft: Draft): Draft {
  const config = runConfigSchema.safeParse(draft).data;
  if (config === undefined) return draft;
  const conflicts = conflictsOf(config, null);
  if (conflicts.has('estimator.id')) return withValue(draft, 'estimator', SYNTHETIC_DEFAULTS);
  if (!conflicts.has('estimator.profile')) return draft;
  return withValue(draft, 'estimator.profile', openSpace(config.space).profiles[0]);
}

/** The config with the strategy's absent keys written out, so that each has a field. */
export const complete = (config: RunConfig): RunConfig => ({ ...config, strategy: completeStrategy(config.strategy) });
