import type { SearchSpace } from '../../../engine/space/types';
import { ArchText } from '../../shared/ArchText';
import { digitsFor, formatCount, formatFixed, formatSigned } from '../../shared/format';
import { archLabel, opLabel } from '../../shared/ops';
import { openedSpace } from '../../shared/spaces';
import { useLab } from '../../store';
import type { ComparedRow, DryRunSummary } from './dryRun';

interface DryRunViewProps {
  readonly summary: DryRunSummary;
  /** True where the draft is the reward in force. */
  readonly isInForce: boolean;
}

/** Every known child under the draft: the map of the space where it has two decisions, and the best of them. */
export function DryRunView({ summary, isInForce }: DryRunViewProps) {
  const selected = useLab((state) => state.selectedArch);
  const select = useLab((state) => state.select);
  const digits = Math.min(4, Math.max(2, digitsFor(summary.max - summary.min)));
  const { rows, best, changed, comparable, bestMoves } = summary;
  if (best === null) {
    return <p className="rew-soft">No child is known yet: the reward is tried as soon as one has been measured.</p>;
  }
  const held = rows.find((row) => row.arch === selected) ?? best;
  return (
    <div className="rew-dry">
      <p>
        <b>
          <ArchText arch={best.arch} most={34} />
        </b>{' '}
        {isInForce ? 'is' : 'would be'} best with <b>{formatFixed(best.reward, digits)}</b>
        {bestMoves ? ', another cell than now' : ''}; rewards go from {formatFixed(summary.min, digits)} to{' '}
        {formatFixed(summary.max, digits)}.{' '}
        {isInForce ? null : `${formatCount(changed)} of ${formatCount(comparable || rows.length)} change.`}
      </p>
      <div className="rew-maps">
        <RankMap rows={rows} digits={digits} shown={held.arch} />
        <table className="rew-top">
          <caption className="sr-only">Best children under this reward</caption>
          <thead>
            <tr>
              <th scope="col">best cells</th>
              <th scope="col">reward</th>
              <th scope="col">change</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, 8).map((row) => (
              <tr key={row.arch} data-shown={row.arch === held.arch}>
                <th scope="row">
                  <button type="button" className="link" aria-pressed={row.arch === selected} onClick={() => select(row.arch)}>
                    <ArchText arch={row.arch} most={34} />
                  </button>
                </th>
                <td>{formatFixed(row.reward, digits)}</td>
                <td>{row.before === null ? '–' : formatSigned(row.reward - row.before, digits)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="rew-soft">
        {archLabel(held.arch)}: {formatFixed(held.reward, digits)}
        {held.before === null ? '' : `, now ${formatFixed(held.before, digits)}`}, rank {held.rank + 1} of {rows.length}.
      </p>
    </div>
  );
}

const CELL = 27;
const LEFT = 58;
const TOP = 18;

interface RankMapProps {
  readonly rows: readonly ComparedRow[];
  readonly digits: number;
  readonly shown: string;
}

/** Shade by rank, so that one penalty far below does not make all the others look alike. */
function RankMap({ rows, digits, shown }: RankMapProps) {
  const space = useLab((state) => state.config?.space ?? null);
  const axes = space === null ? null : twoAxes(openedSpace(space));
  if (axes === null) return null;
  const [down, across] = axes;
  const byArch = new Map(rows.map((row) => [row.arch, row]));
  const worst = Math.max(1, ...rows.map((row) => row.rank));
  const width = LEFT + across.length * CELL + 2;
  const height = TOP + down.length * CELL + 2;
  return (
    // A picture of the table beside it, for the eye; the pointer reads the values from its titles.
    <svg className="rew-map" viewBox={`0 0 ${width} ${height}`} role="img" aria-label="Rank of every cell under this reward">
      {across.map((op, j) => (
        <text key={op} x={LEFT + (j + 0.5) * CELL} y={TOP - 6} textAnchor="middle">
          {opLabel(op).split('·')[0]}
        </text>
      ))}
      {down.map((op, i) => (
        <g key={op}>
          <text x={LEFT - 6} y={TOP + (i + 0.5) * CELL + 3.5} textAnchor="end">
            {opLabel(op)}
          </text>
          {across.map((other, j) => {
            const row = byArch.get(`${op},${other}`);
            const share = row === undefined ? 0 : 1 - row.rank / worst;
            const ring = row?.rank === 0 ? 'var(--ink)' : row?.arch === shown ? 'var(--policy)' : 'var(--line)';
            return (
              <rect
                key={other}
                x={LEFT + j * CELL + 1}
                y={TOP + i * CELL + 1}
                width={CELL - 2}
                height={CELL - 2}
                rx={3}
                fill={
                  row === undefined
                    ? 'none'
                    : `color-mix(in oklab, var(--truth) ${Math.round(6 + 94 * share ** 1.6)}%, var(--paper))`
                }
                stroke={row === undefined ? 'var(--line)' : ring}
                strokeWidth={1.6}
              >
                <title>
                  {row === undefined
                    ? `${opLabel(op)}, ${opLabel(other)}: not known`
                    : `${archLabel(row.arch)}: ${formatFixed(row.reward, digits)}`}
                </title>
              </rect>
            );
          })}
        </g>
      ))}
    </svg>
  );
}

/** Options of a space of two categorical decisions; null for any other. */
function twoAxes(space: SearchSpace): readonly [readonly string[], readonly string[]] | null {
  const first = space.next([]);
  const second = space.next([0]);
  if (first?.kind !== 'categorical' || second?.kind !== 'categorical' || space.next([0, 0]) !== null) return null;
  return [first.options, second.options];
}
