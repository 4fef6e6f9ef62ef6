import { formatFixed } from '../../shared/format';

interface StripProps {
  readonly values: readonly number[];
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** The size of value that is drawn in full colour. */
  readonly scale: number;
  readonly label: string;
}

/** Cells of a row before a second one is begun. */
const PER_ROW = 50;

/** Green above 0, purple below, the paper's colour at 0: told apart by every kind of colour vision. */
function colourOf(value: number, scale: number): string {
  const share = Math.min(1, Math.abs(value) / (scale || 1));
  return `color-mix(in oklab, var(--slow-${value < 0 ? 'below' : 'above'}) ${(100 * share).toFixed(1)}%, var(--slow-zero))`;
}

/** A vector as a strip of coloured cells; part of an SVG. */
export function Strip({ values, x, y, width, height, scale, label }: StripProps) {
  const columns = Math.min(PER_ROW, Math.max(1, values.length));
  const rows = Math.ceil(values.length / columns);
  const [w, h] = [width / columns, height / Math.max(1, rows)];
  const cells = values.map((value, i) => ({
    number: i + 1,
    value,
    left: x + (i % columns) * w,
    top: y + Math.floor(i / columns) * h,
  }));
  return (
    <g>
      <title>{`${label}: ${rangeText(values)}`}</title>
      {cells.map(({ number, value, left, top }) => (
        <rect key={number} x={left} y={top} width={w} height={h} style={{ fill: colourOf(value, scale) }}>
          <title>{`${number}: ${formatFixed(value, 4)}`}</title>
        </rect>
      ))}
      <rect className="slow-frame" x={x} y={y} width={width} height={h * rows} />
    </g>
  );
}

function rangeText(values: readonly number[]): string {
  if (values.every((value) => value === 0)) return `${values.length} values, all 0`;
  return `${values.length} values from ${formatFixed(Math.min(...values), 3)} to ${formatFixed(Math.max(...values), 3)}`;
}
