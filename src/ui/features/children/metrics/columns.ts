import type { ChildMetrics } from '../../../../engine/estimate/childMetrics';
import { formatFixed, formatLarge, formatPercent } from '../../../shared/format';
import type { Column } from '../sorting';

const FIXED: readonly Column<ChildMetrics>[] = [
  {
    id: 'params',
    title: 'params',
    value: ({ params }) => params.total,
    text: ({ params }) => formatLarge(params.total),
    from: 'low',
  },
  { id: 'macs', title: 'MACs', value: ({ macs }) => macs, text: ({ macs }) => formatLarge(macs), from: 'low' },
  {
    id: 'memory',
    title: 'memory kB',
    value: ({ memoryBytes }) => memoryBytes,
    text: ({ memoryBytes }) => formatFixed(memoryBytes / 1000, 1),
    from: 'low',
  },
  {
    id: 'latency',
    title: 'ms',
    value: ({ latencyMs }) => latencyMs,
    text: ({ latencyMs }) => formatFixed(latencyMs, 3),
    from: 'low',
  },
  { id: 'valid', title: 'valid', value: (row) => row.validAccuracy, text: (row) => formatPercent(row.validAccuracy) },
  { id: 'test', title: 'test', value: (row) => row.testAccuracy, text: (row) => formatPercent(row.testAccuracy) },
];

/** A column for each fact; rows: tried under the same strengths. */
export function columnsOf([first]: readonly ChildMetrics[]): readonly Column<ChildMetrics>[] {
  const tried = (of: 'noise' | 'fgsm', name: string): readonly Column<ChildMetrics>[] =>
    (first?.[of] ?? []).map(({ strength }, i) => ({
      id: `${of} ${strength}`,
      title: `${name} ${strength}`,
      value: (row) => row[of][i]?.accuracy ?? null,
      text: (row) => formatPercent(row[of][i]?.accuracy),
    }));
  return [...FIXED, ...tried('noise', 'noise'), ...tried('fgsm', 'FGSM')];
}
