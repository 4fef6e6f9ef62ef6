import { useEffect, useRef } from 'react';
import { ArchText } from '../../shared/ArchText';
import { formatDuration, formatPercent } from '../../shared/format';
import { UnderWayFrame } from '../../shared/measuring/UnderWayFrame';
import { type Measuring, useLocalTables } from '../../store/localTables';

/** The measurement under way: how far it is, how long it will take, the networks measured last. */
export function UnderWay({ measuring }: { readonly measuring: Measuring }) {
  const stop = useLocalTables((state) => state.stop);
  const { title, progress, isStopping } = measuring;
  const place = useRef<HTMLElement>(null);
  // The form it takes the place of is taller, or the list was scrolled to.
  useEffect(() => {
    place.current?.scrollIntoView({ block: 'nearest' });
  }, []);
  return (
    <UnderWayFrame
      ref={place}
      label={`Measuring ${title}`}
      title={title}
      note={progress === null ? 'reading the images, starting the workers …' : `${progress.backend} × ${progress.workers}`}
      bar="Networks trained"
      progress={progress}
      isStopping={isStopping}
      onStop={stop}
    >
      {progress === null || progress.last.length === 0 ? null : (
        <table className="tab-last">
          <caption className="sr-only">The networks measured last, the newest first</caption>
          <thead>
            <tr>
              <th scope="col">network</th>
              <th scope="col">seed</th>
              <th scope="col">validation accuracy</th>
              <th scope="col">trained in</th>
            </tr>
          </thead>
          <tbody>
            {progress.last.map(({ arch, seed, validAccuracy, trainMs }) => (
              <tr key={`${arch} ${seed}`}>
                <th scope="row">
                  <ArchText arch={arch} most={34} />
                </th>
                <td>{seed}</td>
                <td>{formatPercent(validAccuracy)}</td>
                <td>{formatDuration(trainMs)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </UnderWayFrame>
  );
}
