import type { ReactNode } from 'react';
import type { TrainEstimatorConfig } from '../../../engine/estimate/config';
import { Choice, NumberField } from './fields';
import { NUMBERS } from './images';

interface TrainingFieldsProps {
  readonly training: TrainEstimatorConfig;
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (training: TrainEstimatorConfig) => void;
  /** Fields after them. */
  readonly children?: ReactNode;
}

/** How each child is trained: the numbers, and on what. */
export function TrainingFields({ training, faults, onChange, children }: TrainingFieldsProps) {
  return (
    <div className="meas-fields">
      {NUMBERS.map(({ key, label }) => (
        <NumberField
          key={key}
          label={label}
          value={training[key]}
          fault={faults.get(key)}
          onChange={(value) => onChange({ ...training, [key]: value })}
        />
      ))}
      <Choice
        label="Trained on"
        value={training.backend}
        options={[
          ['auto', 'automatic'],
          ['webgpu', 'WebGPU'],
          ['wasm', 'WASM'],
        ]}
        onChange={(backend) => {
          if (backend === 'auto' || backend === 'webgpu' || backend === 'wasm') onChange({ ...training, backend });
        }}
      />
      {children}
    </div>
  );
}
