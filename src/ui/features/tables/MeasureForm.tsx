import { useEffect, useId, useRef, useState } from 'react';
import { type PlainError, toPlainError } from '../../../engine/core/errors';
import type { TableJob } from '../../../engine/estimate/tableJob';
import { SPACES, spaceById } from '../../../engine/space/catalogue';
import { PROFILES } from '../../../engine/space/profiles';
import type { TableCost } from '../../../worker/tableProtocol';
import { formatCount, formatDuration } from '../../shared/format';
import { useStoredData } from '../../shared/useStoredData';
import { useLab } from '../../store';
import { useLocalTables } from '../../store/localTables';
import { type ImageChoice, imageChoices, jobFaults, jobFor, NUMBERS } from './draft';

/** What to measure: a space, a profile, images and seeds; what it will take is tried before it starts. */
export function MeasureForm() {
  const stored = useStoredData();
  if (stored.state === 'looking') return <p className="tab-soft">Looking for image sets in this browser …</p>;
  return <Form choices={imageChoices(stored.datasets)} />;
}

const [FIRST_SPACE] = SPACES;

function Form({ choices }: { readonly choices: readonly ImageChoice[] }) {
  const measure = useLocalTables((state) => state.measure);
  const status = useLab((state) => state.status);
  const pause = useLab((state) => state.pause);
  const setPanel = useLab((state) => state.setPanel);
  const [imagesId, setImagesId] = useState('digits');
  const images = choices.find(({ id }) => id === imagesId) ?? choices[0];
  const [job, setJob] = useState<TableJob | null>(() =>
    FIRST_SPACE === undefined || images === undefined
      ? null
      : jobFor(FIRST_SPACE, images, FIRST_SPACE.profiles.includes('teach') ? 'teach' : (FIRST_SPACE.profiles[0] ?? 'teach'), 1),
  );
  const trial = useTrial(job);
  if (job === null || images === undefined) return null;
  const space = spaceById(job.space);
  const faults = jobFaults(job, images);
  const isWhole = faults.size === 0;
  const start = (): void => {
    // Whoever else computes meanwhile is in the times that are measured.
    if (status === 'running') pause();
    void measure(job, `${images.title}, profile ${job.training.profile}`);
  };
  return (
    <form
      className="tab-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) trial.begin();
      }}
    >
      <div className="tab-fields">
        <Choice
          label="Search space"
          value={job.space}
          options={SPACES.map(({ id, title }) => [id, title.split(':')[0] ?? id])}
          onChange={(id) => {
            const next = spaceById(id);
            const profile = next.profiles.includes(job.training.profile) ? job.training.profile : (next.profiles[0] ?? 'teach');
            setJob(jobFor(next, images, profile, job.seeds));
          }}
        />
        <Choice
          label="Images"
          value={imagesId}
          options={choices.map(({ id, title }) => [id, title])}
          onChange={(id) => {
            const next = choices.find((choice) => choice.id === id);
            if (next === undefined) return;
            setImagesId(id);
            setJob(jobFor(space, next, job.training.profile, job.seeds));
          }}
        />
        <Choice
          label="Profile"
          value={job.training.profile}
          options={space.profiles.map((id) => [id, `${id} (${PROFILES[id].filters.join('/')} filters)`])}
          onChange={(profile) => setJob(jobFor(space, images, profile, job.seeds))}
        />
        <NumberField
          label="Seeds of each network"
          value={job.seeds}
          fault={faults.get('seeds')}
          onChange={(seeds) => setJob({ ...job, seeds })}
        />
      </div>
      <details>
        <summary>How each network is trained</summary>
        <div className="tab-fields">
          {NUMBERS.map(({ key, label }) => (
            <NumberField
              key={key}
              label={label}
              value={job.training[key]}
              fault={faults.get(key)}
              onChange={(value) => setJob({ ...job, training: { ...job.training, [key]: value } })}
            />
          ))}
          <Choice
            label="Trained on"
            value={job.training.backend}
            options={[
              ['auto', 'automatic'],
              ['webgpu', 'WebGPU'],
              ['wasm', 'WASM'],
            ]}
            onChange={(backend) => {
              if (backend === 'auto' || backend === 'webgpu' || backend === 'wasm')
                setJob({ ...job, training: { ...job.training, backend } });
            }}
          />
        </div>
      </details>
      {choices.length > 1 ? null : (
        <p className="tab-soft">
          For MNIST or images of your own, fetch or drop them under{' '}
          <button type="button" className="link" onClick={() => setPanel('data')}>
            Data
          </button>
          .
        </p>
      )}
      <Trial trial={trial} job={job} isWhole={isWhole} onStart={start} />
    </form>
  );
}

type TrialState =
  | { readonly kind: 'none' }
  | { readonly kind: 'trying' }
  | { readonly kind: 'known'; readonly cost: TableCost }
  | { readonly kind: 'failed'; readonly error: PlainError };

