import type { ReactNode, Ref } from 'react';
import { formatCount, formatDuration } from '../format';

interface UnderWayFrameProps {
  readonly ref?: Ref<HTMLElement>;
  readonly label: string;
  readonly title: string;
  /** What measures, or what is awaited. */
  readonly note: string;
  /** Name of the progress bar. */
  readonly bar: string;
  /** null: not begun yet. */
  readonly progress: {
    readonly done: number;
    readonly total: number;
    readonly leftMs: number | null;
    readonly warning: { readonly message: string; readonly remedy: string } | null;
  } | null;
  readonly isStopping: boolean;
  readonly onStop: () => void;
  /** Said after the time that is left. */
  readonly now?: ReactNode;
  readonly children?: ReactNode;
}

/** A measurement under way: how far it is, how long it will take, Stop, and what went wrong. */
export function UnderWayFrame({
  ref,
  label,
  title,
  note,
  bar,
  progress,
  isStopping,
  onStop,
  now = null,
  children = null,
}: UnderWayFrameProps) {
  return (
    <section ref={ref} className="meas-under" aria-label={label}>
      <div className="meas-ways">
        <b>{title}</b>
        <span className="meas-soft">{note}</span>
        <span className="spacer" />
        <button type="button" className="button" disabled={isStopping} onClick={onStop}>
          {isStopping ? 'Stopping …' : 'Stop'}
        </button>
      </div>
      <progress aria-label={bar} value={progress?.done} max={progress?.total} />
      {progress === null ? null : (
        <p>
          <b>{formatCount(progress.done)}</b> of {formatCount(progress.total)}
          {progress.leftMs === null ? '' : `, ${formatDuration(progress.leftMs)} left`}
          {now}
        </p>
      )}
      {progress === null || progress.warning === null ? null : (
        <p className="meas-warn" role="alert">
          {progress.warning.message} {progress.warning.remedy}
        </p>
      )}
      {children}
    </section>
  );
}
