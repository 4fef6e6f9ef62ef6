import { useLab } from '../../store';
import './status.css';

/** What went wrong, where, and the ways out. Nothing of the run is lost by any of them. */
export function FaultBanner() {
  const error = useLab((state) => state.error);
  const tableState = useLab((state) => state.tableState);
  const lastGoodReward = useLab((state) => state.lastGoodReward);
  const status = useLab((state) => state.status);
  const setReward = useLab((state) => state.setReward);
  const setPanel = useLab((state) => state.setPanel);
  const play = useLab((state) => state.play);
  const restart = useLab((state) => state.restart);
  const fault = error ?? (tableState.state === 'failed' ? tableState.error : null);
  if (fault === null) return null;
  const place =
    fault.line === undefined || /\bline \d/.test(fault.message)
      ? ''
      : ` (line ${fault.line}${fault.column === undefined ? '' : `, column ${fault.column}`})`;
  return (
    <div className="fault" role="alert">
      <p>
        <b>{fault.message}</b>
        {place} {fault.remedy}
      </p>
      <span className="fault-ways">
        {fault.kind === 'reward' && lastGoodReward !== null ? (
          <button
            type="button"
            className="button primary"
            onClick={() => {
              setReward(lastGoodReward);
              play();
            }}
          >
            Use the last good reward
          </button>
        ) : null}
        {fault.kind === 'reward' ? (
          <button type="button" className="button" onClick={() => setPanel('reward-editor')}>
            Edit the reward
          </button>
        ) : null}
        {fault.kind === 'data' ? (
          <button type="button" className="button" onClick={() => setPanel('data')}>
            Open Data
          </button>
        ) : null}
        {status === 'paused' ? (
          <button type="button" className="button" onClick={play}>
            Try again
          </button>
        ) : (
          <button type="button" className="button" onClick={() => restart()}>
            {/* The run itself is whole, and held by another tab: nothing starts again there. */}
            {fault.kind === 'storage' ? 'New run' : 'Start again'}
          </button>
        )}
      </span>
    </div>
  );
}
