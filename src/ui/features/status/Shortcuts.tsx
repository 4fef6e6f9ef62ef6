import { useEffect, useState } from 'react';
import { ModalDialog } from '../../shared/lazyPopups';
import { useLab } from '../../store';
import { readPref, writePref } from '../../store/prefs';

const KEYS: readonly (readonly [string, string])[] = [
  ['Space', 'play or pause'],
  ['S', 'step one episode'],
  ['R', 'reset, same seed'],
  ['Esc', 'release the selected cell, or go back to live'],
  ['?', 'this list'],
  ['← ↑ → ↓', 'walk the heatmap, the cell graph and the sliders'],
];

/** Elements that use keys themselves. */
function takesKeys(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input, textarea, select, [contenteditable], [role="menu"], [role="dialog"], .cm-editor') !== null
  );
}

const isPressable = (target: EventTarget | null): boolean =>
  target instanceof Element && target.closest('button, a, summary, label') !== null;

/** Single-key commands, and the dialogue that lists them and switches them off (WCAG 2.1.4). */
export function Shortcuts() {
  const [open, setOpen] = useState(false);
  const [enabled, setEnabled] = useState(() => readPref('shortcuts') !== 'off');
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      const lab = useLab.getState();
      if (event.key === 'Escape') {
        if (lab.selectedArch !== null) lab.select(null);
        else if (lab.episodeCursor !== null) lab.setCursor(null);
        return;
      }
      if (takesKeys(event.target)) return;
      if (event.key === '?') {
        setOpen(true);
        return;
      }
      if (!enabled) return;
      if (event.key === ' ' && !isPressable(event.target)) {
        event.preventDefault();
        if (lab.status === 'running' && !lab.isPausing) lab.pause();
        else if (lab.status === 'paused' || lab.isPausing) lab.play();
      } else if (event.key === 's' || event.key === 'S') {
        lab.step('episode');
      } else if ((event.key === 'r' || event.key === 'R') && !event.repeat) {
        lab.restart();
      }
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [enabled]);
  return (
    <ModalDialog title="Keyboard" isOpen={open} onClose={() => setOpen(false)}>
      <dl className="keys">
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label className="switch">
        <input
          type="checkbox"
          checked={enabled}
          onChange={(event) => {
            setEnabled(event.target.checked);
            writePref('shortcuts', event.target.checked ? 'on' : 'off');
          }}
        />
        Single-key commands (Space, S, R)
      </label>
    </ModalDialog>
  );
}
