import type { FieldText } from './fields';

/** Objectives of a search for several, and which way each is better. */
const KNOWN: readonly (readonly [of: string, words: string, direction: 'max' | 'min'])[] = [
  ['reward', 'reward', 'max'],
  ['accuracy', 'validation accuracy', 'max'],
  ['params', 'parameters', 'min'],
  ['macs', 'multiply-accumulates', 'min'],
  ['memory', 'memory', 'min'],
  ['latency', 'latency', 'min'],
];

interface ObjectivesProps {
  readonly field: FieldText;
  readonly value: unknown;
  readonly fault: string | undefined;
  readonly onChange: (value: unknown) => void;
}

const ofOf = (value: unknown): unknown => (typeof value === 'object' && value !== null && 'of' in value ? value.of : null);

/** A switch for each objective. */
export function Objectives({ field, value, fault, onChange }: ObjectivesProps) {
  const chosen: readonly unknown[] = Array.isArray(value) ? value.map(ofOf) : [];
  return (
    <fieldset className="set-field set-faults">
      <legend>{field.label}</legend>
      <p className="set-help">
        {fault === undefined ? null : <strong className="set-fault">{fault} </strong>}
        {field.help}
      </p>
      {KNOWN.map(([of, words, direction]) => (
        <label key={of}>
          <input
            type="checkbox"
            checked={chosen.includes(of)}
            onChange={(event) =>
              onChange(
                KNOWN.filter(([other]) => (other === of ? event.target.checked : chosen.includes(other))).map(
                  ([other, , way]) => ({
                    of: other,
                    direction: way,
                  }),
                ),
              )
            }
          />{' '}
          {direction === 'max' ? 'more' : 'less'} {words}
        </label>
      ))}
    </fieldset>
  );
}
