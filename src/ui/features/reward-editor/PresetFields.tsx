import { useId, useState } from 'react';
import { type RewardConfig, rewardSchema } from '../../../engine/reward/config';
import { issueText } from '../../shared/issueText';

interface NumberFieldProps {
  readonly label: string;
  readonly unit?: string;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A number under its name; what is no number is marked and not passed on. */
export function NumberField({ label, unit, value, onChange }: NumberFieldProps) {
  const id = useId();
  const [text, setText] = useState<string | null>(null);
  const isWrong = text !== null && (text.trim() === '' || !Number.isFinite(Number(text)));
  return (
    <span className="rew-number">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={text ?? String(value)}
        {...(isWrong ? { 'aria-invalid': true } : {})}
        onChange={(event) => {
          setText(event.target.value);
          const typed = Number(event.target.value);
          if (event.target.value.trim() !== '' && Number.isFinite(typed)) onChange(typed);
        }}
        onBlur={() => setText(null)}
      />
      {unit === undefined ? null : <span>{unit}</span>}
    </span>
  );
}

/** The editor's words for what a reward consists of. */
const NAMES: Readonly<Record<string, string>> = {
  source: 'The code',
  deadlineMs: 'Deadline of a call',
  maxParams: 'Limit n',
  penalty: 'Penalty',
  targetMs: 'Target T',
  weight: 'Weight',
  alpha: 'α',
  beta: 'β',
};

/** What is wrong with a reward before it is tried, in one line; null where nothing is. */
export function rewardFault(reward: RewardConfig): string | null {
  const parsed = rewardSchema.safeParse(reward);
  const [issue] = parsed.success ? [] : parsed.error.issues;
  if (issue === undefined) return null;
  const key = issue.path.join('.');
  return `${NAMES[key] ?? key}: ${issueText(issue)}`;
}

interface PresetFieldsProps {
  readonly reward: RewardConfig;
  readonly onChange: (reward: RewardConfig) => void;
}

/** The numbers of a preset. */
export function PresetFields({ reward, onChange }: PresetFieldsProps) {
  switch (reward.id) {
    case 'val':
    case 'code':
      return null;
    case 'max-params':
      return (
        <div className="rew-numbers">
          <NumberField
            label="limit n"
            unit="cell params"
            value={reward.maxParams}
            onChange={(maxParams) => onChange({ ...reward, maxParams })}
          />
          <NumberField label="penalty" value={reward.penalty} onChange={(penalty) => onChange({ ...reward, penalty })} />
        </div>
      );
    case 'latency':
      return (
        <div className="rew-numbers">
          <NumberField
            label="target T"
            unit="ms"
            value={reward.targetMs}
            onChange={(targetMs) => onChange({ ...reward, targetMs })}
          />
          <NumberField label="weight" unit="%" value={reward.weight} onChange={(weight) => onChange({ ...reward, weight })} />
        </div>
      );
    case 'mnasnet':
      return (
        <div className="rew-numbers">
          <NumberField
            label="target T"
            unit="ms"
            value={reward.targetMs}
            onChange={(targetMs) => onChange({ ...reward, targetMs })}
          />
          <NumberField label="α, fast enough" value={reward.alpha} onChange={(alpha) => onChange({ ...reward, alpha })} />
          <NumberField label="β, too slow" value={reward.beta} onChange={(beta) => onChange({ ...reward, beta })} />
        </div>
      );
    default:
      return reward satisfies never;
  }
}
