import { useMemo, useState } from 'react';
import { download, fileName } from '../../shared/download';
import { formatCount } from '../../shared/format';
import { Segmented } from '../../shared/Segmented';
import { useLab } from '../../store';
import { chosenOf, useChildMetrics } from '../../store/childMetrics';
import { ChildCurves } from './ChildCurves';
import { COLUMNS, childrenCsv, type TableChild } from './rows';
import { type Cost, type Point, Scatter } from './Scatter';
import { SortedTable } from './SortedTable';

interface OverviewProps {
  readonly rows: readonly TableChild[];
  /** Shows the metrics of what is chosen. */
  readonly onMetrics: () => void;
}

/** The run's children: accuracy against cost, one child's curves, all of them in a table. */
export function Overview({ rows, onMetrics }: OverviewProps) {
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
    <>
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
      <Choosing rows={rows} onMetrics={onMetrics} />
    </>
  );
}

/** All children, to be ticked for their metrics. */
function Choosing({ rows, onMetrics }: OverviewProps) {
  const space = useLab((state) => state.config?.space.id ?? '');
  const selected = useLab((state) => state.selectedArch);
  const chosen = useChildMetrics(chosenOf(space));
  const choose = useChildMetrics((state) => state.choose);
  const ticked = useMemo(() => new Set(chosen), [chosen]);
  const isOne = selected !== null && ticked.size === 0;
  return (
    <>
      <p className="kid-head">
        <button
          type="button"
          className="button"
          disabled={ticked.size === 0 && selected === null}
          onClick={() => {
            if (isOne) choose(space, [selected]);
            onMetrics();
          }}
        >
          {isOne
            ? 'Metrics of this child'
            : ticked.size === 1
              ? 'Metrics of 1 child'
              : `Metrics of ${formatCount(ticked.size)} children`}
        </button>
        <span className="kid-soft">Latency here, accuracy under noise and under attack: tick children below.</span>
        {ticked.size === 0 ? null : (
          <button type="button" className="link" onClick={() => choose(space, [])}>
            Untick all
          </button>
        )}
      </p>
      <SortedTable
        caption="Children of this run"
        rows={rows}
        columns={COLUMNS}
        first="reward"
        ticked={ticked}
        onTick={(arch, isTicked) => choose(space, isTicked ? [...chosen, arch] : chosen.filter((other) => other !== arch))}
      />
    </>
  );
}
