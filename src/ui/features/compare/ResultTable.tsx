import { useState } from 'react';
import type { ComparedRow } from '../../../engine/analysis/comparison';
import { formatFixed } from '../../shared/format';
import { lookOf } from './palette';
import { pText, rowDigits } from './words';

type Column = 'name' | 'mean' | 'std' | 'best' | 'median' | 'worst' | 'rank' | 'p';

const COLUMNS: readonly { readonly id: Column; readonly title: string; readonly isAscending: boolean }[] = [
  { id: 'name', title: 'strategy', isAscending: true },
  { id: 'mean', title: 'mean', isAscending: false },
  { id: 'std', title: 'std', isAscending: true },
  { id: 'best', title: 'best', isAscending: false },
  { id: 'median', title: 'median', isAscending: false },
  { id: 'worst', title: 'worst', isAscending: false },
  { id: 'rank', title: 'rank', isAscending: true },
  { id: 'p', title: 'p', isAscending: false },
];

const numberOf = (row: ComparedRow, column: Exclude<Column, 'name'>): number =>
  column === 'p' ? (row.versusBest?.p ?? 2) : row[column];

function sorted(rows: readonly ComparedRow[], column: Column, isAscending: boolean): readonly ComparedRow[] {
  const sign = isAscending ? 1 : -1;
  return [...rows].sort(
    (a, b) => sign * (column === 'name' ? a.name.localeCompare(b.name, 'en') : numberOf(a, column) - numberOf(b, column)),
  );
}

interface ResultTableProps {
  /** The best rank first. */
  readonly rows: readonly ComparedRow[];
  /** Place of each name's look. */
  readonly placeOf: (name: string) => number;
  readonly isDark: boolean;
  /** The strategy that is pointed at, here or elsewhere. */
  readonly lit: string | null;
  readonly onLit: (name: string | null) => void;
}

/** Every contender's numbers: sorted by a click on a column's head, first by rank. */
export function ResultTable({ rows, placeOf, isDark, lit, onLit }: ResultTableProps) {
  const [order, setOrder] = useState<{ readonly column: Column; readonly isAscending: boolean }>({
    column: 'rank',
    isAscending: true,
  });
  const digits = rowDigits(rows);
  const low = Math.min(...rows.map((row) => row.low));
  const high = Math.max(...rows.map((row) => row.high));
  return (
    <div className="cmp-scroll">
      <table className="cmp-table">
        <caption className="sr-only">Statistics of each strategy over the seeds</caption>
        <thead>
          <tr>
            {COLUMNS.map(({ id, title, isAscending }) => (
              <th
                key={id}
                scope="col"
                aria-sort={order.column !== id ? undefined : order.isAscending ? 'ascending' : 'descending'}
                data-wide={id === 'mean' ? '' : undefined}
              >
                <button
                  type="button"
                  className="cmp-head"
                  onClick={() => setOrder({ column: id, isAscending: order.column === id ? !order.isAscending : isAscending })}
                >
                  {title}
                  <span aria-hidden="true">{order.column !== id ? '' : order.isAscending ? ' ↑' : ' ↓'}</span>
                </button>
                {id === 'mean' ? <span className="cmp-soft"> and 95 % interval</span> : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sorted(rows, order.column, order.isAscending).map((row) => (
            <tr
              key={row.name}
              data-first={row.versusBest === null ? '' : undefined}
              data-lit={lit === row.name}
              onPointerEnter={() => onLit(row.name)}
              onPointerLeave={() => onLit(null)}
            >
              <th scope="row">
                <button
                  type="button"
                  className="cmp-name"
                  title="Show its curve"
                  onFocus={() => onLit(row.name)}
                  onBlur={() => onLit(null)}
                >
                  <Swatch place={placeOf(row.name)} isDark={isDark} />
                  {row.name}
                </button>
              </th>
              <td>
                <span className="cmp-mean">
                  <IntervalBar row={row} low={low} high={high} colour={lookOf(placeOf(row.name), isDark).colour} />
                  <b>{formatFixed(row.mean, digits)}</b>
                </span>
                <small>
                  {formatFixed(row.low, digits)} to {formatFixed(row.high, digits)}
                </small>
              </td>
              <td>{formatFixed(row.std, digits)}</td>
              <td>{formatFixed(row.best, digits)}</td>
              <td>{formatFixed(row.median, digits)}</td>
              <td>{formatFixed(row.worst, digits)}</td>
              <td>{formatFixed(row.rank, 2)}</td>
              <td>{row.versusBest === null ? '' : pText(row.versusBest.p)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The line by which a contender is known in the chart. */
export function Swatch({ place, isDark }: { readonly place: number; readonly isDark: boolean }) {
  const { colour, dash } = lookOf(place, isDark);
  return (
    <svg className="cmp-swatch" width="22" height="10" aria-hidden="true">
      <path d="M1 5H21" stroke={colour} strokeWidth="3" {...(dash === '' ? {} : { strokeDasharray: dash })} />
    </svg>
  );
}

function IntervalBar({
  row,
  low,
  high,
  colour,
}: {
  readonly row: ComparedRow;
  readonly low: number;
  readonly high: number;
  readonly colour: string;
}) {
  const x = (value: number): number => 4 + (high > low ? (value - low) / (high - low) : 0.5) * 72;
  return (
    <svg className="cmp-interval" width="80" height="12" aria-hidden="true">
      <path d="M4 6H76" className="cmp-interval-axis" />
      <path d={`M${x(row.low)} 6H${x(row.high)}`} stroke={colour} strokeWidth="3" />
      <circle cx={x(row.mean)} cy="6" r="3.6" fill={colour} />
    </svg>
  );
}
