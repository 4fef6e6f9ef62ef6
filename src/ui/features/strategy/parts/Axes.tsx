import type { Scale } from './scale';
import { shortNumber } from './scale';

export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Lines and values of a vertical axis. */
export function RowsOf({
  scale,
  box,
  count = 4,
  text = shortNumber,
}: {
  readonly scale: Scale;
  readonly box: Box;
  readonly count?: number;
  readonly text?: (value: number) => string;
}) {
  return scale.ticks(count).map((value) => (
    <g key={value}>
      <path className="st-grid" d={`M${box.left} ${scale.at(value)}H${box.right}`} />
      <text x={box.left - 5} y={scale.at(value) + 4} textAnchor="end">
        {text(value)}
      </text>
    </g>
  ));
}

/** Values of a horizontal axis under the box. */
export function ColumnsOf({
  scale,
  box,
  count = 5,
  text = shortNumber,
}: {
  readonly scale: Scale;
  readonly box: Box;
  readonly count?: number;
  readonly text?: (value: number) => string;
}) {
  return scale.ticks(count).map((value) => (
    <text key={value} x={scale.at(value)} y={box.bottom + 14} textAnchor="middle">
      {text(value)}
    </text>
  ));
}
