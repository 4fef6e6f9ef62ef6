import { useEffect } from 'react';
import { rollingMean } from '../../../engine/analysis';
import { formatCount, formatFixed } from '../../shared/format';
import { useLab } from '../../store';
import { type Ghost, MOST_EPISODES, type Preview, type SeriesView, usePreview } from '../../store/preview';

/** The mean reward at the end, smoothed as the chart is; NaN where there is no episode. */
function endOf(series: SeriesView, window: number): number {
  const means = series.column('mean').view();
  return rollingMean(means.subarray(Math.max(0, means.length - window)), window).at(-1) ?? Number.NaN;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** What was found, compared with what it was before, for those who do not see the curves. */
function resultText(shown: Preview, ghost: Ghost | null, window: number): string {
  const mean = formatFixed(endOf(shown.series, window));
  if (ghost === null || ghost.series.episodes === 0) return `Mean at the end ${mean}.`;
  const title = ghost.title === 'before' ? ghost.title : `with ${ghost.title}`;
  return `Mean at the end ${mean}, ${formatFixed(endOf(ghost.series, window))} ${title}.`;
}

/** Something over the page that takes Escape itself. */
const OVER = '[role="dialog"], [role="menu"], .cm-tooltip-autocomplete';
/** Text being written has its own way back. */
const WRITING = 'textarea, [contenteditable="true"], input:not([type="range"], [type="checkbox"], [type="radio"])';

/** Escape drops what was tried, Ctrl+Z takes the last movement back, wherever the focus is. */
function usePreviewKeys(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const onKey = (event: KeyboardEvent): void => {
      const { back, undo } = usePreview.getState();
      if (event.key === 'Escape' && document.querySelector(OVER) === null) back();
      else if (event.key.toLowerCase() === 'z' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !isWriting(event))
        undo();
      else return;
      event.preventDefault();
      event.stopPropagation();
    };
    // Before the panels, whose Escape closes them.
    document.addEventListener('keydown', onKey, true);
    return () => document.removeEventListener('keydown', onKey, true);
  }, [isOn]);
}

const isWriting = ({ target }: KeyboardEvent): boolean => target instanceof Element && target.closest(WRITING) !== null;

/** Says that what is shown is not the run, with the ways out of it; nothing while the run is shown. */
export function PreviewBar() {
  const proposal = usePreview((state) => state.proposal);
  const shown = usePreview((state) => state.shown);
  const ghost = usePreview((state) => state.ghost);
  const fault = usePreview((state) => state.fault);
  const canUndo = usePreview((state) => state.canUndo);
  const use = usePreview((state) => state.use);
  const back = usePreview((state) => state.back);
  const undo = usePreview((state) => state.undo);
  const smoothing = useLab((state) => state.smoothing);
  usePreview((state) => state.version);
  usePreviewKeys(proposal !== null);
  if (proposal === null) return null;
  const isCurrent = shown !== null && shown.proposal === proposal;
  const isDone = isCurrent && shown.progress === 'done';
  const episodes = shown?.series.episodes ?? 0;
  const error = fault ?? (isDone ? shown.error : null);
  return (
    <section className="preview-bar" aria-label="Settings being tried" data-fault={error !== null}>
      <p role="status">
        {error !== null ? (
          <>
            <b>{error.message}</b> {error.remedy}
          </>
        ) : isDone ? (
          <>
            Recomputed with <b>{proposal.change}</b>: {formatCount(episodes)} episodes in {seconds(shown.elapsedMs)}.{' '}
            <span className="preview-result">{resultText(shown, ghost, smoothing)}</span>
            {proposal.config.stop.episodes > MOST_EPISODES ? ` The first ${formatCount(MOST_EPISODES)} are shown.` : ''}
            {shown.readsContext ? ' This reward looks at the course of the run: it is asked anew for every child.' : ''}
          </>
        ) : (
          <>
            Recomputing with <b>{proposal.change}</b> …
          </>
        )}
      </p>
      <span className="preview-ways">
        <button type="button" className="button primary" disabled={fault !== null} onClick={use}>
          Use these settings
        </button>
        <button type="button" className="button" disabled={!canUndo} onClick={undo} aria-keyshortcuts="Control+Z">
          Undo
        </button>
        <button type="button" className="button" onClick={back} aria-keyshortcuts="Escape">
          Back to the run
        </button>
      </span>
    </section>
  );
}
