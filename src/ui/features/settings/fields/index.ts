import { CHILDREN_FIELDS } from './children';
import { CONTROLLER_FIELDS } from './controller';
import { REWARD_FIELDS } from './reward';
import { RUN_FIELDS } from './run';
import { STOP_FIELDS } from './stop';
import { STRATEGY_FIELDS } from './strategies';
import type { FieldText } from './types';

export type { FieldText } from './types';

export interface FieldGroup {
  readonly title: string;
  readonly fields: readonly FieldText[];
}

/** Every value of a run that a person may set, in the order it is shown. */
export const GROUPS: readonly FieldGroup[] = [
  { title: 'Run', fields: RUN_FIELDS },
  { title: 'Strategy', fields: [...CONTROLLER_FIELDS, ...STRATEGY_FIELDS] },
  { title: 'Children', fields: CHILDREN_FIELDS },
  { title: 'Reward', fields: REWARD_FIELDS },
  { title: 'Stop', fields: STOP_FIELDS },
];
