import { useEffect, useMemo, useRef, useState } from 'react';
import { ESTIMATORS, SYNTHETIC_DEFAULTS } from '../../../engine/estimate/metadata';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import { REWARDS } from '../../../engine/reward/presets';
import { type RunConfig, runConfigSchema } from '../../../engine/run/config';
import { completeStrategy, FAULTS, STRATEGIES } from '../../../engine/search/metadata';
import { openSpace } from '../../shared/allSpaces';
import { useLab } from '../../store';
import { usePreview } from '../../store/preview';
import { changeText } from './changeText';
import { conflictsOf } from './conflicts';
import { Field } from './Field';
import { type FieldText, GROUPS } from './fields';
import { Objectives } from './Objectives';
import { SpacePicker } from './SpacePicker';
import { changedPaths, type Draft, faultsOf, leafAt, valueAt, withValue } from './schemaFields';
import { inWordsOf } from './strategyFields';
import { useStrategyFault } from './useStrategyFault';
import './settings.css';

/** Every setting of a run. Applying starts the run again from its first episode with the seed shown. */
export default function Settings() {
  const config = useLab((state) => state.config);
  const runId = useLab((state) => state.runId);
  const reward = useLab((state) => state.reward);
  if (config === null) return <p className="set-empty">No run is open yet. Choose an experiment at the top.</p>;
  // A reward applied while the run went on is what an equal run has to start with.
  return <SettingsForm key={runId} config={reward === null ? config : { ...config, reward }} />;
}

/** The parts of a configuration that are replaced as a whole when their id changes. */
function withId(draft: Draft, path: string, id: string): Draft {
  switch (path) {
    case 'strategy.id': {
      const entry = STRATEGIES.find((candidate) => candidate.id === id);
      if (entry === undefined) return draft;
      return withValue(draft, 'strategy', { ...completeStrategy(entry.defaults) });
    }
    case 'estimator.id':
      return withValue(draft, 'estimator', ESTIMATORS.find((entry) => entry.id === id)?.defaults);
    case 'reward.id': {
      const profile = valueAt(draft, 'estimator.profile');
      const entry = REWARDS.find((candidate) => candidate.id === id);
      return withValue(draft, 'reward', entry?.defaults(profile === 'paper' || profile === 'as-published' ? profile : 'teach'));
    }
    case 'space.id':
      return fitting(withValue(draft, 'space', { id }));
    default:
      return withValue(draft, path, id);
  }
}

/** What cannot answer for another space gives way: a table of one space, training where points are functions, a profile it lacks. */
function fitting(draft: Draft): Draft {
  const config = runConfigSchema.safeParse(draft).data;
  if (config === undefined) return draft;
  const conflicts = conflictsOf(config, null);
  if (conflicts.has('estimator.id')) return withValue(draft, 'estimator', SYNTHETIC_DEFAULTS);
  if (!conflicts.has('estimator.profile')) return draft;
  return withValue(draft, 'estimator.profile', openSpace(config.space).profiles[0]);
}

/** The config with the strategy's absent keys written out, so that each has a field. */
const complete = (config: RunConfig): RunConfig => ({ ...config, strategy: completeStrategy(config.strategy) });

