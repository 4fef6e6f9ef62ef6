import { memo, useMemo } from 'react';
import { CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, XAxis, YAxis } from 'recharts';
import type { Axis } from './axes';
import type { PlotFrame, PlotLevel, PlotLine, PlotRow } from './plotTypes';

const wholeTick = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fineTick = new Intl.NumberFormat('en', { maximumFractionDigits: 5 });
const writeWhole = (value: number): string => wholeTick.format(value);
const largeTick = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 2 });
/** Six digits are what the axis has room for; beyond a trillion compact names end too. */
const writeFine = (value: number): string => {
  const size = Math.abs(value);
  const text =
    size < 1e6 ? fineTick.format(value) : size < 1e15 ? largeTick.format(value) : value.toExponential(0).replace('+', '');
  return text.replace(/^-/, '−');
};

interface PlotAxesProps {
  readonly rows: readonly PlotRow[];
  /** The lines that matter most. */
  readonly lines: readonly PlotLine[];
  readonly levels: readonly PlotLevel[];
  readonly axis: Axis;
  readonly extent: number;
  readonly xTicks: readonly number[];
  readonly withTicks: boolean;
  readonly frame: PlotFrame;
  readonly bottom: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Axes, grid, levels and main lines, by Recharts. What it is given keeps its identity while it says the same: every changed
 * prop of an axis costs Recharts a round through its state.
 */
export const PlotAxes = memo(function PlotAxes(props: PlotAxesProps) {
  const { rows, lines, levels, axis, extent, xTicks, withTicks, frame, bottom, width, height } = props;
  const { right, top, left } = frame;
  const margin = useMemo(() => ({ left: 0, right, top, bottom: 0 }), [right, top]);
  const xDomain = useMemo<[number, number]>(() => [0, extent], [extent]);
  const yDomain = useMemo<[number, number]>(() => [axis.low, axis.high], [axis.low, axis.high]);
  const isBlank = rows.length === 0 && levels.length === 0;
  const yTicks = useMemo(() => (isBlank ? [] : [...axis.ticks]), [isBlank, axis]);
  const xTickList = useMemo(() => [...xTicks], [xTicks]);
  const data = useMemo(
    () =>
      rows
        .filter((row) => lines.some((line) => typeof row[line.key] === 'number'))
        .map((row) => Object.fromEntries([['x', row.x], ...lines.map((line) => [line.key, row[line.key]])])),
    [rows, lines],
  );
  return (
    <ComposedChart width={width} height={height} data={data} margin={margin} accessibilityLayer={false}>
      {isBlank ? null : <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />}
      <XAxis
        dataKey="x"
        type="number"
        domain={xDomain}
        ticks={xTickList}
        height={bottom}
        axisLine={false}
        tickLine={false}
        tick={withTicks}
        tickFormatter={writeWhole}
        interval={0}
        allowDataOverflow
      />
      <YAxis
        type="number"
        domain={yDomain}
        ticks={yTicks}
        width={left}
        axisLine={false}
        tickLine={false}
        interval={0}
        tickFormatter={writeFine}
        allowDataOverflow
      />
      {levels.map((level) =>
        level.high > level.low ? (
          <ReferenceArea
            key={level.label}
            y1={Math.max(axis.low, level.low)}
            y2={Math.min(axis.high, level.high)}
            fill={level.color}
            fillOpacity={0.15}
            stroke="none"
            ifOverflow="hidden"
          />
        ) : (
          <ReferenceLine
            key={level.label}
            y={level.low}
            stroke={level.color}
            ifOverflow="hidden"
            {...(level.dash === undefined ? {} : { strokeDasharray: level.dash })}
          />
        ),
      )}
      {lines.map((line) => (
        <Line
          key={line.key}
          dataKey={line.key}
          type="linear"
          stroke={line.color}
          strokeWidth={line.width}
          dot={false}
          activeDot={false}
          isAnimationActive={false}
          connectNulls
        />
      ))}
    </ComposedChart>
  );
});
