import type { TrainProgress } from '../../../../engine/core/measurement';
import { ArchText } from '../../../shared/ArchText';
import { formatCount, formatDuration } from '../../../shared/format';
import { type MeasuringChildren, useChildMetrics } from '../../../store/childMetrics';

/** How far a child is, in words. */
function stageOf(at: TrainProgress | null): string {
  if (at === null) return 'beginning';
  if (at.phase === 'compiling') return `compiling shaders, ${at.done} of ${at.total}`;
  const { epoch, epochs, imagesDone, imagesTotal } = at;
  const isTrained = epoch === epochs && imagesDone === imagesTotal;
  return isTrained
    ? 'trained; timed and tried now'
    : `epoch ${epoch} of ${epochs}, ${formatCount(imagesDone)} of ${formatCount(imagesTotal)} images`;
}

/** The measurement under way: which child, how far, how long it will take. */
export function UnderWay({ measuring }: { readonly measuring: MeasuringChildren }) {
  const stop = useChildMetrics((state) => state.stop);
  const { job, progress, isStopping } = measuring;
  const title = job.archs.length === 1 ? 'Measuring 1 child' : `Measuring ${formatCount(job.archs.length)} children`;
  return (
    <section className="meas-under" aria-label={title}>
      <div className="meas-ways">
        <b>{title}</b>
        <span className="meas-soft">{progress === null ? 'reading the images, starting the worker …' : progress.backend}</span>
        <span className="spacer" />
        <button type="button" className="button" disabled={isStopping} onClick={stop}>
          {isStopping ? 'Stopping …' : 'Stop'}
        </button>
      </div>
      <progress
        aria-label="Children measured"
        value={progress === null ? undefined : progress.done}
        max={progress === null ? undefined : progress.total}
      />
      {progress === null ? null : (
        <p>
          <b>{formatCount(progress.done)}</b> of {formatCount(progress.total)}
          {progress.leftMs === null ? '' : `, ${formatDuration(progress.leftMs)} left`}.{' '}
          {progress.done === progress.total ? null : (
            <span className="meas-soft">
              <ArchText arch={progress.arch} most={40} />: {stageOf(progress.at)}
            </span>
          )}
        </p>
      )}
      {progress === null || progress.warning === null ? null : (
        <p className="meas-warn" role="alert">
          {progress.warning.message} {progress.warning.remedy}
        </p>
      )}
    </section>
  );
}