interface TrialHandle {
  readonly state: TrialState;
  readonly begin: () => void;
  readonly cancel: () => void;
}

/** What the job will take, once it was asked for; another job has another answer. */
function useTrial(job: TableJob | null): TrialHandle {
  const cost = useLocalTables((state) => state.cost);
  const [answer, setAnswer] = useState<{ readonly job: TableJob | null; readonly state: TrialState }>({
    job: null,
    state: { kind: 'none' },
  });
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);
  // What is tried for a job that was changed meanwhile is for nobody.
  useEffect(() => {
    if (answer.job !== job) stop.current?.abort();
  }, [answer.job, job]);
  return {
    state: answer.job === job ? answer.state : { kind: 'none' },
    begin: () => {
      if (job === null) return;
      stop.current?.abort();
      const controller = new AbortController();
      stop.current = controller;
      setAnswer({ job, state: { kind: 'trying' } });
      cost(job, controller.signal).then(
        (known) => setAnswer((held) => (held.job === job ? { job, state: { kind: 'known', cost: known } } : held)),
        (thrown: unknown) => {
          const error = toPlainError(thrown);
          const state: TrialState = error.kind === 'aborted' ? { kind: 'none' } : { kind: 'failed', error };
          setAnswer((held) => (held.job === job ? { job, state } : held));
        },
      );
    },
    cancel: () => stop.current?.abort(),
  };
}

interface TrialProps {
  readonly trial: TrialHandle;
  readonly job: TableJob;
  readonly isWhole: boolean;
  readonly onStart: () => void;
}

function Trial({ trial, job, isWhole, onStart }: TrialProps) {
  const { state } = trial;
  switch (state.kind) {
    case 'none':
    case 'failed':
      return (
        <div className="tab-cost">
          {state.kind === 'failed' ? (
            <p className="tab-fault" role="alert">
              {state.error.message} <b>{state.error.remedy}</b>
            </p>
          ) : null}
          <p className="tab-ways">
            <button type="submit" className="button primary" disabled={!isWhole}>
              See what it takes
            </button>
            <span className="tab-soft">Four networks are tried for a moment; nothing is kept of that.</span>
          </p>
        </div>
      );
    case 'trying':
      return (
        <p className="tab-cost tab-ways" role="status">
          <progress aria-label="Trying four networks" />
          <span>Trying four networks …</span>
          <button type="button" className="button" onClick={trial.cancel}>
            Cancel
          </button>
        </p>
      );
    case 'known':
      return <Known cost={state.cost} job={job} onStart={onStart} />;
    default:
      return state satisfies never;
  }
}

function Known({ cost, job, onStart }: { readonly cost: TableCost; readonly job: TableJob; readonly onStart: () => void }) {
  const { missing, total, msPerChild, msAll, workers, backend, reason } = cost;
  const { train, epochs } = job.training;
  return (
    <div className="tab-cost" role="status">
      <dl className="kv">
        <dt>trainings</dt>
        <dd>
          {missing === total
            ? formatCount(total)
            : `${formatCount(missing)} of ${formatCount(total)}; the others are in this browser already`}
          , each {formatCount(train)} images × {epochs} {epochs === 1 ? 'epoch' : 'epochs'}
        </dd>
        <dt>computed on</dt>
        <dd>
          {backend}, {workers === 1 ? 'one worker' : `${workers} workers`}. {reason}
        </dd>
        <dt>time here, about</dt>
        <dd>
          <b>{formatDuration(msAll)}</b> ({formatDuration(msPerChild)} a training)
        </dd>
      </dl>
      <p className="tab-ways">
        <button type="button" className="button primary" disabled={missing === 0} onClick={onStart}>
          {missing === total ? 'Start measuring' : 'Measure the rest'}
        </button>
        <span className="tab-soft">
          {missing === 0
            ? 'Nothing is missing: the table is in the list below.'
            : 'The open run is paused meanwhile. Each network is kept as soon as it is trained; stop at any moment, or close the tab, and go on later.'}
        </span>
      </p>
    </div>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [string, string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className="tab-field">
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

interface NumberFieldProps {
  readonly label: string;
  readonly value: number;
  readonly fault: string | undefined;
  readonly onChange: (value: number) => void;
}

function NumberField({ label, value, fault, onChange }: NumberFieldProps) {
  const id = useId();
  // The text being typed: '1e-' is on its way to a number and must not be taken away.
  const [typed, setTyped] = useState<{ readonly text: string; readonly value: number } | null>(null);
  const text = typed !== null && Object.is(typed.value, value) ? typed.text : String(value);
  return (
    <div className="tab-field">
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
          const next = event.target.value.trim() === '' ? Number.NaN : Number(event.target.value);
          setTyped({ text: event.target.value, value: next });
          onChange(next);
        }}
      />
      {fault === undefined ? null : (
        <small id={`${id}-fault`} className="tab-fault">
          {fault}
        </small>
      )}
    </div>
  );
}
