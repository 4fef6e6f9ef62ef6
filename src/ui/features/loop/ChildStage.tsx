import { useMemo } from 'react';
import type { TrainProgress } from '../../../engine/core/measurement';
import { childFacts } from '../../shared/childFacts';
import { tableOf } from '../../shared/describe';
import { formatCount, formatDuration, formatLarge, formatPercent } from '../../shared/format';
import { useThrottled } from '../../shared/hooks';
import type { ShownCell } from '../../shared/useShownCell';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';
import { AccuracyCurve } from './AccuracyCurve';

/** Accuracy per epoch of the cell on show: recorded, or coming in while it trains. */
export function ChildStage({ shown }: { readonly shown: ShownCell | null }) {
  const arch = shown?.arch ?? null;
  const measured = shown?.measurement ?? null;
  const { config } = useShown();
  const table = useLab((state) => state.table);
  const children = useLab((state) => state.children);
  const version = useThrottled(
    useLab((state) => state.version),
    250,
  );
  const training = useLab((state) => state.run.training.find((child) => child.arch === arch) ?? null);
  const facts = useMemo(
    () => (arch === null || version < 0 ? null : childFacts(arch, measured ?? children.get(arch)?.measurement ?? null, table)),
    [arch, measured, children, table, version],
  );
  // A noisy answer differs from trial to trial, and not every one of them is kept.
  const isOther = measured === null && table === null && facts !== null && shown?.reward != null;
  if (arch === null) return <p className="stage-note">Its accuracy per epoch appears here.</p>;
  const live = training !== null && facts === null;
  const curve = live ? training.epochs.map((report) => report.validAccuracy) : (facts?.curve ?? []);
  const progress = live ? training.progress : null;
  const epochs = progress === null || progress.phase === 'compiling' ? curve.length : progress.epochs;
  return (
    <>
      <AccuracyCurve curve={curve} epochs={epochs} final={facts?.validAccuracy ?? null} />
      {progress !== null ? (
        <TrainingProgress progress={progress} />
      ) : (
        <dl className="kv">
          {facts?.params === 0 ? null : (
            <>
              <dt>params</dt>
              <dd>{formatCount(facts?.params)}</dd>
              <dt>MACs</dt>
              <dd>{formatLarge(facts?.macs)}</dd>
            </>
          )}
          {config?.estimator.id === 'synthetic' ? (
            <>
              <dt>source</dt>
              <dd>{facts?.params === 0 ? 'a test function' : 'invented, not trained'}</dd>
            </>
          ) : (
            <>
              <dt>{config !== null && tableOf(config) !== null ? 'trained once, in' : 'trained in'}</dt>
              <dd>{formatDuration(facts?.trainMs)}</dd>
            </>
          )}
        </dl>
      )}
      {isOther ? <p className="stage-foot">Measured in another of its trials: the one of step 4 is not kept.</p> : null}
      <span className="sr-only">{curve.map((value, i) => `epoch ${i + 1}: ${formatPercent(value)}`).join(', ')}</span>
    </>
  );
}

/** How far the child in training is. */
function TrainingProgress({ progress }: { readonly progress: TrainProgress }) {
  if (progress.phase === 'compiling') {
    return (
      <label className="train-progress">
        <progress value={progress.done} max={progress.total} />
        <span>
          preparing the GPU · {progress.done} of {progress.total} programs
        </span>
      </label>
    );
  }
  return (
    <label className="train-progress">
      <progress value={progress.imagesDone} max={progress.imagesTotal} />
      <span>
        epoch {progress.epoch} of {progress.epochs} · loss {progress.trainLoss.toFixed(3)}
      </span>
    </label>
  );
}
