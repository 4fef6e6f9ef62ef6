import { useState } from 'react';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../../engine/run/config';
import { AskToTrain } from '../../shared/AskToTrain';
import { configSubtitle } from '../../shared/describe';
import { familyTitle } from '../../shared/family';
import { Icon } from '../../shared/Icon';
import { MenuButton } from '../../shared/lazyPopups';
import { useLab } from '../../store';

/** Which experiment: every entry is a whole run configuration. One that trains says what it costs before it starts. */
export function PresetPicker() {
  const config = useLab((state) => state.config);
  const table = useLab((state) => state.table);
  const presets = useLab((state) => state.presets);
  const openRun = useLab((state) => state.openRun);
  const [asking, setAsking] = useState<RunConfig | null>(null);
  const current = presets.find((preset) => preset.config.title === config?.title);
  const note = config === null ? '' : configSubtitle(config, table);
  return (
    <>
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
          if (preset === undefined) return;
          const chosen = { ...preset.config, seed: config?.seed ?? preset.config.seed };
          if (trainsChildren(chosen.estimator)) setAsking(chosen);
          else openRun(chosen, { play: true });
        }}
        trigger={
          <>
            <b>{config?.title ?? 'Choose an experiment'}</b> <span className="picker-note">{note}</span>
            <Icon name="down" />
          </>
        }
      />
      {asking === null ? null : (
        <AskToTrain
          config={asking}
          onStart={() => {
            openRun(asking, { play: true });
            setAsking(null);
          }}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
