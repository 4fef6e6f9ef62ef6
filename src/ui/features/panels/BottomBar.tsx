import { useLab } from '../../store';
import { PANEL_GROUPS } from './groups';
import { MeasuringNote } from './MeasuringNote';
import { StatusLine } from './StatusLine';
import './panels.css';

/** Opens and closes the panels; says how far the run is, and what the whole page is about. */
export function BottomBar() {
  const panel = useLab((state) => state.panel);
  const setPanel = useLab((state) => state.setPanel);
  const notice = useLab((state) => state.notice);
  return (
    <footer className="bottom">
      <nav aria-label="Panels">
        {PANEL_GROUPS.map(({ caption, panels }) => (
          <fieldset key={caption}>
            <legend>{caption}</legend>
            {panels.map(({ id, title, short, note }) => (
              <button
                key={id}
                type="button"
                aria-label={title}
                aria-expanded={panel === id}
                aria-controls="panel"
                title={note}
                onClick={() => setPanel(panel === id ? null : id)}
              >
                {short}
              </button>
            ))}
          </fieldset>
        ))}
      </nav>
      <MeasuringNote />
      <StatusLine />
      <p className="about" role="status">
        {notice ?? 'It guesses networks, trains them, and learns from the score.'}
      </p>
    </footer>
  );
}
