import { useMemo } from 'react';
import { type MetricsJob, type MetricsSettings, metricsKey } from '../../../../engine/estimate/childMetrics';
import type { RunConfig } from '../../../../engine/run/config';
import { PROFILES } from '../../../../engine/space/profiles';
import type { MetricsCost } from '../../../../worker/metricsProtocol';
import { formatCount, formatDuration } from '../../../shared/format';
import { Choice, NumberField, NumbersField } from '../../../shared/measuring/fields';
import { type ImageChoice, trainingOn } from '../../../shared/measuring/images';
import { TrainingFields } from '../../../shared/measuring/TrainingFields';
import { TrialView } from '../../../shared/measuring/TrialView';
import { useTrial } from '../../../shared/measuring/useTrial';
import { openedSpace } from '../../../shared/spaces';
import { useLab } from '../../../store';
import { chosenOf, useChildMetrics } from '../../../store/childMetrics';
import { useLocalTables } from '../../../store/localTables';
import type { TableChild } from '../rows';
import { Chosen } from './Chosen';
import { faultsOf } from './settings';

interface FormProps {
  readonly config: RunConfig;
  readonly rows: readonly TableChild[];
  readonly choices: readonly [ImageChoice, ...ImageChoice[]];
  readonly settings: MetricsSettings;
  readonly onChange: (settings: MetricsSettings) => void;
}

/** Which children to measure and how; what it takes is tried before it starts. */
export function Form({ config, rows, choices, settings, onChange }: FormProps) {
  const { id } = config.space;
  const chosen = useChildMetrics(chosenOf(id));
  const kept = useChildMetrics((state) => (state.space === id ? state.kept : null));
  const measure = useChildMetrics((state) => state.measure);
  const cost = useChildMetrics((state) => state.cost);
  const tableIsMeasured = useLocalTables((state) => state.measuring !== null);
  const job = useMemo<MetricsJob>(
    () => ({ space: config.space, archs: [...chosen], ...settings }),
    [config.space, chosen, settings],
  );
  const trial = useTrial(job, cost);
  const { training, trials, seed } = settings;
  const images = choices.find((choice) => choice.id === training.data) ?? choices[0];
  const faults = faultsOf(job, images);
  const known = new Set((kept ?? []).map(({ key }) => key));
  const there = chosen.filter((arch) => known.has(metricsKey(id, arch, settings))).length;
  const isWhole = faults.size === 0 && there < chosen.length && !tableIsMeasured;
  return (
    <form
      className="meas-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isWhole) trial.begin();
      }}
    >
      <Chosen rows={rows} space={id} />
      <div className="meas-fields">
        <Choice
          label="Images"
          value={training.data}
          options={[
            ...(images.id === training.data ? [] : [[training.data, `${training.data} (not in this browser)`] as const]),
            ...choices.map((choice) => [choice.id, choice.title] as const),
          ]}
          onChange={(data) => {
            const next = choices.find((choice) => choice.id === data);
            if (next !== undefined) onChange({ ...settings, training: trainingOn(next, training.profile) });
          }}
        />
        <Choice
          label="Profile"
          value={training.profile}
          options={openedSpace(config.space).profiles.map((profile) => [
            profile,
            `${profile} (${PROFILES[profile].filters.join('/')} filters)`,
          ])}
          onChange={(profile) => onChange({ ...settings, training: trainingOn(images, profile) })}
        />
      </div>
      <details>
        <summary>How each child is trained</summary>
        <TrainingFields training={training} faults={faults} onChange={(next) => onChange({ ...settings, training: next })}>
          <NumberField
            label="Seed of weights, order, dropout and noise"
            value={seed}
            fault={faults.get('seed')}
            onChange={(value) => onChange({ ...settings, seed: value })}
          />
        </TrainingFields>
      </details>
      <details>
        <summary>What it is tried under</summary>
        <div className="meas-fields">
          <NumbersField
            label="Noise, standard deviations of pixels in 0..1"
            value={trials.noise}
            fault={faults.get('noise')}
            onChange={(noise) => onChange({ ...settings, trials: { ...trials, noise: [...noise] } })}
          />
          <NumbersField
            label="Steps of FGSM"
            value={trials.fgsm}
            fault={faults.get('fgsm')}
            onChange={(fgsm) => onChange({ ...settings, trials: { ...trials, fgsm: [...fgsm] } })}
          />
          <NumberField
            label="Test images tried, at most"
            value={trials.images}
            fault={faults.get('images')}
            onChange={(count) => onChange({ ...settings, trials: { ...trials, images: count } })}
          />
        </div>
      </details>
      <TrialView
        trial={trial}
        isWhole={isWhole}
        doing="Trying a few of them"
        note={noteOf({ chosen: chosen.length, there, tableIsMeasured })}
      >
        {(taken) => <Taken cost={taken} job={job} onStart={() => start(() => measure(job))} />}
      </TrialView>
    </form>
  );
}

/** Whoever else computes meanwhile is in the latencies that are measured. */
function start(measure: () => Promise<void>): void {
  const { status, pause } = useLab.getState();
  if (status === 'running') pause();
  void measure();
}

interface NoteFacts {
  readonly chosen: number;
  /** Chosen ones that are measured under these settings. */
  readonly there: number;
  readonly tableIsMeasured: boolean;
}

function noteOf({ chosen, there, tableIsMeasured }: NoteFacts): string {
  if (tableIsMeasured)
    return 'A table is being measured, which would be in every latency: wait for it, or stop it under “Tables”.';
  if (chosen === 0) return 'Choose children first.';
  if (there === chosen) return 'All of them are measured under these settings: they are below.';
  const again = 'Of a child the lab keeps what it showed, not its weights: it is trained again to be measured.';
  return there === 0 ? again : `${formatCount(there)} of ${formatCount(chosen)} are measured already. ${again}`;
}

function Taken({ cost, job, onStart }: { readonly cost: MetricsCost; readonly job: MetricsJob; readonly onStart: () => void }) {
  const { missing, total, msPerChild, msAll, backend, reason } = cost;
  const { train, epochs } = job.training;
  return (
    <>
      <dl className="kv">
        <dt>trainings</dt>
        <dd>
          {missing === total ? formatCount(total) : `${formatCount(missing)} of ${formatCount(total)}; the others are kept`}, each{' '}
          {formatCount(train)} images × {epochs} {epochs === 1 ? 'epoch' : 'epochs'}, one after the other
        </dd>
        <dt>computed on</dt>
        <dd>
          {backend}, one worker: beside another, latency would be the other’s as well. {reason}
        </dd>
        <dt>time here, about</dt>
        <dd>
          <b>{formatDuration(msAll)}</b> ({formatDuration(msPerChild)} a child)
        </dd>
      </dl>
      <p className="meas-ways">
        <button type="button" className="button primary" disabled={missing === 0} onClick={onStart}>
          Train and measure
        </button>
        <span className="meas-soft">
          The open run is paused meanwhile. Each child is kept as soon as it is measured; stop at any moment and go on later.
        </span>
      </p>
    </>
  );
}
