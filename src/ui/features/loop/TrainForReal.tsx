import { useEffect, useState } from 'react';
import type { RunConfig } from '../../../engine/run/config';
import { formatCount, formatDuration } from '../../shared/format';
import { PanelButton } from '../../shared/lazyPopups';
import { useLab } from '../../store';
import { trainingCost } from './trainingCost';

/** From recorded rewards to children trained here and back; what it will cost is said before it starts. */
export default function TrainForReal() {
  const config = useLab((state) => state.config);
  const reward = useLab((state) => state.reward);
  const openRun = useLab((state) => state.openRun);
  const presets = useLab((state) => state.presets);
  const [recorded, setRecorded] = useState<RunConfig | null>(null);
  const trains = config?.estimator.id === 'train';
  const back = recorded ?? presets.find((preset) => preset.config.estimator.id === 'table')?.config ?? null;
  if (config !== null && trains) {
    return (
      <button
        type="button"
        role="switch"
        aria-checked="true"
        className="train-real"
        onClick={() => back !== null && openRun({ ...back, seed: config.seed }, { play: true })}
      >
        training for real <i aria-hidden="true" />
      </button>
    );
  }
  return (
    <>
      <span className="recorded">recorded ·</span>
      <PanelButton
        label="Train for real: see what it costs"
        className="train-real"
        isDisabled={config === null}
        trigger={
          <>
            train for real <i aria-hidden="true" />
          </>
        }
      >
        {(close) => (
          <CostDialog
            onStart={(next) => {
              setRecorded(config === null || reward === null ? config : { ...config, reward });
              close();
              openRun({ ...next, seed: config?.seed ?? next.seed }, { play: true });
            }}
            onClose={close}
          />
        )}
      </PanelButton>
    </>
  );
}

type Stored = { readonly state: 'looking' } | { readonly state: 'known'; readonly mnist: boolean; readonly fault: string | null };

/** Whether MNIST is in this browser's storage. */
function useStoredMnist(): Stored {
  const [stored, setStored] = useState<Stored>({ state: 'looking' });
  useEffect(() => {
    let isCurrent = true;
    const look = async (): Promise<boolean> => {
      const { DataClient } = await import('../../../worker/dataClient');
      const client = new DataClient();
      try {
        const list = await client.list();
        return list.some((entry) => entry.id === 'mnist');
      } finally {
        client.dispose();
      }
    };
    look().then(
      (mnist) => isCurrent && setStored({ state: 'known', mnist, fault: null }),
      (thrown: unknown) =>
        isCurrent &&
        setStored({ state: 'known', mnist: false, fault: thrown instanceof Error ? thrown.message : String(thrown) }),
    );
    return () => {
      isCurrent = false;
    };
  }, []);
  return stored;
}

interface CostDialogProps {
  readonly onStart: (config: RunConfig) => void;
  readonly onClose: () => void;
}

function CostDialog({ onStart, onClose }: CostDialogProps) {
  const presets = useLab((state) => state.presets);
  const table = useLab((state) => state.table);
  const setPanel = useLab((state) => state.setPanel);
  const stored = useStoredMnist();
  if (stored.state === 'looking') return <p>Looking for image sets in this browser …</p>;
  const wanted = stored.mnist ? 'real-mnist' : 'digits';
  const preset = presets.find((entry) => entry.id === wanted);
  const cost = preset === undefined ? null : trainingCost(preset.config, table);
  if (preset === undefined || cost === null) return <p>This build has no preset that trains.</p>;
  return (
    <div className="cost">
      <h3>Train for real</h3>
      <p>
        Every new child is trained here, on {stored.mnist ? 'MNIST' : 'procedural digits, drawn by this page (not MNIST)'}. No
        child is trained twice.
      </p>
      <dl className="kv">
        <dt>a child</dt>
        <dd>
          {formatCount(cost.imagesPerChild)} images × {cost.epochs} {cost.epochs === 1 ? 'epoch' : 'epochs'}
        </dd>
        <dt>an episode</dt>
        <dd>up to {cost.childrenPerEpisode} children</dd>
        <dt>the whole run</dt>
        <dd>at most {formatCount(cost.distinctAtMost)} different children</dd>
        {cost.msPerChild === null ? null : (
          <>
            <dt>time, estimated</dt>
            <dd>
              {formatDuration(cost.msPerChild)} a child, {formatDuration(cost.msPerEpisode)} an episode,{' '}
              {formatDuration(cost.msAtMost)} at most
            </dd>
          </>
        )}
      </dl>
      <p className="cost-note">
        {cost.measuredOn === null
          ? 'How long a child takes here shows with the first one.'
          : `Times of one worker of the machine that measured the table (${cost.measuredOn}); yours will differ. Pause and reset work at any moment.`}
      </p>
      {stored.mnist ? null : (
        <p className="cost-note">
          For MNIST, fetch or drop its files under{' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              setPanel('data');
              onClose();
            }}
          >
            Data
          </button>
          {stored.fault === null ? '.' : `; but this browser stores nothing: ${stored.fault}`}
        </p>
      )}
      <p className="cost-ways">
        <button type="button" className="button" onClick={onClose}>
          Stay with recorded rewards
        </button>
        <button type="button" className="button primary" onClick={() => onStart(preset.config)}>
          Start training
        </button>
      </p>
    </div>
  );
}
