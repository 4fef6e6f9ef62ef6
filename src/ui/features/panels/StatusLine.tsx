import { useEffect, useState } from 'react';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../../engine/run/config';
import { formatDuration, formatFixed } from '../../shared/format';
import { Icon } from '../../shared/Icon';
import { PanelButton } from '../../shared/lazyPopups';
import { archLabel, shortText } from '../../shared/ops';
import type { LabState } from '../../store';
import { useLab } from '../../store';

const REASONS = {
  episodes: 'all episodes are done',
  children: 'the number of children is reached',
  time: 'its time is over',
  reward: 'the wanted reward is reached',
  converged: 'it has converged',
  exhausted: 'the strategy has nothing left to propose',
} as const;

/** Episodes per ms over the last seconds, from what the page itself has seen; null before there are two samples. */
function useRate(): number | null {
  const [rate, setRate] = useState<number | null>(null);
  useEffect(() => {
    let samples: { readonly at: number; readonly episodes: number }[] = [];
    const timer = setInterval(() => {
      const { status, run } = useLab.getState();
      const now = { at: performance.now(), episodes: run.counts.episodes };
      if (status !== 'running' || (samples.at(-1)?.episodes ?? 0) > now.episodes) {
        samples = [];
        setRate(null);
        return;
      }
      samples = [...samples.slice(-9), now];
      const first = samples[0];
      const grown = now.episodes - (first?.episodes ?? now.episodes);
      setRate(first === undefined || grown === 0 ? null : grown / (now.at - first.at));
    }, 1000);
    return () => clearInterval(timer);
  }, []);
  return rate;
}

/** How far the episode in flight is, where its children take their time. */
function scoredText(run: LabState['run'], config: RunConfig): string {
  return `, ${run.scored} of ${config.strategy.childrenPerEpisode} children of episode ${run.counts.episodes + 1} scored`;
}

function statusText(state: Pick<LabState, 'status' | 'run' | 'config' | 'isPausing'>, rate: number | null): string {
  const { status, run, config, isPausing } = state;
  if (isPausing && config !== null && trainsChildren(config.estimator))
    return 'pausing: the children in training are finished first';
  switch (status) {
    case 'idle':
      return 'no run open';
    case 'loading':
      return 'opening the run …';
    case 'failed':
      return 'stopped by a fault';
    case 'paused':
      return run.pauseError === null ? 'paused' : 'paused by a fault';
    case 'done': {
      const best =
        run.best === null ? '' : `: best ${shortText(archLabel(run.best.arch), 40)} at ${formatFixed(run.best.reward)}`;
      return `done, ${run.done === null ? 'finished' : REASONS[run.done.reason]}${best}`;
    }
    case 'running': {
      const rest = (config?.stop.episodes ?? 0) - run.counts.episodes;
      const inFlight = config !== null && trainsChildren(config.estimator) ? scoredText(run, config) : '';
      return rate === null || rest <= 0 ? `running${inFlight}` : `running${inFlight}, ${formatDuration(rest / rate)} left`;
    }
    default:
      return status satisfies never;
  }
}

/** State and remaining time, with the log one click away. */
export function StatusLine() {
  const status = useLab((state) => state.status);
  const config = useLab((state) => state.config);
  const run = useLab((state) => state.run);
  const isPausing = useLab((state) => state.isPausing);
  const storageFault = useLab((state) => state.storageFault);
  const rate = useRate();
  const warnings = run.log.filter((entry) => entry.level !== 'info').length + (storageFault === null ? 0 : 1);
  return (
    <div className="status" data-status={status}>
      <span>{statusText({ status, run, config, isPausing }, rate)}</span>
      <PanelButton
        label={warnings > 0 ? `log ${warnings}, warnings of this run` : 'log of this run'}
        className="log-button"
        trigger={
          <>
            <Icon name="log" /> log{warnings > 0 ? <b> {warnings}</b> : null}
          </>
        }
      >
        {() => <LogList />}
      </PanelButton>
    </div>
  );
}

function LogList() {
  const log = useLab((state) => state.run.log);
  const storageFault = useLab((state) => state.storageFault);
  return (
    <div className="log">
      <h3>Log of this run</h3>
      {storageFault === null ? null : (
        <p data-level="warning">
          This browser keeps nothing for this page ({storageFault}). Everything works, but settings and runs end with the visit:
          allow storage for this site, or keep the link under “Share”, which is the same run again.
        </p>
      )}
      {log.length === 0 ? <p>Nothing to report.</p> : null}
      <ol>
        {[...log].reverse().map((entry) => (
          <li key={entry.id} data-level={entry.level}>
            <small>episode {entry.episode}</small> {entry.message} {entry.remedy}
          </li>
        ))}
      </ol>
    </div>
  );
}
