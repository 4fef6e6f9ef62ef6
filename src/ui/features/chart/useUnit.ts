import { useReducer } from 'react';
import type { RunConfig } from '../../../engine/run/config';
import type { SeriesView } from '../../store/preview';
import { type ChartUnit, courseOf, keepUnit, unitFor } from './unit';

/** What the horizontal axis counts, and how to choose it: kept for strategies of this sort. Episodes where a log does not count the rest. */
export function useUnit(config: RunConfig | null, series: SeriesView): readonly [ChartUnit, (unit: ChartUnit) => void] {
  const [, again] = useReducer((count: number) => count + 1, 0);
  const wanted = config === null ? 'episodes' : unitFor(config.strategy);
  const isCounted = series.episodes === 0 || Number.isFinite(courseOf(series, wanted)(series.episodes));
  const choose = (unit: ChartUnit): void => {
    if (config !== null) keepUnit(config.strategy, unit);
    again();
  };
  return [isCounted ? wanted : 'episodes', choose];
}
