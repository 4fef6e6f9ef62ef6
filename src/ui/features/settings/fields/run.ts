import type { FieldText } from './types';

/** The run itself. */
export const RUN_FIELDS: readonly FieldText[] = [
  { path: 'title', label: 'Title', help: 'The name under which the run is kept and exported.' },
  { path: 'seed', label: 'Seed', help: 'Every random draw follows from it: same settings, same seed, same run.' },
  { path: 'space.id', label: 'Search space', help: 'What can be built: A_small is two operations of eight, 64 cells.' },
];
