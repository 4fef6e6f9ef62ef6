import { useId, useState } from 'react';
import type { FieldText } from './fields';
import { STRATEGY_GROUPS } from './fields/strategies';
import { numberText, shownValue } from './fieldText';
import { knobOf } from './knobs';
import { Slider } from './Slider';
import { type Leaf, rangeText } from './schemaFields';

interface FieldProps {
  readonly field: FieldText;
  readonly leaf: Leaf;
  readonly value: unknown;
  /** The value of the run as it is; a changed one can be put back. */
  readonly before: unknown;
  readonly fault: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** One value: its name, its control, its range and what it does. */
export function Field({ field, leaf, value, before, fault, onChange }: FieldProps) {
  const id = useId();
  const help = `${id}-help`;
  const range = rangeText(leaf);
  const isChanged = before !== undefined && !Object.is(before, value);
  const knob = knobOf(field.path, leaf);
  return (
    <div className="set-field" data-changed={isChanged}>
      <label htmlFor={id}>{field.label}</label>
      <div className="set-control">
        <Control
          id={id}
          describedBy={help}
          field={field}
          leaf={leaf}
          value={value}
          isWrong={fault !== undefined}
          onChange={onChange}
        />
        {field.unit === undefined || value === null ? null : <span className="set-unit">{field.unit}</span>}
      </div>
      {knob === null || typeof value !== 'number' ? null : (
        <Slider
          knob={knob}
          label={field.label}
          text={`${shownValue(field, value)}${field.unit === undefined ? '' : ` ${field.unit}`}`}
          value={value}
          isInteger={leaf.isInteger}
          describedBy={help}
          onChange={onChange}
        />
      )}
      <p id={help} className="set-help">
        {fault === undefined ? null : <strong className="set-fault">{fault} </strong>}
        {field.help}
        {range === '' ? null : <span className="set-range"> Range: {range}.</span>}
        {leaf.isOptional ? (
          <>
            {' '}
            <button type="button" className="link" onClick={() => onChange(undefined)} aria-label={`Leave out ${field.label}`}>
              Leave out
            </button>
          </>
        ) : null}
        {isChanged ? (
          <>
            {' '}
            <button type="button" className="link" onClick={() => onChange(before)}>
              Back to {shownValue(field, before)}
            </button>
          </>
        ) : null}
      </p>
    </div>
  );
}

interface ControlProps {
  readonly id: string;
  readonly describedBy: string;
  readonly field: FieldText;
  readonly leaf: Leaf;
  readonly value: unknown;
  readonly isWrong: boolean;
  readonly onChange: (value: unknown) => void;
}

interface ChoiceGroup {
  /** Null: the choices need no heading. */
  readonly title: string | null;
  readonly values: readonly string[];
}

/** Choices under their headings; every choice in one of them. */
function groupsOf(field: FieldText, leaf: Leaf): readonly ChoiceGroup[] {
  if (field.path !== 'strategy.id') return [{ title: null, values: leaf.values }];
  const groups = STRATEGY_GROUPS.map(({ title, ids }) => ({ title, values: ids.filter((id) => leaf.values.includes(id)) }));
  const others = leaf.values.filter((id) => !STRATEGY_GROUPS.some(({ ids }) => ids.includes(id)));
  return others.length === 0 ? groups : [...groups, { title: 'Others', values: others }];
}

function Options({ field, values }: { readonly field: FieldText; readonly values: readonly string[] }) {
  return values.map((option) => (
    <option key={option} value={option}>
      {field.options?.[option] ?? option}
    </option>
  ));
}

function Control({ id, describedBy, field, leaf, value, isWrong, onChange }: ControlProps) {
  const common = { id, 'aria-describedby': describedBy, ...(isWrong ? { 'aria-invalid': true } : {}) };
  switch (leaf.kind) {
    case 'choice':
      return (
        <select {...common} className="set-input" value={String(value)} onChange={(event) => onChange(event.target.value)}>
          {groupsOf(field, leaf).map(({ title, values }) =>
            title === null ? (
              <Options key="" field={field} values={values} />
            ) : (
              <optgroup key={title} label={title}>
                <Options field={field} values={values} />
              </optgroup>
            ),
          )}
        </select>
      );
    case 'switch':
      return (
        <span className="switch">
          <input {...common} type="checkbox" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        </span>
      );
    case 'text':
      return (
        <>
          <input
            {...common}
            className="set-input wide"
            type="text"
            value={typeof value === 'string' ? value : ''}
            list={field.suggestions === undefined ? undefined : `${id}-list`}
            onChange={(event) => onChange(event.target.value)}
          />
          {field.suggestions === undefined ? null : (
            <datalist id={`${id}-list`}>
              {field.suggestions.map((suggestion) => (
                <option key={suggestion} value={suggestion} />
              ))}
            </datalist>
          )}
        </>
      );
    case 'number':
      return leaf.nullable ? (
        <NullableNumber common={common} field={field} leaf={leaf} value={value} onChange={onChange} />
      ) : (
        <NumberInput common={common} value={value} onChange={onChange} />
      );
    default:
      return leaf.kind satisfies never;
  }
}

type Common = Readonly<Record<string, string | boolean>>;

function NumberInput({ common, value, onChange }: { common: Common; value: unknown; onChange: (value: unknown) => void }) {
  // The text being typed: '1e-' is on its way to a number and must not be taken away.
  const [text, setText] = useState<string | null>(null);
  return (
    <input
      {...common}
      className="set-input"
      type="text"
      inputMode="decimal"
      autoComplete="off"
      value={text ?? numberText(value)}
      onChange={(event) => {
        setText(event.target.value);
        const typed = event.target.value.trim().replace('−', '-');
        onChange(typed === '' ? Number.NaN : Number(typed));
      }}
      onBlur={() => {
        if (typeof value === 'number' && !Number.isNaN(value)) setText(null);
      }}
    />
  );
}

function NullableNumber({
  common,
  field,
  leaf,
  value,
  onChange,
}: {
  readonly common: Common;
  readonly field: FieldText;
  readonly leaf: Leaf;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}) {
  const isOn = value !== null;
  const start = field.path === 'stop.reward' ? 99 : Math.max(leaf.minimum ?? 1, 10);
  return (
    <>
      {isOn ? <NumberInput common={common} value={value} onChange={onChange} /> : <span className="set-off">{field.off}</span>}
      <span className="switch">
        <input
          {...(isOn ? {} : common)}
          type="checkbox"
          aria-label={`${field.label}: ${isOn ? 'on' : 'off'}`}
          checked={isOn}
          onChange={(event) => onChange(event.target.checked ? start : null)}
        />
      </span>
    </>
  );
}
