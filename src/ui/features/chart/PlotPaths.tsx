import { useId } from 'react';
import type { PlotBand, PlotLine, PlotRow } from './plotTypes';

interface PlotPathsProps {
  readonly rows: readonly PlotRow[];
  readonly bands: readonly PlotBand[];
  readonly lines: readonly PlotLine[];
  readonly x: (place: number) => number;
  readonly y: (value: number) => number;
  /** The plotting area: nothing is drawn outside it. */
  readonly area: { readonly left: number; readonly top: number; readonly width: number; readonly height: number };
  readonly width: number;
  readonly height: number;
}

const isPair = (value: unknown): value is readonly [number, number] => Array.isArray(value);

/** Tenths of a pixel are enough, and make short paths. */
const at = (pixel: number): string => pixel.toFixed(1);

interface Point {
  readonly x: number;
  readonly y: number;
}

function pathThrough(points: readonly Point[], isStep: boolean): string {
  return points
    .map((point, i) => {
      if (i === 0) return `M${at(point.x)} ${at(point.y)}`;
      return isStep ? `H${at(point.x)}V${at(point.y)}` : `L${at(point.x)} ${at(point.y)}`;
    })
    .join('');
}

/**
 * Bands and secondary lines, a path each, under what Recharts draws. Recharts keeps an object with label and tooltip data for every
 * point of every item; for five items of 300 points that alone takes tens of milliseconds four times a second.
 */
export function PlotPaths({ rows, bands, lines, x, y, area, width, height }: PlotPathsProps) {
  const clip = useId();
  return (
    <svg className="plot-under" width={width} height={height} aria-hidden="true">
      <clipPath id={clip}>
        <rect x={area.left} y={area.top} width={area.width} height={area.height} />
      </clipPath>
      <g clipPath={`url(#${clip})`}>
        {bands.map((band) => {
          const upper: Point[] = [];
          const lower: Point[] = [];
          for (const row of rows) {
            const pair = row[band.key];
            if (!isPair(pair)) continue;
            lower.push({ x: x(row.x), y: y(pair[0]) });
            upper.push({ x: x(row.x), y: y(pair[1]) });
          }
          if (upper.length === 0) return null;
          const top = pathThrough(upper, false);
          const bottom = pathThrough(lower, false);
          const back = pathThrough([...lower].reverse(), false).replace('M', 'L');
          return (
            <g key={band.key}>
              <path d={`${top}${back}Z`} fill={band.color} fillOpacity={band.opacity} />
              {band.stroke === undefined ? null : <path d={top + bottom} fill="none" stroke={band.stroke} strokeWidth={1.2} />}
            </g>
          );
        })}
        {lines.map((line) => {
          const points: Point[] = [];
          for (const row of rows) {
            const value = row[line.key];
            if (typeof value === 'number') points.push({ x: x(row.x), y: y(value) });
          }
          return (
            <path
              key={line.key}
              d={pathThrough(points, line.step === true)}
              fill="none"
              stroke={line.color}
              strokeWidth={line.width}
              strokeOpacity={line.opacity ?? 1}
              {...(line.dash === undefined ? {} : { strokeDasharray: line.dash })}
            />
          );
        })}
      </g>
    </svg>
  );
}
