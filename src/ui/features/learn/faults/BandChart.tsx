import { memo, useMemo } from 'react';
import type { SeedRun } from '../../../../engine/analysis/sampleEfficiency';
import { formatFixed } from '../../../shared/format';
import { useSize } from '../../../shared/hooks';
import { bandOf, bandPaths, type Place } from './bands';
import { medianEnd } from './model';
import { opening, openingTicks } from './scale';

/** What all charts of the page share. */
export interface Axes {
  /** Rewards at the bottom and the top; the scale opens towards the top where isOpening, else it is even. */
  readonly range: readonly [number, number];
  readonly isOpening: boolean;
  readonly best: number;
  /** Mean of the table: what blind draws earn. */
  readonly random: number;
  readonly episodes: number;
}

interface BandChartProps {
  readonly title: string;
  readonly axes: Axes | null;
  readonly runs: readonly SeedRun[];
  /** Quiet, behind: the corrected run. */
  readonly behind: readonly SeedRun[];
}

/** Pixels between two marks of the axis. */
const TICK_GAP = 15;
const PAD = { left: 30, right: 4, top: 6, bottom: 18 } as const;

/** Median and quartiles over seeds, in the place of a small figure. */
export const BandChart = memo(function BandChart({ title, axes, runs, behind }: BandChartProps) {
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const own = useMemo(() => bandOf(runs), [runs]);
  const quiet = useMemo(() => bandOf(behind), [behind]);
  const end = medianEnd(runs);
  const label =
    end === null
      ? `${title}: no seed is done yet.`
      : `${title}: median mean reward over ${runs.length} seeds ends at ${formatFixed(end)}${axes === null ? '' : `; best cell ${formatFixed(axes.best)}, random search ${formatFixed(axes.random)}`}.`;
  return (
    <div ref={ref} className="fault-chart">
      {axes === null || width === 0 ? null : (
        <svg width={width} height={height} role="img" aria-label={label}>
          <Drawing axes={axes} own={own} quiet={quiet} width={width} height={height} />
        </svg>
      )}
    </div>
  );
});

type DrawingProps = {
  readonly axes: Axes;
  readonly own: ReturnType<typeof bandOf>;
  readonly quiet: ReturnType<typeof bandOf>;
  readonly width: number;
  readonly height: number;
};

function Drawing({ axes, own, quiet, width, height }: DrawingProps) {
  const { range, isOpening, best, random, episodes } = axes;
  const right = width - PAD.right;
  const bottom = height - PAD.bottom;
  const share = (reward: number): number =>
    isOpening ? opening(reward, range) : Math.min(1, Math.max(0, (reward - range[0]) / (range[1] - range[0])));
  const y = (reward: number): number => bottom - share(reward) * (bottom - PAD.top);
  const ticks = isOpening ? openingTicks(range, TICK_GAP / (bottom - PAD.top)) : range;
  const placeOf = (points: number): Place => ({
    x: (point) => PAD.left + ((point + 1) / points) * (right - PAD.left),
    y,
  });
  const paths = (band: typeof own) => (band === null ? null : bandPaths(band, placeOf(band.median.length)));
  const drawn = paths(own);
  const corrected = paths(quiet);
  return (
    <>
      {ticks.map((value) => (
        <g key={value}>
          <path className="fault-grid" d={`M${PAD.left} ${y(value)}H${right}`} />
          <text x={PAD.left - 5} y={y(value) + 4} textAnchor="end">
            {formatFixed(value, 0)}
          </text>
        </g>
      ))}
      <text x={PAD.left} y={height - 3}>
        1
      </text>
      <text x={right} y={height - 3} textAnchor="end">
        {episodes} episodes
      </text>
      <path className="fault-random" d={`M${PAD.left} ${y(random)}H${right}`} />
      <path className="fault-best" d={`M${PAD.left} ${y(best)}H${right}`} />
      {corrected === null ? null : (
        <>
          <path className="fault-quiet-area" d={corrected.area} />
          <path className="fault-quiet" d={corrected.line} />
        </>
      )}
      {drawn === null ? null : (
        <>
          <path className="fault-area" d={drawn.area} />
          <path className="fault-line" d={drawn.line} />
        </>
      )}
    </>
  );
}
