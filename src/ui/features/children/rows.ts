import type { ChildRow } from '../../store';

/** A child as the table shows it; null where a fact is not known. */
export interface TableChild {
  readonly arch: string;
  readonly reward: number | null;
  readonly accuracy: number | null;
  readonly testAccuracy: number | null;
  readonly params: number | null;
  readonly macs: number | null;
  readonly latencyMs: number | null;
  readonly visits: number;
  readonly firstEpisode: number;
}

export type ColumnId = keyof TableChild;

export interface Sorting {
  readonly column: ColumnId;
  readonly direction: 'ascending' | 'descending';
}

export function tableChild(row: ChildRow): TableChild {
  const { measurement } = row;
  return {
    arch: row.arch,
    reward: Number.isFinite(row.reward) ? row.reward : null,
    accuracy: measurement?.validAccuracy ?? null,
    testAccuracy: measurement?.testAccuracy ?? null,
    params: measurement?.params.total ?? null,
    macs: measurement?.macs ?? null,
    latencyMs: measurement?.latencyMs ?? null,
    visits: row.visits,
    firstEpisode: row.firstEpisode,
  };
}

/** Sorted copy; unknown values come last in either direction, ties in order of the cell's name. */
export function sortChildren(rows: readonly TableChild[], { column, direction }: Sorting): readonly TableChild[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const byName = (a: TableChild, b: TableChild): number => (a.arch < b.arch ? -1 : a.arch > b.arch ? 1 : 0);
  return [...rows].sort((a, b) => {
    const x = a[column];
    const y = b[column];
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    if (x === y) return byName(a, b);
    return (x < y ? -1 : 1) * sign;
  });
}

const CSV_HEAD = 'arch,reward,valid_accuracy,test_accuracy,params,macs,latency_ms,visits,first_episode';

/** The table as CSV (RFC 4180): full numbers, accuracies as fractions, empty where unknown. */
export function childrenCsv(rows: readonly TableChild[]): string {
  const lines = rows.map((row) =>
    [
      `"${row.arch.replaceAll('"', '""')}"`,
      row.reward,
      row.accuracy,
      row.testAccuracy,
      row.params,
      row.macs,
      row.latencyMs,
      row.visits,
      row.firstEpisode,
    ]
      .map((value) => value ?? '')
      .join(','),
  );
  return `${[CSV_HEAD, ...lines].join('\n')}\n`;
}
