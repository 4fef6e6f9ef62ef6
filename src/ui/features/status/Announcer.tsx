import { useEffect, useState } from 'react';
import { formatFixed } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import { useLab } from '../../store';

/** Seconds between two progress announcements of a running run. */
const EVERY_MS = 15_000;

/** Says what happens to those who do not see it: changes of state at once, progress now and then. */
export function Announcer() {
  const [text, setText] = useState('');
  useEffect(() => {
    const progress = (): string => {
      const { run } = useLab.getState();
      if (run.summary === null) return '';
      const best = run.best === null ? '' : `, best so far ${archLabel(run.best.arch)} at ${formatFixed(run.best.reward)}`;
      return `Episode ${run.summary.episode}, mean reward ${formatFixed(run.summary.mean)}${best}.`;
    };
    const timer = setInterval(() => {
      if (useLab.getState().status === 'running') setText(progress());
    }, EVERY_MS);
    const unsubscribe = useLab.subscribe((state, before) => {
      if (state.selectedArch !== before.selectedArch) {
        setText(state.selectedArch === null ? 'Cell released.' : `Selected ${archLabel(state.selectedArch)}.`);
      }
      if (state.status === before.status) return;
      const words = { idle: '', loading: 'Opening the run.', running: 'Running.', paused: 'Paused.', done: 'Done.', failed: '' };
      setText(`${words[state.status]} ${state.status === 'paused' || state.status === 'done' ? progress() : ''}`.trim());
    });
    return () => {
      clearInterval(timer);
      unsubscribe();
    };
  }, []);
  return (
    <p className="sr-only" role="status" aria-live="polite">
      {text}
    </p>
  );
}
