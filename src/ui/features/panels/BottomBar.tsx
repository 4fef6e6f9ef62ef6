import { type PanelId, useLab } from '../../store';
import { MeasuringNote } from './MeasuringNote';
import { StatusLine } from './StatusLine';
import './panels.css';

const TABS: readonly { readonly id: PanelId; readonly title: string }[] = [
  { id: 'settings', title: 'Settings' },
  { id: 'reward-editor', title: 'Reward editor' },
  { id: 'children', title: 'Children' },
  { id: 'network', title: 'Network' },
  { id: 'strategy', title: 'Strategy' },
  { id: 'runs', title: 'Compare runs' },
  { id: 'compare', title: 'Compare strategies' },
  { id: 'space', title: 'Space' },
  { id: 'data', title: 'Data' },
  { id: 'tables', title: 'Tables' },
  { id: 'slow-motion', title: 'Slow motion' },
  { id: 'efficiency', title: 'Sample efficiency' },
  { id: 'learn', title: 'Learn' },
];

/** Opens and closes the panels; says how far the run is, and what the whole page is about. */
export function BottomBar() {
  const panel = useLab((state) => state.panel);
  const setPanel = useLab((state) => state.setPanel);
  return (
    <footer className="bottom">
      <nav aria-label="Panels">
        {TABS.map((tab) => (
          <button
            key={tab.id}
            type="button"
            aria-expanded={panel === tab.id}
            aria-controls="panel"
            onClick={() => setPanel(panel === tab.id ? null : tab.id)}
          >
            {tab.title}
          </button>
        ))}
      </nav>
      <MeasuringNote />
      <StatusLine />
      <p className="about" title="It guesses networks, trains them, and learns from the score.">
        It guesses networks, trains them, and learns from the score.
      </p>
    </footer>
  );
}
