import { useId, useState } from 'react';
import './measuring.css';

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, title: string])[];
  readonly onChange: (value: string) => void;
}

/** One of a list. */
export function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className="meas-field">
      <span>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([id, title]) => (
          <option key={id} value={id}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

interface TypedFieldProps<T> {
  readonly label: string;
  readonly value: T;
  readonly fault: string | undefined;
  readonly onChange: (value: T) => void;
  /** What the text says; text: what says the value. */
  readonly read: (text: string) => T;
  readonly write: (value: T) => string;
}

/** A value that is typed. What is on its way to one, as '1e-', is not taken away. */
function TypedField<T>({ label, value, fault, onChange, read, write }: TypedFieldProps<T>) {
  const id = useId();
  const [typed, setTyped] = useState<{ readonly text: string; readonly means: string } | null>(null);
  const text = typed !== null && typed.means === write(value) ? typed.text : write(value);
  return (
    <div className="meas-field">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        inputMode="decimal"
        autoComplete="off"
        value={text}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        onChange={(event) => {
          const next = read(event.target.value);
          setTyped({ text: event.target.value, means: write(next) });
          onChange(next);
        }}
      />
      {fault === undefined ? null : (
        <small id={`${id}-fault`} className="meas-fault">
          {fault}
        </small>
      )}
    </div>
  );
}

type FieldProps<T> = Omit<TypedFieldProps<T>, 'read' | 'write'>;

const numberOf = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** A number; NaN while there is none. */
export function NumberField(props: FieldProps<number>) {
  return <TypedField {...props} read={numberOf} write={String} />;
}

const numbersOf = (text: string): readonly number[] => (text.trim() === '' ? [] : text.split(',').map(numberOf));
const listText = (values: readonly number[]): string => values.join(', ');

/** Numbers with commas between them; none where the field is empty. */
export function NumbersField(props: FieldProps<readonly number[]>) {
  return <TypedField {...props} read={numbersOf} write={listText} />;
}
