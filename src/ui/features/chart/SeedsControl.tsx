import { trainsChildren } from '../../../engine/estimate/trainsChildren';
import { formatDuration } from '../../shared/format';
import { useLab } from '../../store';
import { BAND_SIZES, type BandSize, usePreview } from '../../store/preview';

const sizeOf = (text: string): BandSize => BAND_SIZES.find((size) => String(size) === text) ?? 1;

/** Over how many seeds the chart shows a median and quartiles; only where a run can be computed at once. */
export function SeedsControl() {
  const isInstant = useLab((state) => state.config !== null && !trainsChildren(state.config.estimator));
  const size = usePreview((state) => state.bandSize);
  const band = usePreview((state) => state.band);
  const setSize = usePreview((state) => state.setBandSize);
  if (!isInstant) return null;
  return (
    <p className="chart-note seeds">
      <label>
        seeds{' '}
        <select aria-label="Seeds of the band" value={size} onChange={(event) => setSize(sizeOf(event.target.value))}>
          {BAND_SIZES.map((option) => (
            <option key={option} value={option}>
              {option === 1 ? 'one' : option}
            </option>
          ))}
        </select>
      </label>
      {band === null ? null : band.isComputing ? (
        <>
          <span role="status">
            {band.done} of {band.size} done
          </span>
          <button type="button" className="link" onClick={() => setSize(1)}>
            cancel
          </button>
        </>
      ) : (
        <span role="status">
          {band.done} done in {formatDuration(band.elapsedMs)}
        </span>
      )}
    </p>
  );
}