function SettingsForm({ config: given }: { readonly config: RunConfig }) {
  const config = useMemo(() => complete(given), [given]);
  const presets = useLab((state) => state.presets);
  const openRun = useLab((state) => state.openRun);
  const [draft, setDraft] = useState<Draft>(() => complete(usePreview.getState().proposal?.config ?? config));
  const table = useLab((state) => state.table);
  const parsedDraft = useMemo(() => runConfigSchema.safeParse(draft).data ?? null, [draft]);
  const faults = useMemo(
    () => (parsedDraft === null ? faultsOf(draft) : conflictsOf(parsedDraft, table)),
    [draft, parsedDraft, table],
  );
  const refusal = useStrategyFault(faults.size === 0 ? parsedDraft : null);
  const before: Draft = config;
  const changes = changedPaths(draft, before).length;

  const suggestions = useMemo(
    () => ({
      'estimator.table': [
        ...new Set(presets.flatMap(({ config: { estimator } }) => (estimator.id === 'table' ? [estimator.table] : []))),
      ],
    }),
    [presets],
  );

  const isInstant = !trainsChildren(config.estimator) && parsedDraft !== null && !trainsChildren(parsedDraft.estimator);
  const { prepare, propose, back } = usePreview.getState();
  useEffect(() => {
    // The first movement finds a worker, the table, and a curve to be compared with.
    prepare();
  }, [prepare]);

  const revision = usePreview((state) => state.revision);
  const seen = useRef(revision);
  useEffect(() => {
    if (revision === seen.current) return;
    seen.current = revision;
    setDraft(complete(usePreview.getState().proposal?.config ?? config));
  }, [revision, config]);

  /** Every change is computed at once where children are looked up and every value is allowed. */
  const move = (path: string, next: Draft): void => {
    setDraft(next);
    const parsed = runConfigSchema.safeParse(next);
    if (!parsed.success || faultsOf(next).size > 0 || trainsChildren(parsed.data.estimator) || trainsChildren(config.estimator))
      return;
    if (changedPaths(next, before).every((changed) => changed === 'title')) back();
    else propose({ config: parsed.data, change: changeText(path, next), path });
  };

  const apply = (): void => {
    const parsed = runConfigSchema.safeParse(draft);
    if (parsed.success) openRun(parsed.data, { play: true });
  };

  return (
    <form
      className="set"
      onSubmit={(event) => {
        event.preventDefault();
        apply();
      }}
    >
      <div className="set-bar">
        <label className="set-from">
          <span>Start from</span>
          <select
            className="set-input"
            value=""
            onChange={(event) => {
              const preset = presets.find((entry) => entry.id === event.target.value);
              if (preset !== undefined) move('', complete(preset.config));
            }}
          >
            <option value="">this run</option>
            {presets.map((preset) => (
              <option key={preset.id} value={preset.id}>
                {preset.title}
              </option>
            ))}
          </select>
        </label>
        <span className="spacer" />
        <button type="button" className="button" disabled={changes === 0} onClick={() => move('', config)}>
          Undo
        </button>
        <button type="submit" className="button primary" disabled={faults.size > 0}>
          Apply and restart
        </button>
        <p className="set-say" role="status">
          {refusal === null ? null : (
            <span className="set-fault" role="alert">
              {refusal.message} {refusal.remedy}{' '}
            </span>
          )}
          <Summary changes={changes} faults={faults.size} seed={valueAt(draft, 'seed')} isInstant={isInstant} />
        </p>
      </div>
      <div className="set-groups">
        {GROUPS.map((group) => (
          <fieldset key={group.title} className="set-group">
            <legend>{group.title}</legend>
            {group.fields.map((field) => (
              <Row
                key={field.path}
                field={withSuggestions(field, suggestions)}
                draft={draft}
                before={before}
                fault={faults.get(field.path)}
                onChange={(value) =>
                  move(
                    field.path,
                    field.path.endsWith('.id') && typeof value === 'string'
                      ? withId(draft, field.path, value)
                      : withValue(draft, field.path, value),
                  )
                }
              />
            ))}
          </fieldset>
        ))}
      </div>
    </form>
  );
}

function withSuggestions(field: FieldText, known: Readonly<Record<string, readonly string[]>>): FieldText {
  const suggestions = known[field.path];
  return suggestions === undefined ? field : { ...field, suggestions };
}

interface SummaryProps {
  readonly changes: number;
  readonly faults: number;
  readonly seed: unknown;
  /** Changes are computed at once, beside the run. */
  readonly isInstant: boolean;
}

function Summary({ changes, faults, seed, isInstant }: SummaryProps) {
  if (faults > 0) return <span className="set-fault">{faults === 1 ? '1 value needs' : `${faults} values need`} attention.</span>;
  if (changes === 0) {
    return isInstant ? (
      <>Move anything: the whole run is computed again while you do.</>
    ) : (
      <>Nothing changed; seed {String(seed)}. These children are trained: a change takes a new run.</>
    );
  }
  return (
    <>
      {changes === 1 ? '1 change' : `${changes} changes`}. Applying starts the run again with seed {String(seed)}.
    </>
  );
}

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
function Row({ field, draft, before, fault, onChange }: RowProps) {
  const setPanel = useLab((state) => state.setPanel);
  const leaf = leafAt(draft, field.path);
  if (leaf === null) return null;
  const value = valueAt(draft, field.path);
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

interface FaultsProps {
  readonly field: FieldText;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

/** A switch for each fault of the printed code. */
function Faults({ field, value, onChange }: FaultsProps) {
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
