import { useMemo, useState } from 'react';
import type { TableJob } from '../../../engine/estimate/tableJob';
import { PROFILES } from '../../../engine/space/profiles';
import type { SearchSpace } from '../../../engine/space/types';
import type { TableCost } from '../../../worker/tableProtocol';
import { formatCount, formatDuration } from '../../shared/format';
import { Choice, NumberField } from '../../shared/measuring/fields';
import { type ImageChoice, imageChoices } from '../../shared/measuring/images';
import { TrainingFields } from '../../shared/measuring/TrainingFields';
import { TrialView } from '../../shared/measuring/TrialView';
import { useTrial } from '../../shared/measuring/useTrial';
import { useStoredData } from '../../shared/useStoredData';
import { useLab } from '../../store';
import { useLocalTables } from '../../store/localTables';
import { faultsOf, jobFor, measurableSpaces, spaceText } from './draft';

/** What to measure: a space, a profile, images and seeds; what it will take is tried before it starts. */
export function MeasureForm() {
  const stored = useStoredData();
  const spaces = useMemo(measurableSpaces, []);
  if (stored.state === 'looking') return <p className="meas-soft">Looking for image sets in this browser …</p>;
  const choices = imageChoices(stored.datasets);
  const [space] = spaces;
  const [images] = choices;
  return space === undefined || images === undefined ? null : (
    <Form choices={choices} spaces={spaces} first={jobFor(space, images, profileFor(space, 'teach'), 1)} />
  );
}

/** The profile that is wished for, where the space has it. */
const profileFor = ({ profiles }: SearchSpace, wished: string): string =>
  profiles.find((id) => id === wished) ?? profiles[0] ?? 'teach';

interface FormProps {
  readonly choices: readonly ImageChoice[];
  readonly spaces: readonly SearchSpace[];
  readonly first: TableJob;
}

function Form({ choices, spaces, first }: FormProps) {
  const measure = useLocalTables((state) => state.measure);
  const cost = useLocalTables((state) => state.cost);
  const status = useLab((state) => state.status);
  const pause = useLab((state) => state.pause);
  const setPanel = useLab((state) => state.setPanel);
  const [job, setJob] = useState<TableJob>(first);
  const trial = useTrial(job, cost);
  const { profile, data } = job.training;
  const images = choices.find(({ id }) => id === data) ?? choices[0];
  const space = spaces.find(({ id }) => id === job.space) ?? spaces[0];
  if (images === undefined || space === undefined) return null;
  const faults = faultsOf(job, images);
  const start = (): void => {
    // Whoever else computes meanwhile is in the times that are measured.
    if (status === 'running') pause();
    void measure(job, `${images.title}, profile ${profile}`);
  };
  return (
    <form
      className="meas-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (faults.size === 0) trial.begin();
      }}
    >
      <div className="meas-fields">
        <Choice
          label="Search space"
          value={job.space}
          options={spaces.map((one) => [one.id, spaceText(one)])}
          onChange={(id) => {
            const next = spaces.find((one) => one.id === id);
            if (next !== undefined) setJob(jobFor(next, images, profileFor(next, profile), job.seeds));
          }}
        />
        <Choice
          label="Images"
          value={data}
          options={choices.map(({ id, title }) => [id, title])}
          onChange={(id) => {
            const next = choices.find((choice) => choice.id === id);
            if (next !== undefined) setJob(jobFor(space, next, profile, job.seeds));
          }}
        />
        <Choice
          label="Profile"
          value={profile}
          options={space.profiles.map((id) => [id, `${id} (${PROFILES[id].filters.join('/')} filters)`])}
          onChange={(id) => setJob(jobFor(space, images, id, job.seeds))}
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
        <TrainingFields training={job.training} faults={faults} onChange={(training) => setJob({ ...job, training })} />
      </details>
      {choices.length > 1 ? null : (
        <p className="meas-soft">
          For MNIST or images of your own, fetch or drop them under{' '}
          <button type="button" className="link" onClick={() => setPanel('data')}>
            Data
          </button>
          .
        </p>
      )}
      <TrialView
        trial={trial}
        isWhole={faults.size === 0}
        doing="Trying four networks"
        note="Four networks are tried for a moment; nothing is kept of that."
      >
        {(known) => <Known cost={known} job={job} onStart={start} />}
      </TrialView>
    </form>
  );
}

function Known({ cost, job, onStart }: { readonly cost: TableCost; readonly job: TableJob; readonly onStart: () => void }) {
  const { missing, total, msPerChild, msAll, workers, backend, reason } = cost;
  const { train, epochs } = job.training;
  return (
    <>
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
      <p className="meas-ways">
        <button type="button" className="button primary" disabled={missing === 0} onClick={onStart}>
          {missing === total ? 'Start measuring' : 'Measure the rest'}
        </button>
        <span className="meas-soft">
          {missing === 0
            ? 'Nothing is missing: the table is in the list below.'
            : 'The open run is paused meanwhile. Each network is kept as soon as it is trained; stop at any moment, or close the tab, and go on later.'}
        </span>
      </p>
    </>
  );
}
