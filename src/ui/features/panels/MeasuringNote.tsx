import { formatDuration } from '../../shared/format';
import { useLab } from '../../store';
import { useLocalTables } from '../../store/localTables';

/** How far a table under measurement is, whatever panel is open; nothing while there is none. */
export function MeasuringNote() {
  const measuring = useLocalTables((state) => state.measuring);
  const setPanel = useLab((state) => state.setPanel);
  if (measuring === null) return null;
  const { progress } = measuring;
  const left = progress?.leftMs === null || progress === null ? '' : `, ${formatDuration(progress.leftMs)} left`;
  return (
    <button type="button" className="measuring" onClick={() => setPanel('tables')} title={measuring.title}>
      measuring a table: {progress === null ? 'starting' : `${progress.done} of ${progress.total}${left}`}
    </button>
  );
}
