import type { FieldGroup } from './fields';
import { shownValue } from './fieldText';
import { type Draft, leafAt, standardOf, valueAt } from './schemaFields';

interface OptionalKeysProps {
  readonly group: FieldGroup;
  readonly draft: Draft;
  readonly onAdd: (path: string, value: unknown) => void;
}

/** What may be set besides and is not: a click sets it to what it is anyway, to be changed then. Nothing where all is set. */
export function OptionalKeys({ group, draft, onAdd }: OptionalKeysProps) {
  const absent = group.fields.flatMap((field) => {
    const leaf = leafAt(draft, field.path);
    return leaf?.isOptional && valueAt(draft, field.path) === undefined ? [{ field, value: standardOf(leaf) }] : [];
  });
  if (absent.length === 0) return null;
  return (
    <div className="set-field set-add">
      <p className="set-help">Not set, each as its standard is:</p>
      {absent.map(({ field, value }) => (
        <button key={field.path} type="button" className="button" title={field.help} onClick={() => onAdd(field.path, value)}>
          Set {field.label}: {shownValue(field, value)}
        </button>
      ))}
    </div>
  );
}
