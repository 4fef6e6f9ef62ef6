import type { CSSProperties } from 'react';
import { formatCount } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';
import { type Course, episodeNear } from './unit';

const BY_KEY: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 };

interface ScrubberProps {
  /** End of the axis: the slider is as long as the plot above it. */
  readonly extent: number;
  /** Where an episode stands on it. */
  readonly course: Course;
  readonly left: number;
  readonly right: number;
}

/** The time cursor: chart, heatmap and strip show the episode it stands at; at the end it follows the run. */
export function Scrubber({ extent, course, left, right }: ScrubberProps) {
  const cursor = useLab((state) => state.episodeCursor);
  const setCursor = useLab((state) => state.setCursor);
  const { config, series, version, isPreview } = useShown();
  const total = config?.stop.episodes ?? 0;
  const status = useLab((state) => state.status);
  const isComplete = useLab((state) => state.run.done?.reason === 'exhausted');
  useThrottled(version, 250);
  const episodes = series.episodes;
  const at = cursor ?? episodes;
  const style: CSSProperties & { '--fill': string } = { '--fill': `${(100 * course(at)) / Math.max(1, extent)}%` };
  return (
    <div className="scrubber" style={{ paddingLeft: left, paddingRight: right }}>
      <input
        className="range"
        type="range"
        min={0}
        max={extent}
        step={1}
        value={course(at)}
        style={style}
        disabled={episodes === 0}
        aria-label="Episode shown"
        aria-valuetext={
          cursor === null ? `${isPreview ? 'the last' : 'live'}, episode ${episodes}` : `episode ${cursor} of ${episodes}`
        }
        onChange={(event) => setCursor(episodeNear(course, episodes, Number(event.target.value)), episodes)}
        onKeyDown={(event) => {
          // By one episode, however far apart they are on the axis.
          const by = BY_KEY[event.key];
          if (by === undefined && event.key !== 'End') return;
          event.preventDefault();
          if (by === undefined) setCursor(null);
          else setCursor(at + by, episodes);
        }}
      />
      <span className="scrubber-end" style={{ width: right }}>
        {cursor === null ? (
          <span>
            <b>{formatCount(episodes)}</b> {isComplete && !isPreview ? '· complete' : `of ${formatCount(total)}`}
            {status === 'running' && !isPreview ? <span className="scrubber-live"> · live</span> : null}
          </span>
        ) : (
          <button type="button" className="chip" onClick={() => setCursor(null)}>
            {formatCount(cursor)} · {isPreview ? 'to the end' : 'go live'}
          </button>
        )}
      </span>
    </div>
  );
}
