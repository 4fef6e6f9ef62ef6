import { useLab } from '../../store';
import { Faults } from './Faults';
import { Field } from './Field';
import type { FieldText } from './fields';
import { inWordsOf } from './fields/strategies';
import { Objectives } from './Objectives';
import { SpacePicker } from './SpacePicker';
import { type Draft, leafAt, valueAt } from './schemaFields';

interface RowProps {
  readonly field: FieldText;
  readonly draft: Draft;
  readonly before: Draft;
  readonly fault: string | undefined;
  readonly onChange: (value: unknown) => void;
}

/** The landscape's key of the same name is a number. */
const INVENTED_NOISE: FieldText = {
  path: 'estimator.noise',
  label: 'Noise',
  help: 'Standard deviation of a child’s accuracy from run to run, a fraction; 0 for none.',
};

/** A field where the draft's choices have it; nothing where they do not. */
export function Row({ field, draft, before, fault, onChange }: RowProps) {
  const setPanel = useLab((state) => state.setPanel);
  const leaf = leafAt(draft, field.path);
  if (leaf === null) return null;
  const value = valueAt(draft, field.path);
  // What may be left out and is: OptionalKeys offers it.
  if (leaf.isOptional && value === undefined) return null;
  if (field.path === 'reward.source') {
    return (
      <div className="set-field">
        <span className="set-name">{field.label}</span>
        <pre className="set-code">{String(value)}</pre>
        <p className="set-help">
          <button type="button" className="link" onClick={() => setPanel('reward-editor')}>
            Open the reward editor
          </button>
        </p>
      </div>
    );
  }
  if (field.path === 'space.id') return <SpacePicker value={String(value)} fault={fault} onChange={onChange} />;
  if (field.path === 'strategy.objectives') return <Objectives field={field} value={value} fault={fault} onChange={onChange} />;
  if (field.path === 'strategy.faults') return <Faults field={field} value={value} onChange={onChange} />;
  // A random search has no baseline to set: what does not matter under the present choice is left out.
  if (field.path.startsWith('strategy.baseline.') && field.path !== 'strategy.baseline.kind') {
    const kind = valueAt(draft, 'strategy.baseline.kind');
    if (kind !== 'ema' && kind !== 'window') return null;
    if (field.path === (kind === 'ema' ? 'strategy.baseline.window' : 'strategy.baseline.alpha')) return null;
  }
  return (
    <Field
      field={
        field.path.startsWith('strategy.')
          ? inWordsOf(field, valueAt(draft, 'strategy.id'))
          : field.path === 'estimator.noise' && leaf.kind === 'number'
            ? INVENTED_NOISE
            : field
      }
      leaf={leaf}
      value={value}
      before={leafAt(before, field.path) === null ? undefined : valueAt(before, field.path)}
      fault={fault}
      onChange={onChange}
    />
  );
}
