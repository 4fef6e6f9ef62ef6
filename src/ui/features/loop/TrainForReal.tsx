import { useState } from 'react';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import type { RunConfig } from '../../../engine/run/config';
import { CostFacts } from '../../shared/CostFacts';
import { PanelButton } from '../../shared/lazyPopups';
import { trainingCost } from '../../shared/trainingCost';
import { useStoredData } from '../../shared/useStoredData';
import { useLab } from '../../store';

/** From recorded rewards to children trained here and back; what it will cost is said before it starts. */
export default function TrainForReal() {
  const config = useLab((state) => state.config);
  const reward = useLab((state) => state.reward);
  const openRun = useLab((state) => state.openRun);
  const presets = useLab((state) => state.presets);
  const [recorded, setRecorded] = useState<RunConfig | null>(null);
  const trains = config !== null && trainsChildren(config.estimator);
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
      <span className="recorded">{config?.estimator.id === 'synthetic' ? 'invented' : 'recorded'} ·</span>
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

interface CostDialogProps {
  readonly onStart: (config: RunConfig) => void;
  readonly onClose: () => void;
}

function CostDialog({ onStart, onClose }: CostDialogProps) {
  const presets = useLab((state) => state.presets);
  const table = useLab((state) => state.table);
  const setPanel = useLab((state) => state.setPanel);
  const stored = useStoredData();
  if (stored.state === 'looking') return <p>Looking for image sets in this browser …</p>;
  const hasMnist = stored.datasets.some((set) => set.id === 'mnist');
  const wanted = hasMnist ? 'real-mnist' : 'digits';
  const preset = presets.find((entry) => entry.id === wanted);
  const cost = preset === undefined ? null : trainingCost(preset.config, table);
  if (preset === undefined || cost === null) return <p>This build has no preset that trains.</p>;
  return (
    <div className="cost">
      <h3>Train for real</h3>
      <p>
        Every new child is trained here, on {hasMnist ? 'MNIST' : 'procedural digits, drawn by this page (not MNIST)'}. No child
        is trained twice.
      </p>
      <CostFacts cost={cost} />
      {hasMnist ? null : (
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
          {stored.fault === null ? '.' : `; but ${stored.fault.message}`}
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
