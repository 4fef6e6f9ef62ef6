import { formatCount, formatFixed, formatLarge, formatPercent } from '../../shared/format';
import type { ChildRow } from '../../store';
import type { Column } from './sorting';

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

export const COLUMNS: readonly Column<TableChild>[] = [
  { id: 'reward', title: 'reward', value: (row) => row.reward, text: (row) => formatFixed(row.reward) },
  { id: 'accuracy', title: 'valid', value: (row) => row.accuracy, text: (row) => formatPercent(row.accuracy) },
  { id: 'testAccuracy', title: 'test', value: (row) => row.testAccuracy, text: (row) => formatPercent(row.testAccuracy) },
  { id: 'params', title: 'params', value: (row) => row.params, text: (row) => formatLarge(row.params), from: 'low' },
  { id: 'macs', title: 'MACs', value: (row) => row.macs, text: (row) => formatLarge(row.macs), from: 'low' },
  { id: 'latencyMs', title: 'ms', value: (row) => row.latencyMs, text: (row) => formatFixed(row.latencyMs, 3), from: 'low' },
  { id: 'visits', title: 'visits', value: (row) => row.visits, text: (row) => formatCount(row.visits) },
  {
    id: 'firstEpisode',
    title: 'first',
    value: (row) => row.firstEpisode,
    text: (row) => formatCount(row.firstEpisode),
    from: 'low',
  },
];

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
