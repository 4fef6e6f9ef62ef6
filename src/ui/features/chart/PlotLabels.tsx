import { type Axis, spreadLabels } from './axes';
import type { PlotFrame, PlotModel } from './plotTypes';

const isPair = (value: unknown): value is readonly [number, number] => Array.isArray(value);

export interface ScaleProps {
  readonly model: PlotModel;
  readonly x: (place: number) => number;
  readonly y: (value: number) => number;
  readonly axis: Axis;
  readonly width: number;
}

/** The last point of a line: without it a run of one episode would show nothing. */
export function EndDots({ model, x, y, axis, width, height }: ScaleProps & { readonly height: number }) {
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
        const { end } = line;
        if (line.dot !== true || end === null || !(end.value >= axis.low && end.value <= axis.high)) return null;
        return <circle key={line.key} cx={x(end.x)} cy={y(end.value)} r={3.4} fill={line.color} />;
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
  readonly note: string | undefined;
  readonly press: { readonly label: string; readonly action: () => void } | null;
}

interface LabelColumn {
  readonly left: number;
  readonly labels: EndLabel[];
}

/** Labels further apart than this along the axis cannot collide. */
const COLUMN_GAP = 90;

/** Labels that could collide, each group at its rightmost place. */
function columnsOf(labels: readonly EndLabel[]): readonly LabelColumn[] {
  const columns: LabelColumn[] = [];
  for (const x of [...new Set(labels.map((label) => label.x))].sort((a, b) => b - a)) {
    const here = labels.filter((label) => label.x === x);
    const beside = columns.at(-1);
    if (beside !== undefined && beside.left - x < COLUMN_GAP) beside.labels.push(...here);
    else columns.push({ left: x, labels: here });
  }
  return columns;
}

/** Names and last values beside the lines' ends, kept apart; levels are named at the right edge. */
export function EndLabels({
  model,
  x,
  y,
  axis,
  width,
  frame,
  bottomY,
}: ScaleProps & { readonly frame: PlotFrame; readonly bottomY: number }) {
  const inside = (value: number): number => y(Math.min(axis.high, Math.max(axis.low, value)));
  const right = width - frame.right + 8;
  const labels: EndLabel[] = [
    ...model.levels.map((level) => ({
      key: `level ${level.label}`,
      text: level.label,
      color: level.textColor ?? level.color,
      bold: level.bold ?? false,
      y: inside((level.low + level.high) / 2),
      x: right,
      note: level.note,
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
              x: Math.min(right, x(line.end.x) + 9),
              note: line.note,
              press: line.press ?? null,
            },
          ],
    ),
  ];
  return columnsOf(labels).flatMap(({ left, labels: column }) => {
    const places = spreadLabels(
      column.map(({ y: wanted, press }) => ({ y: wanted, height: press === null ? frame.line : Math.max(24, frame.line) })),
      0,
      bottomY + 8,
    );
    return column.map((label, i) => {
      const style = { left, top: places[i] ?? label.y, color: label.color };
      const className = label.bold ? 'plot-label bold' : 'plot-label';
      return label.press === null ? (
        <span key={label.key} className={className} style={style} title={label.note} aria-hidden="true">
          {label.text}
        </span>
      ) : (
        <button
          key={label.key}
          type="button"
          className={className}
          style={style}
          title={label.note === undefined ? label.press.label : `${label.note} ${label.press.label}.`}
          aria-label={`${label.text}. ${label.press.label}`}
          onClick={label.press.action}
        >
          {label.text}
        </button>
      );
    });
  });
}
