import { useEffect } from 'react';
import { formatFixed, formatPercent } from '../../shared/format';
import { useLab } from '../../store';
import { useChildMetrics } from '../../store/childMetrics';
import { TrialCurves } from './TrialCurves';

/** What one child stood on this device, as it was measured last; nothing where it was not. */
export function ChildTrials({ arch }: { readonly arch: string }) {
  const space = useLab((state) => state.config?.space.id ?? null);
  const look = useChildMetrics((state) => state.look);
  const kept = useChildMetrics((state) => (state.space === space ? state.kept : null));
  useEffect(() => {
    if (space !== null) void look(space);
  }, [look, space]);
  const [last] = (kept ?? []).filter(({ metrics }) => metrics.arch === arch).sort((a, b) => b.measuredAt - a.measuredAt);
  if (last === undefined) return null;
  const { latencyMs, testAccuracy, images } = last.metrics;
  return (
    <>
      <p className="kid-soft">
        On this device ({last.backend}): {formatFixed(latencyMs, 3)} ms an image; test accuracy {formatPercent(testAccuracy)}, on{' '}
        {last.data}; tried on {images} test images:
      </p>
      <TrialCurves tried={[last.metrics]} />
    </>
  );
}
