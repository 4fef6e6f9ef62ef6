import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { formatCount, formatFixed } from '../../shared/format';
import { type Figure, type FigureScale, lineNear, valueAt } from './figureScale';
import { lookOf } from './palette';
import { Swatch } from './ResultTable';

interface CurveCursorProps {
  readonly figure: Figure;
  readonly scale: FigureScale;
  /** What was spent where the figure is read; null: at its end. */
  readonly cost: number | null;
  readonly onCost: (cost: number | null) => void;
  readonly onLit: (name: string | null) => void;
  readonly isDark: boolean;
}

/** A line nearer than this to the pointer is meant. */
const REACH = 18;
/** Steps of the keyboard across the figure; with Page Up and Page Down ten at a time. */
const STEPS = 100;

const STEP_BY_KEY: Readonly<Record<string, number>> = {
  ArrowRight: 1,
  ArrowUp: 1,
  ArrowLeft: -1,
  ArrowDown: -1,
  PageUp: 10,
  PageDown: -10,
};

/** Reads the figure where the pointer is, or where the arrow keys have moved to: a line across, and a dot on every curve. */
export function CurveCursor({ figure, scale, cost, onCost, onLit, isDark }: CurveCursorProps) {
  const box = useRef<HTMLDivElement>(null);
  const { lines, xLow, xHigh, pad, right, bottom, px, py } = scale;
  const at = cost ?? xHigh;
  const onPointerMove = (event: PointerEvent): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const next = scale.costAt(event.clientX - left);
    onCost(next);
    onLit(lineNear(scale, next, event.clientY - top, REACH));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const by = STEP_BY_KEY[event.key];
    if (by === undefined && event.key !== 'Home' && event.key !== 'End') return;
    event.preventDefault();
    if (by === undefined) {
      onCost(event.key === 'Home' ? xLow : xHigh);
      return;
    }
    const width = right - pad.left;
    let next = scale.costAt(px(at) + (by * width) / STEPS);
    // Where a step is less than one.
    if (next === at) next += Math.sign(by);
    onCost(Math.min(xHigh, Math.max(xLow, next)));
  };
  return (
    <div
      ref={box}
      className="cmp-cursor"
      role="slider"
      tabIndex={0}
      aria-label={`Read at so many ${figure.unit}`}
      aria-valuemin={xLow}
      aria-valuemax={xHigh}
      aria-valuenow={at}
      aria-valuetext={`${formatCount(at)} ${figure.unit}: ${lines.map((line) => `${line.name} ${valueText(figure, valueAt(line, at))}`).join('; ')}`}
      onPointerMove={onPointerMove}
      onPointerLeave={() => {
        onCost(null);
        onLit(null);
      }}
      onBlur={() => onCost(null)}
      onKeyDown={onKeyDown}
    >
      {cost === null ? null : (
        <svg width={figure.width} height={figure.height} aria-hidden="true">
          <path d={`M${px(cost)} ${pad.top}V${bottom}`} className="cmp-cursor-line" />
          {lines.map((line) => {
            const point = valueAt(line, cost);
            if (point === null || py(point.y) > bottom) return null;
            const { colour } = lookOf(line.place, isDark);
            return <circle key={line.name} cx={px(cost)} cy={py(point.y)} r="3.6" fill={colour} className="cmp-cursor-dot" />;
          })}
        </svg>
      )}
    </div>
  );
}

function valueText({ what }: Figure, point: ReturnType<typeof valueAt>): string {
  if (point === null) return '–';
  return what === 'rank'
    ? formatFixed(point.y, 2)
    : `${formatFixed(point.y, 3)} (${formatFixed(point.low, 3)} to ${formatFixed(point.high, 3)})`;
}

interface CurveReadoutProps {
  readonly figure: Figure;
  readonly scale: FigureScale;
  readonly cost: number | null;
  readonly lit: string | null;
  readonly onLit: (name: string | null) => void;
  readonly isDark: boolean;
}

/** Every curve's value where the figure is read, and at its end while nobody reads: always there, so that nothing moves. */
export function CurveReadout({ figure, scale, cost, lit, onLit, isDark }: CurveReadoutProps) {
  const at = cost ?? scale.xHigh;
  return (
    <div className="cmp-readout">
      <span>
        after <b>{formatCount(at)}</b> {figure.unit}
        {figure.what === 'rank' ? ', mean rank' : ', mean and 95 % interval'}
      </span>
      <ul>
        {scale.lines.map((line) => (
          <li
            key={line.name}
            data-lit={lit === line.name}
            onPointerEnter={() => onLit(line.name)}
            onPointerLeave={() => onLit(null)}
          >
            <Swatch place={line.place} isDark={isDark} />
            {line.name} <b>{valueText(figure, valueAt(line, at))}</b>
          </li>
        ))}
      </ul>
    </div>
  );
}
