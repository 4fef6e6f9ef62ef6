import { FAULTS } from '../../../engine/search/metadata';
import type { FieldText } from './fields';

interface FaultsProps {
  readonly field: FieldText;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** A switch for each fault of the printed code. */
export function Faults({ field, value, onChange }: FaultsProps) {
  const on: readonly unknown[] = Array.isArray(value) ? value : [];
  return (
    <fieldset className="set-field set-faults">
      <legend>{field.label}</legend>
      <p className="set-help">{field.help}</p>
      {FAULTS.map(({ id, title, what }) => (
        <label key={id} title={what}>
          <input
            type="checkbox"
            checked={on.includes(id)}
            onChange={(event) =>
              onChange(
                FAULTS.map((fault) => fault.id).filter((other) => (other === id ? event.target.checked : on.includes(other))),
              )
            }
          />{' '}
          {title}
        </label>
      ))}
    </fieldset>
  );
}
