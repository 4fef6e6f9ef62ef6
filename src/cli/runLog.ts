import { answersAtOnce } from '../engine/estimate/config';
import type { RunConfig } from '../engine/run/config';
import type { RunEvent } from '../engine/run/events';

/**
 * An event as events.jsonl keeps it; null where it is left out. Left out is what the rest tells, or what the clock or the number of
 * workers decides the order of: progress, epochs (a child's event has them all), proposals and repeated children (an episode's event
 * has them). A child that was looked up is kept without its learning curve, which the table or the landscape has and which is most
 * of what there is to write: 81 epochs take 13 kB.
 */
export function loggedEvent(event: RunEvent, { estimator }: RunConfig): object | null {
  switch (event.type) {
    case 'childProgress':
    case 'childEpoch':
    case 'proposed':
      return null;
    case 'child': {
      if (event.cached) return null;
      if (!answersAtOnce(estimator)) return event;
      const { epochs: _, ...measurement } = event.measurement;
      return { ...event, measurement };
    }
    case 'started':
      return event.resumedAtEpisode === 0 ? event : null;
    default:
      return event;
  }
}
