import { useEffect, useRef } from 'react';
import { ArchText } from '../../shared/ArchText';
import { formatDuration, formatPercent } from '../../shared/format';
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
    <section ref={place} className="meas-under" aria-label={`Measuring ${title}`}>
      <div className="meas-ways">
        <b>{title}</b>
        <span className="meas-soft">
          {progress === null ? 'reading the images, starting the workers …' : `${progress.backend} × ${progress.workers}`}
        </span>
        <span className="spacer" />
        <button type="button" className="button" disabled={isStopping} onClick={stop}>
          {isStopping ? 'Stopping …' : 'Stop'}
        </button>
      </div>
      <progress
        aria-label="Networks trained"
        value={progress === null ? undefined : progress.done}
        max={progress === null ? undefined : progress.total}
      />
      {progress === null ? null : (
        <p>
          <b>{progress.done}</b> of {progress.total}
          {progress.leftMs === null ? '' : `, ${formatDuration(progress.leftMs)} left`}
        </p>
      )}
      {progress === null || progress.warning === null ? null : (
        <p className="meas-warn" role="alert">
          {progress.warning.message} {progress.warning.remedy}
        </p>
      )}
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
    </section>
  );
}
