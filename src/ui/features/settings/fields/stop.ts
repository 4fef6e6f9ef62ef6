import type { FieldText } from './types';

/** When the run ends. */
export const STOP_FIELDS: readonly FieldText[] = [
  { path: 'stop.episodes', label: 'Episodes', help: 'The run ends after so many.' },
  {
    path: 'stop.children',
    label: 'Children',
    help: 'It ends with the episode that reaches so many children.',
    off: 'no limit',
  },
  {
    path: 'stop.minutes',
    label: 'Time',
    help: 'Counted while the run is computing, not while it is paused.',
    unit: 'min',
    off: 'no limit',
  },
  { path: 'stop.reward', label: 'Reward reached', help: 'It ends once a child’s reward is at least this.', off: 'go on' },
  {
    path: 'stop.convergedFor',
    label: 'Converged for',
    help: 'It ends when min, mean and max have been equal for so many episodes.',
    unit: 'episodes',
    off: 'go on',
  },
];
