import { useMemo } from 'react';
import { type ParetoPoint, paretoFront } from '../../../engine/analysis/pareto';
import { digitsFor, formatLarge, formatPercent } from '../../shared/format';
import { useSize } from '../../shared/hooks';
import { archLabel } from '../../shared/ops';
import { usePickNearest } from '../../shared/usePickNearest';
import { useLab } from '../../store';

/** A child in the plane; value is its validation accuracy, a fraction. */
export interface Point extends ParetoPoint {
  readonly arch: string;
}

const HEIGHT = 230;
const PAD = { left: 46, right: 14, top: 12, bottom: 34 };
/** Beyond so many points only the front and a sample of the rest are drawn. */
const MOST_POINTS = 800;

export type Cost = 'params' | 'macs' | 'latencyMs';

const COST_TITLE: Readonly<Record<Cost, string>> = {
  params: 'parameters',
  macs: 'multiply-accumulates',
  latencyMs: 'latency, ms',
};

/** About n round values that cover a range. */
function ticks(low: number, high: number, n: number): readonly number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const rough = span / n;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= rough) ?? rough;
  const out: number[] = [];
  for (let k = Math.ceil(low / step); k * step <= high + 1e-9 * span; k += 1) out.push(k * step);
  return out;
}

interface ScatterProps {
  readonly points: readonly Point[];
  readonly cost: Cost;
}

/** A pointer so near a dot means it, px. */
const REACH = 18;

/** Accuracy against cost with the Pareto front. The table below holds the same numbers for keyboard and screen reader. */
export function Scatter({ points, cost }: ScatterProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const frame = useMemo(() => (width > 0 && points.length > 0 ? frameOf(points, width) : null), [points, width]);
  const placed = useMemo(
    () => (frame === null ? [] : points.map(({ arch, cost: x, value: y }) => ({ arch, x: frame.x(x), y: frame.y(y) }))),
    [points, frame],
  );
  // The picture answers the pointer as a whole; the table does so for the keyboard.
  usePickNearest(ref, placed, REACH);
  return (
    <div ref={ref} className="kid-plot">
      {frame === null ? null : <Plot points={points} cost={cost} width={width} frame={frame} />}
    </div>
  );
}

interface Frame {
  readonly low: readonly [cost: number, value: number];
  readonly high: readonly [cost: number, value: number];
  /** Pixels from the picture's left and top. */
  readonly x: (cost: number) => number;
  readonly y: (value: number) => number;
}

function frameOf(points: readonly Point[], width: number): Frame {
  const span = (values: readonly number[]): readonly [number, number] => {
    const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    const pad = high > low ? (high - low) * 0.06 : Math.max(Math.abs(high) * 0.05, 0.01);
    return [low - pad, high + pad];
  };
  const [x0, x1] = span(points.map((point) => point.cost));
  const [y0, y1] = span(points.map((point) => point.value));
  return {
    low: [x0, y0],
    high: [x1, y1],
    x: (cost) => PAD.left + ((cost - x0) / (x1 - x0)) * (width - PAD.left - PAD.right),
    y: (value) => HEIGHT - PAD.bottom - ((value - y0) / (y1 - y0)) * (HEIGHT - PAD.top - PAD.bottom),
  };
}

function Plot({ points, cost, width, frame }: ScatterProps & { readonly width: number; readonly frame: Frame }) {
  const selected = useLab((state) => state.selectedArch);
  const hovered = useLab((state) => state.hoveredArch);
  const front = useMemo(() => paretoFront(points), [points]);
  const { x, y } = frame;
  const [x0, y0] = frame.low;
  const [x1, y1] = frame.high;
  const inFront = new Set(front.map((point) => point.arch));
  const every = Math.max(1, Math.ceil(points.length / MOST_POINTS));
  const drawn = points.filter((point, i) => i % every === 0 || inFront.has(point.arch) || point.arch === selected);
  const best = front.at(-1);
  const steps = front
    .map((point, i) => (i === 0 ? `M${x(point.cost)} ${y(point.value)}` : `H${x(point.cost)}V${y(point.value)}`))
    .join('');
  const costText = (value: number): string => (cost === 'latencyMs' ? String(Number(value.toPrecision(3))) : formatLarge(value));
  const yDigits = Math.max(0, Math.min(2, digitsFor((y1 - y0) * 100) - 1));
  const summary = `Validation accuracy against ${COST_TITLE[cost]} of ${points.length} children; ${front.length} on the Pareto front${
    best === undefined ? '' : `, from ${archLabel(front[0]?.arch ?? '')} to ${archLabel(best.arch)}`
  }.`;
  return (
    <svg width={width} height={HEIGHT} role="img" aria-label={summary}>
      {ticks(y0, y1, 6).map((value) => (
        <g key={value}>
          <path d={`M${PAD.left} ${y(value)}H${width - PAD.right}`} stroke="var(--line)" />
          <text x={PAD.left - 6} y={y(value) + 4} textAnchor="end">
            {(value * 100).toFixed(yDigits)}
          </text>
        </g>
      ))}
      {ticks(x0, x1, Math.max(3, Math.floor(width / 120)))
        .filter((value) => value >= 0)
        .map((value) => (
          <text key={value} x={x(value)} y={HEIGHT - PAD.bottom + 15} textAnchor="middle">
            {costText(value)}
          </text>
        ))}
      <text x={width - PAD.right} y={HEIGHT - 4} textAnchor="end" className="kid-axis">
        {COST_TITLE[cost]}
      </text>
      <text x={PAD.left + 6} y={PAD.top + 2} className="kid-axis">
        validation accuracy, %
      </text>
      <path d={steps} fill="none" stroke="var(--truth)" strokeWidth={1.4} />
      {drawn.map((point) => {
        const isShown = point.arch === selected || point.arch === hovered;
        return (
          <circle
            key={point.arch}
            cx={x(point.cost)}
            cy={y(point.value)}
            r={isShown ? 6 : inFront.has(point.arch) ? 4.2 : 3}
            fill={inFront.has(point.arch) ? 'var(--truth)' : 'var(--truth-2)'}
            stroke={point.arch === selected ? 'var(--ink)' : point.arch === hovered ? 'var(--line-strong)' : 'var(--panel)'}
            strokeWidth={isShown ? 2 : 0.7}
            className="kid-dot"
          >
            <title>{`${archLabel(point.arch)}: ${formatPercent(point.value)}, ${costText(point.cost)}`}</title>
          </circle>
        );
      })}
    </svg>
  );
}
