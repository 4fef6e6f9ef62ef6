import { countOf } from '../../shared/format';
import { useLab } from '../../store';

const WINDOWS = [1, 5, 10, 20, 50, 100, 200] as const;

/** The moving window of the curves; 20 is the paper's. */
export function SmoothingControl({ childrenPerEpisode }: { readonly childrenPerEpisode: number }) {
  const smoothing = useLab((state) => state.smoothing);
  const setSmoothing = useLab((state) => state.setSmoothing);
  const options = WINDOWS.some((window) => window === smoothing) ? [...WINDOWS] : [...WINDOWS, smoothing].sort((a, b) => a - b);
  return (
    <p className="chart-note">
      <span className="chart-batch">{countOf(childrenPerEpisode, 'child', 'children')} an episode · </span>
      <label>
        smoothing{' '}
        <select value={smoothing} onChange={(event) => setSmoothing(Number(event.target.value))}>
          {options.map((window) => (
            <option key={window} value={window}>
              {window === 1 ? 'none' : window}
            </option>
          ))}
        </select>
      </label>
    </p>
  );
}
