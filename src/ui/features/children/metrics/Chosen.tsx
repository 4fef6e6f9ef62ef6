import { paretoFront } from '../../../../engine/analysis/pareto';
import { ArchText } from '../../../shared/ArchText';
import { formatCount } from '../../../shared/format';
import { useLab } from '../../../store';
import { chosenOf, useChildMetrics } from '../../../store/childMetrics';
import type { TableChild } from '../rows';
import { sortRows } from '../sorting';

/** So many are named; a longer list is counted. */
const NAMED = 8;
const BEST = 10;

interface ChosenProps {
  readonly rows: readonly TableChild[];
  readonly space: string;
}

function frontOf(rows: readonly TableChild[]): readonly string[] {
  const points = rows.flatMap(({ arch, params, accuracy }) =>
    params === null || accuracy === null ? [] : [{ arch, cost: params, value: accuracy }],
  );
  return paretoFront(points).map(({ arch }) => arch);
}

/** The children that are to be measured, and quick ways to choose them. */
export function Chosen({ rows, space }: ChosenProps) {
  const chosen = useChildMetrics(chosenOf(space));
  const choose = useChildMetrics((state) => state.choose);
  const selected = useLab((state) => state.selectedArch);
  const best = sortRows(rows, (row) => row.reward, 'descending').slice(0, BEST);
  const ways: readonly (readonly [title: string, archs: readonly string[]])[] = [
    ['the selected one', selected === null ? [] : [selected]],
    ['the Pareto front', frontOf(rows)],
    [`the best ${Math.min(BEST, rows.length)}`, best.map(({ arch }) => arch)],
    [`all ${formatCount(rows.length)}`, rows.map(({ arch }) => arch)],
  ];
  return (
    <div className="met-chosen">
      <p>
        <b>{chosen.length === 1 ? '1 child' : `${formatCount(chosen.length)} children`}</b> chosen
        {chosen.length === 0 ? '.' : ':'}
      </p>
      {chosen.length === 0 ? null : (
        <ul>
          {chosen.slice(0, NAMED).map((arch) => (
            <li key={arch}>
              <ArchText arch={arch} most={30} />
              <button
                type="button"
                className="link"
                aria-label={`Leave out ${arch}`}
                onClick={() =>
                  choose(
                    space,
                    chosen.filter((other) => other !== arch),
                  )
                }
              >
                ×
              </button>
            </li>
          ))}
          {chosen.length > NAMED ? <li>and {formatCount(chosen.length - NAMED)} more</li> : null}
        </ul>
      )}
      <p className="met-ways">
        <span className="kid-soft">Choose</span>
        {ways.map(([title, archs]) => (
          <button key={title} type="button" className="link" disabled={archs.length === 0} onClick={() => choose(space, archs)}>
            {title}
          </button>
        ))}
        <span className="kid-soft">or tick them under “in this run”.</span>
      </p>
    </div>
  );
}
