import { formatDuration } from '../../shared/format';
import { type PanelId, useLab } from '../../store';
import { useChildMetrics } from '../../store/childMetrics';
import { useLocalTables } from '../../store/localTables';

interface Progress {
  readonly done: number;
  readonly total: number;
  readonly leftMs: number | null;
}

/** How far what is being measured is, a table or children, whatever panel is open; nothing while there is none. */
export function MeasuringNote() {
  const table = useLocalTables((state) => state.measuring);
  const children = useChildMetrics((state) => state.measuring);
  return (
    <>
      {table === null ? null : <Note what="a table" title={table.title} progress={table.progress} panel="tables" />}
      {children === null ? null : (
        <Note what="children" title="Metrics of children" progress={children.progress} panel="children" />
      )}
    </>
  );
}

interface NoteProps {
  readonly what: string;
  readonly title: string;
  readonly progress: Progress | null;
  /** Where all of it is told. */
  readonly panel: PanelId;
}

function Note({ what, title, progress, panel }: NoteProps) {
  const setPanel = useLab((state) => state.setPanel);
  const left = progress?.leftMs === null || progress === null ? '' : `, ${formatDuration(progress.leftMs)} left`;
  return (
    <button type="button" className="measuring" onClick={() => setPanel(panel)} title={title}>
      measuring {what}: {progress === null ? 'starting' : `${progress.done} of ${progress.total}${left}`}
    </button>
  );
}
