import { formatCount, formatDuration } from '../../shared/format';
import { useCompare } from './store';

/** How far the runs are, and how long they will take. */
export function Progress() {
  const status = useCompare((state) => state.status);
  const done = useCompare((state) => state.done);
  const total = useCompare((state) => state.total);
  const leftMs = useCompare((state) => state.leftMs);
  const pause = useCompare((state) => state.pause);
  const goOn = useCompare((state) => state.goOn);
  const cancel = useCompare((state) => state.cancel);
  if (status === 'idle') return null;
  const isRunning = status === 'running';
  return (
    <div className="cmp-progress">
      <progress aria-label="Runs computed" max={Math.max(1, total)} value={done} />
      <div className="cmp-row">
        <span role="status">
          {status === 'loading' ? 'Reading what is kept …' : null}
          {status === 'done' ? `${formatCount(done)} runs, all done.` : null}
          {isRunning ? `${formatCount(done)} of ${formatCount(total)} runs` : null}
          {status === 'paused' ? `Paused at ${formatCount(done)} of ${formatCount(total)} runs; they are kept.` : null}
        </span>
        {isRunning && leftMs !== null ? <span className="cmp-soft">about {formatDuration(leftMs)} left</span> : null}
        <span className="spacer" />
        {isRunning ? (
          <button type="button" className="button" onClick={pause}>
            Pause
          </button>
        ) : null}
        {status === 'paused' ? (
          <button type="button" className="button primary" onClick={goOn}>
            Go on
          </button>
        ) : null}
        <button type="button" className="button" onClick={cancel}>
          {status === 'done' ? 'Clear' : 'Cancel'}
        </button>
      </div>
    </div>
  );
}
