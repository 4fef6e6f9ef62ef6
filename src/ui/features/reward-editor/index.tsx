import { lazy, Suspense, useMemo } from 'react';
import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import type { RewardConfig } from '../../../engine/reward/config';
import { presetFormula, REWARDS } from '../../../engine/reward/presets';
import type { RunConfig } from '../../../engine/run/config';
import { useLab } from '../../store';
import type { Mark } from './CodeEditor';
import { DryRunView } from './DryRunView';
import { NumberField, PresetFields } from './PresetFields';
import { useDraftPreview } from './useDraftPreview';
import { useDryRun } from './useDryRun';
import './reward.css';

const CodeEditor = lazy(() => import('./CodeEditor'));

/** What a measurement is worth: a preset or the person's own code, tried on every known child before it is applied. */
export default function RewardEditor() {
  const config = useLab((state) => state.config);
  const runId = useLab((state) => state.runId);
  const reward = useLab((state) => state.reward);
  if (config === null || reward === null) return <p className="rew-soft">No run is open yet. Choose an experiment at the top.</p>;
  return <Editor key={runId} config={config} inForce={reward} />;
}

const same = (a: RewardConfig, b: RewardConfig): boolean => JSON.stringify(a) === JSON.stringify(b);

const formulaOf = (reward: RewardConfig): string => (reward.id === 'code' ? reward.source.trim() : presetFormula(reward));

/** A preset as code to start from. */
function asCode(reward: RewardConfig): RewardConfig {
  if (reward.id === 'code') return reward;
  return { id: 'code', source: `(m, ctx) =>\n  ${presetFormula(reward).replaceAll('max(', 'Math.max(')}\n`, deadlineMs: 50 };
}

function Editor({ config, inForce }: { readonly config: RunConfig; readonly inForce: RewardConfig }) {
  const setReward = useLab((state) => state.setReward);
  const play = useLab((state) => state.play);
  const lastGood = useLab((state) => state.lastGoodReward);
  const error = useLab((state) => state.error);
  const status = useLab((state) => state.status);
  const setDraft = useLab((state) => state.setRewardDraft);
  const draft = useLab((state) => state.rewardDraft) ?? inForce;
  const { dry, isCurrent } = useDryRun(draft);
  useDraftPreview(draft, inForce);
  const isInForce = same(draft, inForce);
  const runError = error?.kind === 'reward' ? error : null;

  const failure = dry.kind === 'failed' ? dry.error : isInForce ? runError : null;
  const mark = useMemo<Mark | null>(
    () => (failure?.line === undefined ? null : { line: failure.line, column: failure.column ?? 1, message: failure.message }),
    [failure],
  );

  const put = (reward: RewardConfig): void => {
    setReward(reward);
    // A run that its reward has stopped goes on with the next one.
    if (status === 'paused' && runError !== null) play();
  };
  const canApply = isCurrent && dry.kind === 'ok' && !isInForce;
  const apply = (): void => {
    if (canApply) put(draft);
  };
  const restore = (reward: RewardConfig): void => {
    setDraft(reward);
    put(reward);
  };

  return (
    <div className="rew">
      {runError === null ? null : (
        <p className="rew-alert">
          <b>The run is paused: this reward failed on one of its children.</b> Nothing is lost. Correct it and apply it, or go
          back to the last good one; the run then goes on.
        </p>
      )}
      <PresetChoice config={config} draft={draft} onChoose={setDraft} />
      {draft.id === 'code' ? (
        <>
          <Suspense fallback={<pre className="rew-code rew-waiting">{draft.source}</pre>}>
            <CodeEditor value={draft.source} mark={mark} onChange={(source) => setDraft({ ...draft, source })} onSubmit={apply} />
          </Suspense>
          <div className="rew-numbers">
            <NumberField
              label="deadline of a call"
              unit="ms"
              value={draft.deadlineMs}
              onChange={(deadlineMs) => setDraft({ ...draft, deadlineMs })}
            />
            <span className="rew-soft">No network, clock or chance inside; accuracies are 0 to 1.</span>
          </div>
        </>
      ) : (
        <div className="rew-preset">
          <code>{presetFormula(draft)}</code>
          <PresetFields reward={draft} onChange={setDraft} />
          <button type="button" className="button" onClick={() => setDraft(asCode(draft))}>
            Write it as code
          </button>
        </div>
      )}
      <div className="rew-actions">
        <button type="button" className="button primary" disabled={!canApply} onClick={apply}>
          Apply
        </button>
        <button type="button" className="button" disabled={isInForce} onClick={() => setDraft(null)}>
          Undo changes
        </button>
        {lastGood === null || same(lastGood, inForce) ? null : (
          <button type="button" className="button" onClick={() => restore(lastGood)} title={formulaOf(lastGood)}>
            Back to the last good reward
          </button>
        )}
        <p className="rew-soft" role="status">
          {isInForce
            ? 'This reward is in force.'
            : isCurrent
              ? 'A draft; the run still uses the reward in force.'
              : 'Trying this draft on every known child …'}
        </p>
      </div>
      <section aria-label="Dry run">
        <h3>Dry run</h3>
        {dry.kind === 'waiting' ? <p className="rew-soft">Waiting for the run to open …</p> : null}
        {failure === null ? null : (
          <p className="rew-fault" role="status">
            <b>{failure.message}</b> {failure.remedy}
          </p>
        )}
        {dry.kind === 'ok' ? <DryRunView summary={dry.summary} isInForce={isInForce} /> : null}
      </section>
    </div>
  );
}

interface PresetChoiceProps {
  readonly config: RunConfig;
  readonly draft: RewardConfig;
  readonly onChoose: (reward: RewardConfig) => void;
}

function PresetChoice({ config, draft, onChoose }: PresetChoiceProps) {
  const profile = trainsChildren(config.estimator) ? config.estimator.profile : 'teach';
  const entry = REWARDS.find((candidate) => candidate.id === draft.id);
  return (
    <div className="rew-presets">
      <label>
        <span className="rew-soft">Reward</span>
        <select
          value={draft.id}
          onChange={(event) => {
            const next = REWARDS.find((candidate) => candidate.id === event.target.value);
            if (next !== undefined) onChoose(next.id === 'code' ? asCode(draft) : next.defaults(profile));
          }}
        >
          {REWARDS.map((candidate) => (
            <option key={candidate.id} value={candidate.id}>
              {candidate.title}
            </option>
          ))}
        </select>
      </label>
      <p className="rew-soft rew-source">{entry?.source}</p>
    </div>
  );
}
