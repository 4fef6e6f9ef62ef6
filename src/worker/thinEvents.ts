import type { RunEvent } from '../engine/run/events';

/**
 * Thins a batch of events for a view or a store, losing nothing that cannot be had from the rest: 'episode' events
 * carry all archs and rewards of their children, so of 'child' events only each arch's first (it brings the
 * measurement) and the latest episode's are kept, of 'proposed', 'update' and 'view' only the latest episode's, and of
 * 'childProgress' the last of each trial.
 *
 * seen: the archs whose measurement has been passed on; the function adds to it.
 */
export function thinEvents(events: readonly RunEvent[], seen: Set<string>): RunEvent[] {
  let latest = 0;
  const lastProgress = new Map<number, RunEvent>();
  for (const event of events) {
    if (event.type === 'childProgress') lastProgress.set(event.trial, event);
    // A change of reward names the episode that is to come.
    else if ('episode' in event && event.type !== 'rewardChanged') latest = Math.max(latest, event.episode);
  }
  return events.filter((event) => {
    switch (event.type) {
      case 'child': {
        const first = !seen.has(event.arch);
        seen.add(event.arch);
        return first || event.episode === latest;
      }
      case 'proposed':
      case 'update':
      case 'view':
        return event.episode === latest;
      case 'childProgress':
        return lastProgress.get(event.trial) === event;
      default:
        return true;
    }
  });
}
