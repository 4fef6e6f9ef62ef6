import type { TrainProgress } from '../../../../engine/core/measurement';
import { ArchText } from '../../../shared/ArchText';
import { formatCount } from '../../../shared/format';
import { UnderWayFrame } from '../../../shared/measuring/UnderWayFrame';
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
    <UnderWayFrame
      label={title}
      title={title}
      note={progress === null ? 'reading the images, starting the worker …' : progress.backend}
      bar="Children measured"
      progress={progress}
      isStopping={isStopping}
      onStop={stop}
      now={
        progress === null || progress.done === progress.total ? (
          '.'
        ) : (
          <>
            .{' '}
            <span className="meas-soft">
              <ArchText arch={progress.arch} most={40} />: {stageOf(progress.at)}
            </span>
          </>
        )
      }
    />
  );
}
