import { createContext, useContext } from 'react';
import type { RunConfig } from '../../../engine/run/config';
import type { ProposalOrigin } from '../../../engine/search/origin';
import type { StrategyView } from '../../../engine/search/views';
import type { ChildRow } from '../../store';
import type { SeriesView } from '../../store/previewSeries';
import type { Records } from './population/lineage';

/** What the panel's pictures are of: how a strategy thought after an episode, and what was known by then. */
export interface Moment {
  readonly config: RunConfig;
  readonly episode: number;
  /** Null where the strategy had nothing to show yet. */
  readonly view: StrategyView | null;
  /** The children up to the episode, and where they come from. */
  readonly records: Records;
  /** Those of them that are measured, each once; none where a run keeps no measurements. */
  readonly children: readonly ChildRow[];
}

/** Children of the first episodes of a past. */
export function recordsUpTo(series: SeriesView, episode: number, originOf: (trial: number) => ProposalOrigin | null): Records {
  const trials = episode < 1 ? 0 : series.column('children').at(Math.min(episode, series.episodes) - 1);
  return { trials, trial: (trial) => (trial < trials ? series.trial(trial) : null), lineage: { of: originOf } };
}

const MomentContext = createContext<Moment | null>(null);
export const MomentProvider = MomentContext.Provider;

/** The moment that the pictures around it are of. */
export function useMoment(): Moment {
  const moment = useContext(MomentContext);
  if (moment === null) throw new RangeError('useMoment: a picture of a strategy is drawn outside of any moment');
  return moment;
}
