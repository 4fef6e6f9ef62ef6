import { Icon, type IconName } from '../../shared/Icon';
import { Tip } from '../../shared/Tip';
import { type ThemeChoice, useLab } from '../../store';

const NEXT: Readonly<Record<ThemeChoice, ThemeChoice>> = { system: 'dark', dark: 'light', light: 'system' };
const ICONS: Readonly<Record<ThemeChoice, IconName>> = { system: 'system', dark: 'moon', light: 'sun' };

/** Large type, and the theme: as the system has it, dark, light. */
export function ViewToggles() {
  const theme = useLab((state) => state.theme);
  const setTheme = useLab((state) => state.setTheme);
  const projector = useLab((state) => state.projector);
  const setProjector = useLab((state) => state.setProjector);
  return (
    <span className="toggles">
      <Tip text="Large type, for a projector" align="end">
        <button
          type="button"
          className="icon-button"
          aria-label="Large type"
          aria-pressed={projector}
          onClick={() => setProjector(!projector)}
        >
          <Icon name="type" />
        </button>
      </Tip>
      <Tip text={`Theme: ${theme}. Press for ${NEXT[theme]}.`} align="end">
        <button type="button" className="icon-button" aria-label={`Theme: ${theme}`} onClick={() => setTheme(NEXT[theme])}>
          <Icon name={ICONS[theme]} />
        </button>
      </Tip>
    </span>
  );
}
