import { useMemo, useState } from 'react';
import { ArchText } from '../../shared/ArchText';
import { formatCount } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import { useLab } from '../../store';
import { type Column, type Direction, sortRows } from './sorting';

const PAGE = 16;

interface Row {
  readonly arch: string;
}

interface SortedTableProps<R extends Row> {
  readonly caption: string;
  readonly rows: readonly R[];
  /** After the cell's own. */
  readonly columns: readonly Column<R>[];
  /** Id of the column by which it is sorted first. */
  readonly first: string;
  /** Children that are ticked, and what to do with others; absent: there is nothing to tick. */
  readonly ticked?: ReadonlySet<string>;
  readonly onTick?: (arch: string, isTicked: boolean) => void;
}

const CELL: Column<Row> = { id: 'arch', title: 'cell', value: ({ arch }) => arch, text: ({ arch }) => arch, from: 'low' };

const startOf = ({ from }: Pick<Column<never>, 'from'>): Direction => (from === 'low' ? 'ascending' : 'descending');

/** Children by any of their columns, a page at a time; linked with the rest of the page. */
export function SortedTable<R extends Row>({ caption, rows, columns, first, ticked, onTick }: SortedTableProps<R>) {
  const selected = useLab((state) => state.selectedArch);
  const select = useLab((state) => state.select);
  const hover = useLab((state) => state.hover);
  const all = useMemo<readonly Column<R>[]>(() => [CELL, ...columns], [columns]);
  const [sorting, setSorting] = useState<{ readonly id: string; readonly direction: Direction }>(() => ({
    id: first,
    direction: startOf(all.find(({ id }) => id === first) ?? CELL),
  }));
  const [page, setPage] = useState(0);
  const sorted = useMemo(() => {
    const column = all.find(({ id }) => id === sorting.id) ?? CELL;
    return sortRows(rows, column.value, sorting.direction);
  }, [rows, all, sorting]);
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE));
  const at = Math.min(page, pages - 1);

  const sortBy = (column: Column<R>): void => {
    setPage(0);
    setSorting(({ id, direction }) => ({
      id: column.id,
      direction: id !== column.id ? startOf(column) : direction === 'ascending' ? 'descending' : 'ascending',
    }));
  };

  return (
    <div>
      <div className="kid-scroll">
        <table className="kid-table">
          <caption className="sr-only">{caption}</caption>
          <thead>
            <tr>
              {onTick === undefined ? null : (
                <th scope="col">
                  <span className="sr-only">chosen</span>
                </th>
              )}
              {all.map((column) => (
                <th
                  key={column.id}
                  scope="col"
                  className={column === CELL ? 'kid-cell' : undefined}
                  {...(sorting.id === column.id ? { 'aria-sort': sorting.direction } : {})}
                >
                  <button type="button" onClick={() => sortBy(column)}>
                    {column.title}
                    <span aria-hidden="true" className="kid-arrow">
                      {sorting.id === column.id ? (sorting.direction === 'ascending' ? '↑' : '↓') : ''}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody onPointerLeave={() => hover(null)}>
            {sorted.slice(at * PAGE, (at + 1) * PAGE).map((row) => (
              <tr key={row.arch} data-selected={row.arch === selected} onPointerEnter={() => hover(row.arch)}>
                {onTick === undefined ? null : (
                  <td>
                    <input
                      type="checkbox"
                      aria-label={`Choose ${archLabel(row.arch)}`}
                      checked={ticked?.has(row.arch) ?? false}
                      onChange={(event) => onTick(row.arch, event.target.checked)}
                    />
                  </td>
                )}
                <th scope="row" className="kid-cell">
                  <button type="button" className="link" aria-pressed={row.arch === selected} onClick={() => select(row.arch)}>
                    <ArchText arch={row.arch} most={34} />
                  </button>
                </th>
                {columns.map((column) => (
                  <td key={column.id}>{column.text(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages === 1 ? null : (
        <nav className="kid-pages" aria-label={`Pages: ${caption}`}>
          <button type="button" className="button" disabled={at === 0} onClick={() => setPage(at - 1)}>
            Previous
          </button>
          <span>
            {at * PAGE + 1} to {Math.min(sorted.length, (at + 1) * PAGE)} of {formatCount(sorted.length)}
          </span>
          <button type="button" className="button" disabled={at === pages - 1} onClick={() => setPage(at + 1)}>
            Next
          </button>
        </nav>
      )}
    </div>
  );
}
