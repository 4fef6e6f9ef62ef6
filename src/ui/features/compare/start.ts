import { answersAtOnce } from '../../../engine/estimate/config';
import type { RewardConfig } from '../../../engine/reward/config';
import type { RunConfig } from '../../../engine/run/config';
import type { RunPreset } from '../../../engine/run/presets';
import { OWN, orderedContenders, type Question } from './question';

interface Known {
  readonly presets: readonly RunPreset[];
  readonly config: RunConfig | null;
  /** In force in the open run. */
  readonly reward: RewardConfig | null;
}

/**
 * The question a form begins with: on the open run ('run') or on a preset, by its id. Where the open run trains its children, on the
 * first preset that does not. Null where there is none.
 */
export function startQuestion(on: string, { presets, config, reward }: Known): Question | null {
  const preset = presets.find(({ id }) => id === on);
  const open = config === null ? null : { ...config, ...(reward === null ? {} : { reward }) };
  const isOpenAble = open !== null && answersAtOnce(open.estimator);
  const first = presets.find((one) => answersAtOnce(one.config.estimator));
  const problem = preset?.config ?? (isOpenAble ? open : first?.config);
  if (problem === undefined) return null;
  const named = preset ?? (isOpenAble ? undefined : first);
  return {
    version: 1,
    problem,
    own: named?.id ?? 'this run',
    contenders: orderedContenders([OWN, 'random', 'regularized-evolution', 'tpe']),
    seeds: 10,
    budget: { unit: 'children', amount: 200 },
    metric: 'best',
  };
}
