import type { StepUnit } from '../../../engine/run/types';
import type { Pace } from '../../../worker/protocol';
import { Icon } from '../../shared/Icon';
import { MenuButton } from '../../shared/lazyPopups';
import { Tip } from '../../shared/Tip';
import { useLab } from '../../store';

/** Stops of the speed slider: episodes a second; the last is as fast as it goes. */
const PACES: readonly Pace[] = [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, null];

function paceText(pace: Pace): string {
  if (pace === null) return 'as fast as it goes';
  return pace < 1 ? `one episode in ${1 / pace} seconds` : `${pace} ${pace === 1 ? 'episode' : 'episodes'} a second`;
}

const STEPS: readonly { readonly id: StepUnit; readonly title: string; readonly note: string; readonly shortcut?: string }[] = [
  { id: 'child', title: 'One child', note: 'sample, train and score one network' },
  { id: 'update', title: 'One update', note: 'go on to the next step of the controller’s optimiser' },
  { id: 'episode', title: 'One episode', note: 'a whole batch of children, then the update', shortcut: 'S' },
];

export function Transport() {
  const status = useLab((state) => state.status);
  const restart = useLab((state) => state.restart);
  const play = useLab((state) => state.play);
  const pause = useLab((state) => state.pause);
  const step = useLab((state) => state.step);
  const idle = status === 'idle';
  const ended = status === 'done';
  const isPausing = useLab((state) => state.isPausing);
  const panel = useLab((state) => state.panel);
  const setPanel = useLab((state) => state.setPanel);
  // A pause that has been asked for can be taken back while it waits.
  const running = status === 'running' && !isPausing;
  const main = running ? 'Pause' : ended ? 'Run again from the start' : 'Play';
  return (
    <fieldset className="transport">
      <legend className="sr-only">Playback</legend>
      <Tip text="Start again with the same seed. (R)">
        <button type="button" className="icon-button" aria-label="Reset, same seed" disabled={idle} onClick={() => restart()}>
          <Icon name="reset" />
        </button>
      </Tip>
      <button
        type="button"
        className="icon-button main"
        aria-label={main}
        title={`${main} (Space)`}
        disabled={idle || status === 'loading'}
        onClick={() => (running ? pause() : ended ? restart() : play())}
      >
        <Icon name={running ? 'pause' : ended ? 'reset' : 'play'} />
      </button>
      <button
        type="button"
        className="icon-button"
        aria-label="Step one episode"
        title="One episode (S)"
        disabled={idle || ended || status === 'loading'}
        onClick={() => step('episode')}
      >
        <Icon name="step" />
      </button>
      <MenuButton
        label="Step by child, update or episode"
        className="icon-button small"
        entries={STEPS}
        isDisabled={idle || ended}
        onChoose={(id) => {
          const unit = STEPS.find((entry) => entry.id === id)?.id;
          if (unit !== undefined) step(unit);
        }}
        trigger={<Icon name="down" />}
      />
      <button
        type="button"
        className="slow-button"
        title="One episode in numbered steps, with its real numbers; pauses the run"
        aria-expanded={panel === 'slow-motion'}
        aria-controls="panel"
        disabled={idle}
        onClick={() => {
          if (running) pause();
          setPanel(panel === 'slow-motion' ? null : 'slow-motion');
        }}
      >
        Slow motion
      </button>
      <SpeedSlider />
    </fieldset>
  );
}

function SpeedSlider() {
  const pace = useLab((state) => state.pace);
  const setPace = useLab((state) => state.setPace);
  const at = Math.max(0, PACES.indexOf(pace));
  const last = PACES.length - 1;
  return (
    <label className="speed">
      <span className="sr-only">Speed</span>
      <input
        className="range"
        type="range"
        min={0}
        max={last}
        step={1}
        value={at}
        title={`Speed: ${paceText(pace)}`}
        aria-valuetext={paceText(pace)}
        onChange={(event) => setPace(PACES[Number(event.target.value)] ?? null)}
      />
      <span className="speed-text" aria-hidden="true">
        {pace === null ? 'max' : `${pace}/s`}
      </span>
    </label>
  );
}
