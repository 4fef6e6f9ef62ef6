import { useEffect, useMemo, useRef, useState } from 'react';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import { type RunConfig, runConfigSchema } from '../../../engine/run/config';
import { retitled } from '../../shared/retitled';
import { useLab } from '../../store';
import { usePreview } from '../../store/preview';
import { changeText } from './changeText';
import { conflictsOf } from './conflicts';
import { complete, withId } from './edits';
import { type FieldText, GROUPS } from './fields';
import { OptionalKeys } from './OptionalKeys';
import { Row } from './Row';
import { Summary } from './Summary';
import { changedPaths, type Draft, faultsOf, valueAt, withValue } from './schemaFields';
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
    if (parsed.success && faults.size === 0 && refusal === null) {
      openRun(retitled(parsed.data, [config, ...presets.map((preset) => preset.config)]), { play: true });
    }
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
        <button
          type="submit"
          className="button primary"
          disabled={faults.size > 0 || refusal !== null}
          title={refusal?.message ?? ''}
        >
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
            <OptionalKeys group={group} draft={draft} onAdd={(path, value) => move(path, withValue(draft, path, value))} />
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
