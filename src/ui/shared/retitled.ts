import type { RunConfig } from '../../engine/run/config';
import { STRATEGY_TITLES } from '../../engine/search/titles';
import { openedSpace } from './spaces';

const MOST_CHARACTERS = 120;

/** Up to a title's colon: 'A_small: a cell of two operations' is A_small. */
const short = (title: string): string => title.split(':')[0] ?? title;

/**
 * The config under a title that says what runs: a title that was written for another space or strategy, and left as it was, gives way to
 * theirs, with what was changed at its end. known: the run before and the experiments that there are.
 */
export function retitled(next: RunConfig, known: readonly RunConfig[]): RunConfig {
  const before = known.find(({ title }) => title === next.title);
  if (before === undefined || (next.space.id === before.space.id && next.strategy.id === before.strategy.id)) return next;
  const from = / \(changed from (.+)\)$/.exec(before.title)?.[1] ?? before.title;
  const title = `${short(STRATEGY_TITLES[next.strategy.id])} on ${short(openedSpace(next.space).title)}`;
  const whole = `${title} (changed from ${from})`;
  return { ...next, title: whole.length <= MOST_CHARACTERS ? whole : title.slice(0, MOST_CHARACTERS) };
}
