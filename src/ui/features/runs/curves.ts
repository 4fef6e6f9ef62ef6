import type { EpisodeSummary, RunEvent } from '../../../engine/run/events';
import type { RunSeries, SeriesKey } from '../../store';

/** A run's rewards, index i for episode i + 1, and the three numbers by which runs are compared. */
export interface RunCurve {
  readonly id: string;
  readonly title: string;
  readonly mean: Float64Array;
  /** What was spent by the end of each episode; NaN where nobody counted it. */
  readonly spent: Readonly<Record<'children' | 'epochs', Float64Array>>;
  readonly episodes: number;
  readonly children: number;
  /** Mean of the mean rewards of the last 20 episodes; null without episodes. */
  readonly lastMean: number | null;
  readonly best: number | null;
  readonly bestArch: string | null;
  /** Children proposed up to and including the first with the best reward. */
  readonly childrenToBest: number | null;
}

const LAST = 20;

type Scored = Pick<EpisodeSummary, 'mean' | 'archs' | 'rewards' | 'children' | 'epochs'>;

function curveOf(id: string, title: string, episodes: readonly Scored[]): RunCurve {
  let children = 0;
  let best: { reward: number; arch: string; at: number } | null = null;
  for (const { archs, rewards } of episodes) {
    rewards.forEach((reward, i) => {
      if (best === null || reward > best.reward) best = { reward, arch: archs[i] ?? '', at: children + i + 1 };
    });
    children += rewards.length;
  }
  const found = best as { readonly reward: number; readonly arch: string; readonly at: number } | null;
  const mean = Float64Array.from(episodes, (episode) => episode.mean);
  const tail = mean.subarray(Math.max(0, mean.length - LAST));
  return {
    id,
    title,
    mean,
    spent: {
      children: Float64Array.from(episodes, (episode) => episode.children),
      epochs: Float64Array.from(episodes, (episode) => episode.epochs ?? Number.NaN),
    },
    episodes: mean.length,
    children,
    lastMean: tail.length === 0 ? null : tail.reduce((sum, value) => sum + value, 0) / tail.length,
    best: found?.reward ?? null,
    bestArch: found?.arch ?? null,
    childrenToBest: found?.at ?? null,
  };
}

/** From a kept run's log. */
export function curveOfEvents(id: string, title: string, events: readonly RunEvent[]): RunCurve {
  return curveOf(
    id,
    title,
    events.filter((event) => event.type === 'episode'),
  );
}

/** From the run that is open, as far as it is. */
export function curveOfSeries(id: string, title: string, series: RunSeries): RunCurve {
  const at = (key: SeriesKey, i: number): number => series.column(key).at(i);
  const episodes = Array.from({ length: series.episodes }, (_, i): Scored => {
    const children = series.childrenOf(i + 1);
    return {
      mean: at('mean', i),
      children: at('children', i),
      epochs: at('epochs', i),
      archs: children.map((child) => child.arch),
      rewards: children.map((child) => child.reward),
    };
  });
  return curveOf(id, title, episodes);
}
