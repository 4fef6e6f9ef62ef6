import type { ChildMetrics } from '../../../../engine/estimate/childMetrics';
import { formatFixed, formatLarge } from '../../../shared/format';
import type { Column } from '../sorting';

/** A fraction in percent, under a head that says so. */
const percent = (fraction: number | undefined): string => formatFixed(fraction === undefined ? undefined : 100 * fraction);

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
  { id: 'valid', title: 'valid %', value: (row) => row.validAccuracy, text: (row) => percent(row.validAccuracy) },
  { id: 'test', title: 'test %', value: (row) => row.testAccuracy, text: (row) => percent(row.testAccuracy) },
];

/** A column for each fact, as the command line has them; rows: tried under the same strengths. */
export function columnsOf([first]: readonly ChildMetrics[]): readonly Column<ChildMetrics>[] {
  const tried = (of: 'noise' | 'fgsm', name: string): readonly Column<ChildMetrics>[] =>
    (first?.[of] ?? []).map(({ strength }, i) => ({
      id: `${of} ${strength}`,
      title: `${name} ${strength}`,
      value: (row) => row[of][i]?.accuracy ?? null,
      text: (row) => percent(row[of][i]?.accuracy),
    }));
  return [...FIXED, ...tried('noise', 'noise'), ...tried('fgsm', 'FGSM')];
}
