import { memo } from 'react';
import { Area, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, XAxis, YAxis } from 'recharts';
import { niceAxis, spreadLabels } from './axes';
import type { PlotModel } from './plotTypes';

/** Room around the plotting area, in pixels. */
export interface PlotFrame {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

interface PlotProps {
  readonly model: PlotModel;
  readonly width: number;
  readonly height: number;
  readonly frame: PlotFrame;
  readonly extent: number;
  readonly xTicks: readonly number[];
  readonly withEpisodes: boolean;
}

const wholeTick = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const fineTick = new Intl.NumberFormat('en', { maximumFractionDigits: 5 });

const isPair = (value: unknown): value is readonly [number, number] => Array.isArray(value);

/**
 * One chart: lines, bands and levels against episodes, labels on the lines. Recharts draws what changes with the data;
 * labels and end points lie over it, placed by the same scales. Redrawn only when its model changes.
 */
export const Plot = memo(function Plot({ model, width, height, frame, extent, xTicks, withEpisodes }: PlotProps) {
  const bottom = withEpisodes ? frame.bottom : 8;
  const inner = { width: width - frame.left - frame.right, height: height - frame.top - bottom };
  if (inner.width < 40 || inner.height < 30) return null;
  const axis = niceAxis(model.low, model.high, Math.max(2, inner.height / 56));
  const isBlank = model.rows.length === 0 && model.levels.length === 0;
  const y = (value: number): number => frame.top + ((axis.high - value) / (axis.high - axis.low)) * inner.height;
  const x = (episode: number): number => frame.left + (episode / extent) * inner.width;
  return (
    <div className="plot" style={{ width, height }}>
      <div role="img" aria-label={model.summary}>
        <ComposedChart
          width={width}
          height={height}
          data={[...model.rows]}
          margin={{ left: 0, right: frame.right, top: frame.top, bottom: 0 }}
          accessibilityLayer={false}
        >
          {isBlank ? null : <CartesianGrid vertical={false} stroke="var(--line)" syncWithTicks />}
          <XAxis
            dataKey="x"
            type="number"
            domain={[0, extent]}
            ticks={[...xTicks]}
            height={bottom}
            axisLine={false}
            tickLine={false}
            tick={withEpisodes}
            tickFormatter={(value: number) => wholeTick.format(value)}
            interval={0}
            allowDataOverflow
          />
          <YAxis
            type="number"
            domain={[axis.low, axis.high]}
            ticks={isBlank ? [] : [...axis.ticks]}
            width={frame.left}
            axisLine={false}
            tickLine={false}
            interval={0}
            tickFormatter={(value: number) => fineTick.format(value)}
            allowDataOverflow
          />
          {model.levels.map((level) =>
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
          {model.bands.map((band) => (
            <Area
              key={band.key}
              dataKey={band.key}
              stroke={band.stroke ?? 'none'}
              strokeWidth={1.2}
              fill={band.color}
              fillOpacity={band.opacity}
              isAnimationActive={false}
              activeDot={false}
              connectNulls
            />
          ))}
          {model.lines
            .filter((line) => line.drawn !== false)
            .map((line) => (
              <Line
                key={line.key}
                dataKey={line.key}
                type={line.step === true ? 'stepAfter' : 'linear'}
                stroke={line.color}
                strokeWidth={line.width}
                strokeOpacity={line.opacity ?? 1}
                dot={false}
                activeDot={false}
                isAnimationActive={false}
                connectNulls
                {...(line.dash === undefined ? {} : { strokeDasharray: line.dash })}
              />
            ))}
        </ComposedChart>
      </div>
      <EndDots model={model} x={x} y={y} axis={axis} width={width} height={height} />
      <EndLabels model={model} x={x} y={y} axis={axis} width={width} frame={frame} bottomY={height - bottom} />
    </div>
  );
});

interface ScaleProps {
  readonly model: PlotModel;
  readonly x: (episode: number) => number;
  readonly y: (value: number) => number;
  readonly axis: { readonly low: number; readonly high: number };
  readonly width: number;
}

/** The last point of a line: without it a run of one episode would show nothing. */
function EndDots({ model, x, y, axis, width, height }: ScaleProps & { readonly height: number }) {
  const last = model.rows.at(-1);
  if (last === undefined) return null;
  return (
    <svg className="plot-over" width={width} height={height} aria-hidden="true">
      {model.bands.map((band) => {
        const pair = last[band.key];
        if (model.rows.length > 1 || !isPair(pair)) return null;
        return <path key={band.key} d={`M${x(last.x)} ${y(pair[0])}V${y(pair[1])}`} stroke={band.color} strokeOpacity={0.5} />;
      })}
      {model.lines.map((line) => {
        const value = line.end?.value;
        if (line.dot !== true || value === undefined || value < axis.low || value > axis.high) return null;
        return <circle key={line.key} cx={x(last.x)} cy={y(value)} r={3.4} fill={line.color} />;
      })}
    </svg>
  );
}

interface EndLabel {
  readonly key: string;
  readonly text: string;
  readonly color: string;
  readonly bold: boolean;
  readonly y: number;
  readonly x: number;
  readonly press: { readonly label: string; readonly action: () => void } | null;
}

/** Names and last values beside the lines' ends, kept apart; levels are named at the right edge. */
function EndLabels({
  model,
  x,
  y,
  axis,
  width,
  frame,
  bottomY,
}: ScaleProps & { readonly frame: PlotFrame; readonly bottomY: number }) {
  const inside = (value: number): number => y(Math.min(axis.high, Math.max(axis.low, value)));
  const lastX = model.rows.at(-1)?.x ?? 0;
  const right = width - frame.right + 8;
  const lineX = Math.min(right, x(lastX) + 9);
  const labels: EndLabel[] = [
    ...model.levels.map((level) => ({
      key: `level ${level.label}`,
      text: level.label,
      color: level.textColor ?? level.color,
      bold: level.bold ?? false,
      y: inside((level.low + level.high) / 2),
      x: right,
      press: level.press ?? null,
    })),
    ...model.lines.flatMap((line) =>
      line.end === null || !Number.isFinite(line.end.value)
        ? []
        : [
            {
              key: line.key,
              text: line.end.value < axis.low ? `${line.end.text} ↓` : line.end.text,
              color: line.textColor ?? line.color,
              bold: line.bold ?? false,
              y: inside(line.end.value),
              x: lineX,
              press: line.press ?? null,
            },
          ],
    ),
  ];
  // Labels at different places along the axis cannot collide: only those of one column are spread.
  const near = right - lineX < 90;
  const columns = near ? [labels] : [labels.filter((label) => label.x === right), labels.filter((label) => label.x !== right)];
  return columns.flatMap((column) => {
    const places = spreadLabels(
      column.map(({ y: wanted, press }) => ({ y: wanted, height: press === null ? 15 : 24 })),
      0,
      bottomY + 8,
    );
    return column.map((label, i) => {
      const style = { left: near ? right : label.x, top: places[i] ?? label.y, color: label.color };
      const className = label.bold ? 'plot-label bold' : 'plot-label';
      return label.press === null ? (
        <span key={label.key} className={className} style={style} aria-hidden="true">
          {label.text}
        </span>
      ) : (
        <button
          key={label.key}
          type="button"
          className={className}
          style={style}
          title={label.press.label}
          aria-label={`${label.text}. ${label.press.label}`}
          onClick={label.press.action}
        >
          {label.text}
        </button>
      );
    });
  });
}
