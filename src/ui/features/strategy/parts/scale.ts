import type { AxisView } from '../../../../engine/search/views';
import { formatFixed } from '../../../shared/format';

export type AxisRange = Pick<AxisView, 'min' | 'max' | 'scale'>;

/** Between values and pixels. */
export interface Scale {
  readonly at: (value: number) => number;
  readonly from: (pixel: number) => number;
  /** Round values inside the range. */
  readonly ticks: (count: number) => readonly number[];
}

const toUnit = ({ min, max, scale }: AxisRange, value: number): number => {
  if (max <= min) return 0.5;
  if (scale === 'log') return (Math.log(value) - Math.log(min)) / (Math.log(max) - Math.log(min));
  return (value - min) / (max - min);
};

/** The value a share 0..1 of the way along an axis. */
export function valueAlong({ min, max, scale }: AxisRange, share: number): number {
  if (scale === 'log') return Math.exp(Math.log(min) + share * (Math.log(max) - Math.log(min)));
  return min + share * (max - min);
}

/** An axis laid between two pixels; start > end: upside down. */
export function scaleOf(range: AxisRange, start: number, end: number): Scale {
  return {
    at: (value) => start + toUnit(range, value) * (end - start),
    from: (pixel) => valueAlong(range, end === start ? 0.5 : Math.min(1, Math.max(0, (pixel - start) / (end - start)))),
    ticks: (count) => (range.scale === 'log' ? decades(range) : steps(range, count)),
  };
}

function steps({ min, max }: AxisRange, count: number): readonly number[] {
  const span = max - min;
  if (!(span > 0) || !Number.isFinite(span)) return [min];
  const raw = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 5, 10].find((m) => m * power >= 0.6 * raw) ?? 10) * power;
  const first = Math.ceil(min / step - 1e-9);
  const last = Math.floor(max / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first) + 1 }, (_, i) => (first + i) * step);
}

function decades({ min, max }: AxisRange): readonly number[] {
  const first = Math.ceil(Math.log10(min) - 1e-9);
  const last = Math.floor(Math.log10(max) + 1e-9);
  return last < first ? [min, max] : Array.from({ length: last - first + 1 }, (_, i) => 10 ** (first + i));
}

/** Least and greatest finite value with some room on both sides; a range of its own around a single value. */
export function rangeOf(values: Iterable<number>, room = 0.06): AxisRange {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  if (low > high) return { min: 0, max: 1, scale: 'linear' };
  const pad = high > low ? (high - low) * room : Math.max(Math.abs(high) * 0.05, 0.5);
  return { min: low - pad, max: high + pad, scale: 'linear' };
}

/** Three significant digits, powers of ten where they are shorter. */
export function shortNumber(value: number): string {
  if (!Number.isFinite(value)) return formatFixed(value);
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 1e5 || size < 1e-3) return value.toExponential(1).replace('.0e', 'e').replace('e+', 'e').replace('-', '−');
  return String(Number(value.toPrecision(3))).replace('-', '−');
}
