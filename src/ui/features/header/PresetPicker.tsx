import { configSubtitle } from '../../shared/describe';
import { familyTitle } from '../../shared/family';
import { Icon } from '../../shared/Icon';
import { MenuButton } from '../../shared/lazyPopups';
import { useLab } from '../../store';

/** Which experiment: every entry is a whole run configuration. */
export function PresetPicker() {
  const config = useLab((state) => state.config);
  const table = useLab((state) => state.table);
  const presets = useLab((state) => state.presets);
  const openRun = useLab((state) => state.openRun);
  const current = presets.find((preset) => preset.config.title === config?.title);
  const note = config === null ? '' : configSubtitle(config, table);
  return (
    <MenuButton
      label={config === null ? 'Choose an experiment' : `${config.title} ${note}, choose another experiment`}
      className="picker"
      entries={presets.map((preset) => ({
        id: preset.id,
        title: preset.title,
        note: preset.description,
        section: familyTitle(preset.config),
      }))}
      {...(current === undefined ? {} : { selected: current.id })}
      onChoose={(id) => {
        const preset = presets.find((entry) => entry.id === id);
        if (preset !== undefined) openRun({ ...preset.config, seed: config?.seed ?? preset.config.seed }, { play: true });
      }}
      trigger={
        <>
          <b>{config?.title ?? 'Choose an experiment'}</b> <span className="picker-note">{note}</span>
          <Icon name="down" />
        </>
      }
    />
  );
}
