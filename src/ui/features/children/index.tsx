import { useMemo, useState } from 'react';
import { ArchText } from '../../shared/ArchText';
import { download, fileName } from '../../shared/download';
import { formatCount, formatFixed, formatLarge, formatPercent } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import { archLabel } from '../../shared/ops';
import { Segmented } from '../../shared/Segmented';
import { type ChildTable, useLab } from '../../store';
import { ChildCurves } from './ChildCurves';
import { type ColumnId, childrenCsv, type Sorting, sortChildren, type TableChild, tableChild } from './rows';
import { type Cost, type Point, Scatter } from './Scatter';
import './children.css';

interface Column {
  readonly id: ColumnId;
  readonly title: string;
  readonly text: (row: TableChild) => string;
}

const COLUMNS: readonly Column[] = [
  { id: 'arch', title: 'cell', text: (row) => archLabel(row.arch) },
  { id: 'reward', title: 'reward', text: (row) => formatFixed(row.reward) },
  { id: 'accuracy', title: 'valid', text: (row) => formatPercent(row.accuracy) },
  { id: 'testAccuracy', title: 'test', text: (row) => formatPercent(row.testAccuracy) },
  { id: 'params', title: 'params', text: (row) => formatLarge(row.params) },
  { id: 'macs', title: 'MACs', text: (row) => formatLarge(row.macs) },
  { id: 'latencyMs', title: 'ms', text: (row) => formatFixed(row.latencyMs, 3) },
  { id: 'visits', title: 'visits', text: (row) => formatCount(row.visits) },
  { id: 'firstEpisode', title: 'first', text: (row) => formatCount(row.firstEpisode) },
];

const PAGE = 16;

/** The table is read again at most twice a second. */
const CALM_MS = 500;

function useChildren(): readonly TableChild[] {
  const table: ChildTable = useLab((state) => state.children);
  const version = useThrottled(
    useLab((state) => state.version),
    CALM_MS,
  );
  // The table is mutated in place: its version says when to read it again.
  return useMemo(() => (version >= 0 ? table.list().map(tableChild) : []), [table, version]);
}

/** Every distinct child of the run: what it is worth, what it costs, how it learned. */
export default function Children() {
  const rows = useChildren();
  const title = useLab((state) => state.config?.title ?? 'run');
  const selected = useLab((state) => state.selectedArch);
  const children = useLab((state) => state.children);
  const [cost, setCost] = useState<Cost>('params');

  const points = useMemo<readonly Point[]>(
    () =>
      rows.flatMap((row) => {
        const price = row[cost];
        return row.accuracy === null || price === null ? [] : [{ arch: row.arch, cost: price, value: row.accuracy }];
      }),
    [rows, cost],
  );

  if (rows.length === 0) {
    return <p className="kid-soft">No child has been measured yet. Press play, and the first ones appear here.</p>;
  }
  return (
    <div className="kid">
      <div className="kid-head">
        <p>
          {rows.length === 1 ? '1 distinct child' : `${formatCount(rows.length)} distinct children`}
          <span className="kid-soft"> · line: Pareto front</span>
        </p>
        <span className="spacer" />
        <Segmented
          label="Cost on the horizontal axis"
          value={cost}
          onChange={setCost}
          options={[
            { value: 'params', label: 'params' },
            { value: 'macs', label: 'MACs' },
            { value: 'latencyMs', label: 'latency' },
          ]}
        />
        <button
          type="button"
          className="button"
          onClick={() => download(`${fileName(title)}-children.csv`, childrenCsv(rows), 'text/csv')}
        >
          Export CSV
        </button>
      </div>
      {points.length === 0 ? (
        <p className="kid-soft">No child has this cost measured.</p>
      ) : (
        <Scatter points={points} cost={cost} />
      )}
      {selected === null ? (
        <p className="kid-soft">Choose a cell to see how it learned.</p>
      ) : (
        <ChildCurves arch={selected} measurement={children.get(selected)?.measurement ?? null} />
      )}
      <ChildrenTable rows={rows} />
    </div>
  );
}

function ChildrenTable({ rows }: { readonly rows: readonly TableChild[] }) {
  const selected = useLab((state) => state.selectedArch);
  const select = useLab((state) => state.select);
  const hover = useLab((state) => state.hover);
  const [sorting, setSorting] = useState<Sorting>({ column: 'reward', direction: 'descending' });
  const [page, setPage] = useState(0);
  const sorted = useMemo(() => sortChildren(rows, sorting), [rows, sorting]);
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE));
  const at = Math.min(page, pages - 1);

  const sortBy = (column: ColumnId): void => {
    setPage(0);
    setSorting((held) => {
      if (held.column === column) return { column, direction: held.direction === 'ascending' ? 'descending' : 'ascending' };
      const fromLow =
        column === 'arch' || column === 'firstEpisode' || column === 'params' || column === 'macs' || column === 'latencyMs';
      return { column, direction: fromLow ? 'ascending' : 'descending' };
    });
  };

  return (
    <div>
      <div className="kid-scroll">
        <table className="kid-table">
          <caption className="sr-only">Children of this run</caption>
          <thead>
            <tr>
              {COLUMNS.map((column) => (
                <th key={column.id} scope="col" {...(sorting.column === column.id ? { 'aria-sort': sorting.direction } : {})}>
                  <button type="button" onClick={() => sortBy(column.id)}>
                    {column.title}
                    <span aria-hidden="true" className="kid-arrow">
                      {sorting.column === column.id ? (sorting.direction === 'ascending' ? '↑' : '↓') : ''}
                    </span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody onPointerLeave={() => hover(null)}>
            {sorted.slice(at * PAGE, (at + 1) * PAGE).map((row) => (
              <tr key={row.arch} data-selected={row.arch === selected} onPointerEnter={() => hover(row.arch)}>
                <th scope="row">
                  <button type="button" className="link" aria-pressed={row.arch === selected} onClick={() => select(row.arch)}>
                    <ArchText arch={row.arch} most={34} />
                  </button>
                </th>
                {COLUMNS.slice(1).map((column) => (
                  <td key={column.id}>{column.text(row)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {pages === 1 ? null : (
        <nav className="kid-pages" aria-label="Pages of children">
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
