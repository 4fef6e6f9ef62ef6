import type { StrategyConfig } from '../../../engine/search/config';
import type { Overlay } from '../../store';
import { readPref, writePref } from '../../store/prefs';
import type { SeedBand, SeriesView } from '../../store/preview';
import type { PlotRow } from './plotTypes';

/** What the horizontal axis counts. */
export const CHART_UNITS = ['episodes', 'children', 'epochs'] as const;
export type ChartUnit = (typeof CHART_UNITS)[number];

/** What was spent by the end of an episode (1-based), in a chart's unit; it never falls. NaN where nobody counted it. */
export type Course = (episode: number) => number;

/** Of a run, or of one that is computed at once. */
export function courseOf(series: SeriesView, unit: ChartUnit): Course {
  if (unit === 'episodes') return (episode) => episode;
  const column = series.column(unit);
  return (episode) => (episode < 1 ? 0 : column.at(Math.min(episode, column.length) - 1));
}

/** Of what is laid over it: another run, or the median of several. */
export function courseOfSpent(spent: Overlay['spent'] | SeedBand['spent'], unit: ChartUnit): Course {
  return unit === 'episodes' ? (episode) => episode : (episode) => spent[unit][episode - 1] ?? Number.NaN;
}

/** The episode whose end is nearest to a place on the axis; of those with the same end the last. At least 1. */
export function episodeNear(course: Course, episodes: number, place: number): number {
  let low = 0;
  let high = episodes;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (course(middle) <= place) low = middle;
    else high = middle - 1;
  }
  if (low === episodes || low === 0) return Math.max(1, low);
  return place - course(low) <= course(low + 1) - place ? low : low + 1;
}

/** Values of one timeline: value i stands at the end of `episode[i]`. */
export interface Source {
  readonly episode: ArrayLike<number>;
  readonly course: Course;
  readonly values: (i: number) => Readonly<Record<string, PlotRow[string]>>;
}

/** The rows of all timelines along the axis; where several are at the same place they share a row. */
export function rowsOf(sources: readonly Source[]): readonly PlotRow[] {
  const queues = sources.map(({ episode, course, values }) =>
    Array.from(episode, (end, i) => ({ x: course(end), i, values })).filter(({ x }) => Number.isFinite(x)),
  );
  const heads = queues.map(() => 0);
  const rows: PlotRow[] = [];
  for (;;) {
    const places = queues.map((queue, k) => queue[heads[k] ?? 0]?.x ?? Number.POSITIVE_INFINITY);
    const x = Math.min(...places);
    if (!Number.isFinite(x)) return rows;
    let row: Record<string, PlotRow[string]> = {};
    queues.forEach((queue, k) => {
      const point = queue[heads[k] ?? 0];
      if (point === undefined || point.x !== x) return;
      row = { ...row, ...point.values(point.i) };
      heads[k] = (heads[k] ?? 0) + 1;
    });
    rows.push({ ...row, x });
  }
}

const BUDGETED: ReadonlySet<StrategyConfig['id']> = new Set(['successive-halving', 'hyperband', 'asha', 'pbt']);

/** Whether a strategy gives its children different numbers of epochs: what it spends is then not its children. */
export const givesEpochs = (strategy: StrategyConfig): boolean => BUDGETED.has(strategy.id);

const prefOf = (strategy: StrategyConfig): string => (givesEpochs(strategy) ? 'chartUnit.budgets' : 'chartUnit');

/** What was chosen last for such a strategy: epochs where it gives them out, else episodes, until somebody chooses. */
export function unitFor(strategy: StrategyConfig): ChartUnit {
  const saved = readPref(prefOf(strategy));
  return CHART_UNITS.find((unit) => unit === saved) ?? (givesEpochs(strategy) ? 'epochs' : 'episodes');
}

export const keepUnit = (strategy: StrategyConfig, unit: ChartUnit): void => writePref(prefOf(strategy), unit);
