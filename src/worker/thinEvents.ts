import type { RunEvent } from '../engine/run/events';
import type { ProposalOrigin } from '../engine/search/origin';

/** Trials of one batch whose parents are told, at most: the latest. */
const LINEAGE_TRIALS = 1_000;

/**
 * Thins a batch of events for a view or a store, losing nothing that cannot be had from the rest: 'episode' events
 * carry all archs and rewards of their children, so of 'child' events only each arch's first (it brings the
 * measurement) and the latest episode's are kept, of 'update' and 'view' only the latest episode's, and of
 * 'childProgress' the last of each trial. Of 'proposed' the latest episode's, and those before it that tell of parents, up to 1,000 trials:
 * lineages are drawn from them.
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
  const told = lineageOf(events);
  return events.filter((event) => {
    switch (event.type) {
      case 'child': {
        const first = !seen.has(event.arch);
        seen.add(event.arch);
        return first || event.episode === latest;
      }
      case 'proposed':
        return event.episode === latest || told.has(event);
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

/** The latest proposals of which a trial has come from another. */
function lineageOf(events: readonly RunEvent[]): ReadonlySet<RunEvent> {
  const told = new Set<RunEvent>();
  let trials = 0;
  for (let i = events.length - 1; i >= 0 && trials < LINEAGE_TRIALS; i -= 1) {
    const event = events[i];
    if (event?.type !== 'proposed' || !event.trials.some(({ origin }) => origin !== undefined && hasParent(origin))) continue;
    told.add(event);
    trials += event.trials.length;
  }
  return told;
}

function hasParent(origin: ProposalOrigin): boolean {
  return origin.kind !== 'random' && origin.kind !== 'model';
}
