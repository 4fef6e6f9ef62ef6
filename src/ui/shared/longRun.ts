import type { RunConfig } from '../../engine/run/config';

/** Episodes a second at which a page shows a run first. */
const SHOWN_A_SECOND = 10;
/** Children a second that a fast strategy looks up on a slow machine. */
const LOOKED_UP_A_SECOND = 20_000;
/** Twice the longest of the experiments that come with the lab. */
const LONG_MS = 200_000;

/** Least time that a run takes which looks its children up, ms; null where that is not long, or its stop says it in minutes. */
export function longRunMs({ stop, strategy }: Pick<RunConfig, 'stop' | 'strategy'>): number | null {
  if (stop.minutes !== null) return stop.minutes * 60_000 > LONG_MS ? stop.minutes * 60_000 : null;
  const batch = strategy.childrenPerEpisode;
  const episodes = Math.min(stop.episodes, Math.ceil((stop.children ?? Number.POSITIVE_INFINITY) / batch));
  const ms = 1000 * Math.max(episodes / SHOWN_A_SECOND, (episodes * batch) / LOOKED_UP_A_SECOND);
  return ms > LONG_MS ? ms : null;
}
