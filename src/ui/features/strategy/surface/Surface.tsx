import { type CSSProperties, useMemo, useState } from 'react';
import type { AxisView, SurfaceView } from '../../../../engine/search/views';
import { formatFixed } from '../../../shared/format';
import { openedSpace } from '../../../shared/spaces';
import { useMoment } from '../moment';
import { shortNumber, valueAlong } from '../parts/scale';
import { TrialList } from '../parts/TrialList';
import type { Records } from '../population/lineage';
import { HeatMap, type MapPoint, type Place } from './HeatMap';
import { extremesOf, type Grid, trueResponse, valueAt } from './truth';
import './surface.css';

/** Places of the true response along each axis. */
const TRUTH_SIZE = 49;
const ACQUISITIONS = { ei: 'Expected improvement', pi: 'Probability of improvement', ucb: 'Upper confidence bound' } as const;
/** Steps of a slider along an axis. */
const STEPS = 48;

/** What a surrogate believes over two numbers: its mean, how sure it is, and where it wants to look next; beside it the truth where it is known. */
export function Surface({ surface }: { readonly surface: SurfaceView }) {
  const { config, records } = useMoment();
  const bestArch = useMemo(() => bestOf(records), [records]);
  const [place, setPlace] = useState<Place | null>(null);
  const { x, y, size } = surface;
  const grids = useMemo(() => {
    const of = (values: readonly number[]): Grid => ({ size, values });
    return { mean: of(surface.mean), std: of(surface.std), acquisition: of(surface.acquisition) };
  }, [surface, size]);
  const truth = useMemo(() => {
    if (bestArch === null) return null;
    return trueResponse(openedSpace(config.space), x, y, bestArch, TRUTH_SIZE);
  }, [config, bestArch, x, y]);
  const points = useMemo(
    () => surface.points.map((point): MapPoint => ({ ...point, arch: records.trial(point.trial)?.arch ?? null })),
    [surface, records],
  );
  const best = points.reduce<MapPoint | null>((top, one) => (top === null || one.reward > top.reward ? one : top), null);
  const acquisition = config.strategy.id === 'bayesian' ? ACQUISITIONS[config.strategy.acquisition] : 'Acquisition';
  const maps = [
    { title: 'What it believes', grid: grids.mean, hue: 'policy', what: 'Surrogate mean of the reward' },
    { title: 'How unsure it is', grid: grids.std, hue: 'policy', what: 'Standard deviation of the surrogate' },
    { title: acquisition, grid: grids.acquisition, hue: 'policy', what: acquisition },
    ...(truth === null ? [] : [{ title: 'The truth', grid: truth, hue: 'truth', what: 'True response' } as const]),
  ] as const;
  const ranked = [...points].sort((a, b) => b.reward - a.reward).slice(0, 20);
  return (
    <>
      <p className="st-soft">Model: {surface.model}. Points: children tried; filled: the best; ringed: the newest.</p>
      <div className="st-maps">
        {maps.map(({ title, grid, hue, what }) => {
          const { low, high, column, row } = extremesOf(grid);
          const side = grid.size - 1;
          return (
            <HeatMap
              key={title}
              title={title}
              value={place === null ? '' : shortNumber(valueAt(grid, place.x, place.y))}
              label={`${what} over ${x.name} and ${y.name}: ${shortNumber(low)} to ${shortNumber(high)}, highest at ${shortNumber(
                valueAlong(x, column / side),
              )} and ${shortNumber(valueAlong(y, row / side))}; ${points.length} points tried.`}
              x={x}
              y={y}
              grid={grid}
              hue={hue}
              points={points}
              best={best?.trial ?? null}
              place={place}
              onPlace={setPlace}
            />
          );
        })}
      </div>
      <output className="st-readout">
        {place === null
          ? 'Point at a map, or move the sliders, to read all maps at one place.'
          : `${x.name} ${shortNumber(valueAlong(x, place.x))}, ${y.name} ${shortNumber(valueAlong(y, place.y))}: mean ${shortNumber(
              valueAt(grids.mean, place.x, place.y),
            )} ± ${shortNumber(valueAt(grids.std, place.x, place.y))}, ${acquisition.toLowerCase()} ${shortNumber(
              valueAt(grids.acquisition, place.x, place.y),
            )}${truth === null ? '' : `, truth ${shortNumber(valueAt(truth, place.x, place.y))}`}`}
      </output>
      <div className="st-tools st-sliders">
        <AxisSlider axis={x} share={place?.x ?? 0.5} onShare={(share) => setPlace({ x: share, y: place?.y ?? 0.5 })} />
        <AxisSlider axis={y} share={place?.y ?? 0.5} onShare={(share) => setPlace({ x: place?.x ?? 0.5, y: share })} />
      </div>
      <TrialList
        label="Points tried, best first"
        items={ranked.flatMap(({ trial, arch, reward }) =>
          arch === null ? [] : [{ key: String(trial), arch, note: `${formatFixed(reward)}, trial ${trial}` }],
        )}
      />
    </>
  );
}

/** The best child by then: what the other choices of the maps are. */
function bestOf(records: Records): string | null {
  let best: ReturnType<Records['trial']> = null;
  for (let trial = 0; trial < records.trials; trial += 1) {
    const one = records.trial(trial);
    if (one !== null && (best === null || one.reward > best.reward)) best = one;
  }
  return best?.arch ?? null;
}

interface AxisSliderProps {
  readonly axis: AxisView;
  readonly share: number;
  readonly onShare: (share: number) => void;
}

/** Moves the cross along one axis, without a pointer too. */
function AxisSlider({ axis, share, onShare }: AxisSliderProps) {
  return (
    <label>
      {axis.name}
      <input
        type="range"
        className="range"
        min={0}
        max={STEPS}
        value={Math.round(share * STEPS)}
        aria-valuetext={shortNumber(valueAlong(axis, share))}
        style={{ '--fill': `${100 * share}%` } as CSSProperties}
        onChange={(event) => onShare(event.target.valueAsNumber / STEPS)}
      />
    </label>
  );
}
