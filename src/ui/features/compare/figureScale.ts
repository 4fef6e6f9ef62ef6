import type { AnytimeBand } from '../../../engine/analysis/anytimeBands';

export interface Figure {
  readonly bands: readonly AnytimeBand[];
  /** Place of each band's look. */
  readonly places: readonly number[];
  readonly what: 'reward' | 'rank';
  readonly unit: 'children' | 'epochs';
  readonly isLog: boolean;
  /** The largest reward there is; null where it is not known. */
  readonly optimum: number | null;
  readonly width: number;
  readonly height: number;
  /** Pixels. */
  readonly fontSize: number;
  /** The line that the others stand back for; absent: none. */
  readonly lit?: string | null;
}

export interface FigureLine {
  readonly name: string;
  readonly place: number;
  readonly points: readonly { readonly x: number; readonly y: number; readonly low: number; readonly high: number }[];
}

function linesOf({ bands, places, what }: Figure): readonly FigureLine[] {
  return bands.map(({ name, cost, mean, low, high, rank }, i) => ({
    name,
    place: places[i] ?? i,
    points: cost.flatMap((x, k) => {
      const y = what === 'rank' ? rank[k] : mean[k];
      if (y === null || y === undefined || !Number.isFinite(y)) return [];
      return [{ x, y, low: what === 'rank' ? y : (low[k] ?? y), high: what === 'rank' ? y : (high[k] ?? y) }];
    }),
  }));
}

/** Where a figure's values stand, in its pixels. */
export interface FigureScale {
  /** Those with a point. */
  readonly lines: readonly FigureLine[];
  readonly xLow: number;
  readonly xHigh: number;
  readonly yLow: number;
  readonly yHigh: number;
  /** Room around the plotting area, and where that ends. */
  readonly pad: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly right: number;
  readonly bottom: number;
  readonly px: (cost: number) => number;
  /** Larger is higher; of ranks 1 lies on top. */
  readonly py: (value: number) => number;
  /** The whole cost at a pixel, within the figure. */
  readonly costAt: (pixel: number) => number;
}

/** Share of the budget after which every value is in view. */
const SETTLED = 0.04;

export function figureScale(figure: Figure): FigureScale {
  const { what, isLog, optimum, width, height, fontSize } = figure;
  const lines = linesOf(figure).filter(({ points }) => points.length > 0);
  const all = lines.flatMap(({ points }) => points);
  const longest = lines.reduce((most, { name }) => Math.max(most, name.length), 0);
  const pad = {
    left: fontSize * 4.2,
    right: Math.min(width * 0.36, longest * fontSize * 0.56 + 18),
    top: fontSize * 1.6,
    bottom: fontSize * 3.2,
  };
  const xLow = Math.min(...all.map(({ x }) => x));
  const xHigh = Math.max(...all.map(({ x }) => x), xLow + 1);
  const withOptimum = what === 'reward' && optimum !== null ? [optimum] : [];
  // The first children are nearly chance: on a linear axis they would flatten all that comes after them, and are cut off.
  const from = isLog || what === 'rank' ? xLow : xLow + SETTLED * (xHigh - xLow);
  const drawn = lines.flatMap(({ points }) => points.filter(({ x }, i) => x >= from || i === points.length - 1));
  const yMin = Math.min(...drawn.map(({ low }) => low), ...withOptimum);
  const yMax = Math.max(...all.map(({ high }) => high), ...withOptimum);
  const margin = yMax > yMin ? (yMax - yMin) * 0.05 : 0.5;
  const [yLow, yHigh] = [yMin - margin, yMax + margin];
  const right = width - pad.right;
  const bottom = height - pad.bottom;
  const first = isLog ? Math.max(xLow, 1) : xLow;
  const share = (x: number): number => (isLog ? Math.log(x / first) / Math.log(xHigh / first) : (x - first) / (xHigh - first));
  const costAtShare = (part: number): number => (isLog ? first * (xHigh / first) ** part : first + part * (xHigh - first));
  return {
    lines,
    xLow,
    xHigh,
    yLow,
    yHigh,
    pad,
    right,
    bottom,
    px: (cost) => pad.left + Math.max(0, share(cost)) * (right - pad.left),
    py: (value) => {
      const up = (value - yLow) / (yHigh - yLow);
      return what === 'rank' ? pad.top + up * (bottom - pad.top) : bottom - up * (bottom - pad.top);
    },
    costAt: (pixel) => Math.round(costAtShare(Math.min(1, Math.max(0, (pixel - pad.left) / (right - pad.left))))),
  };
}

/** A line's value once a cost was spent, with its interval; null before its first. */
export function valueAt(line: FigureLine, cost: number): FigureLine['points'][number] | null {
  return line.points.findLast(({ x }) => x <= cost) ?? null;
}

/** The line that is nearest to a height at a cost; null where none is within `reach` pixels. */
export function lineNear({ lines, py }: FigureScale, cost: number, y: number, reach: number): string | null {
  let nearest: { readonly name: string; readonly distance: number } | null = null;
  for (const line of lines) {
    const point = valueAt(line, cost);
    if (point === null) continue;
    const distance = Math.abs(py(point.y) - y);
    if (distance <= reach && (nearest === null || distance < nearest.distance)) nearest = { name: line.name, distance };
  }
  return nearest?.name ?? null;
}
