import { lazy, Suspense, useMemo, useState } from 'react';
import { useThrottled } from '../../shared/hooks';
import { Segmented } from '../../shared/Segmented';
import { type ChildTable, useLab } from '../../store';
import { useChildMetrics } from '../../store/childMetrics';
import { Overview } from './Overview';
import { type TableChild, tableChild } from './rows';
import './children.css';

const Metrics = lazy(() => import('./metrics'));

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

/** Every distinct child of the run: what it is worth, what it costs, how it learned, and what it stands. */
export default function Children() {
  const rows = useChildren();
  // Whoever comes from the bottom line's note wants to see what it tells of.
  const [view, setView] = useState<'run' | 'metrics'>(() => (useChildMetrics.getState().measuring === null ? 'run' : 'metrics'));
  return (
    <div className="kid">
      <Segmented
        label="What of the children"
        value={view}
        onChange={setView}
        options={[
          { value: 'run', label: 'in this run' },
          { value: 'metrics', label: 'metrics on this device' },
        ]}
      />
      {view === 'run' ? (
        <Overview rows={rows} onMetrics={() => setView('metrics')} />
      ) : (
        <Suspense fallback={<p className="kid-soft">Loading metrics …</p>}>
          <Metrics rows={rows} />
        </Suspense>
      )}
    </div>
  );
}
