import { useCallback } from 'react';
import type { DensityView } from '../../../../engine/search/views';
import { formatFixed } from '../../../shared/format';
import { opLabel } from '../../../shared/ops';
import { AsTable } from '../parts/AsTable';
import { cut } from '../parts/childText';
import { type Drawn, Picture } from '../parts/Picture';
import { shortNumber } from '../parts/scale';
import './tables.css';

const HEIGHT = 128;

/** A place where good children are rarer than this share of their densest place tells nothing. */
const LEAST_SHARE = 0.05;

/** Index of the largest good / rest among places where there are good ones; -1 where there is nothing to compare. */
export function bestPlace({ good, rest }: Pick<DensityView, 'good' | 'rest'>): number {
  let best = -1;
  let most = 0;
  const densest = Math.max(...good);
  good.forEach((value, i) => {
    if (value < LEAST_SHARE * densest) return;
    const ratio = value / Math.max(rest[i] ?? 0, Number.MIN_VALUE);
    if (ratio > most) {
      most = ratio;
      best = i;
    }
  });
  return best;
}

const isNumeric = ({ places }: DensityView): boolean =>
  places.length > 1 && places.every((place) => place !== '' && Number.isFinite(Number(place)));

const placeText = (place: string): string =>
  Number.isFinite(Number(place)) && place !== '' ? shortNumber(Number(place)) : opLabel(place);

/** Decision by decision: where the good children lie and where the others do. */
export function Densities({ decisions }: { readonly decisions: readonly DensityView[] }) {
  return (
    <>
      <p className="st-key">
        <span data-of="good">good children</span> <span data-of="rest">all others</span>
        <span data-of="ratio">largest good ÷ others</span>
      </p>
      <div className="st-densities">
        {decisions.map((one) => (
          <div key={one.decision}>
            <h3>{one.decision}</h3>
            <Density view={one} />
          </div>
        ))}
      </div>
      <AsTable
        caption="Densities"
        head={['decision', 'place', 'good', 'others', 'good ÷ others']}
        rows={decisions.flatMap(({ decision, places, good, rest }) =>
          places.map((place, i) => [
            decision,
            placeText(place),
            shortNumber(good[i] ?? Number.NaN),
            shortNumber(rest[i] ?? Number.NaN),
            shortNumber((good[i] ?? Number.NaN) / (rest[i] ?? Number.NaN)),
          ]),
        )}
      />
    </>
  );
}

function Density({ view }: { readonly view: DensityView }) {
  const draw = useCallback((width: number): Drawn => (isNumeric(view) ? drawCurves(width, view) : drawBars(width, view)), [view]);
  const best = bestPlace(view);
  const at = view.places[best] ?? '';
  const ratio = (view.good[best] ?? 0) / Math.max(view.rest[best] ?? 0, Number.MIN_VALUE);
  return (
    <Picture
      label={`Densities of ${view.decision}: good over others is largest at ${placeText(at)}, ${formatFixed(ratio)} times.`}
      draw={draw}
      hint={best < 0 ? '' : `${placeText(at)}: ${formatFixed(ratio, 1)} times as dense among the good`}
    />
  );
}

function drawCurves(width: number, { places, good, rest }: DensityView): Drawn {
  const top = 8;
  const bottom = HEIGHT - 20;
  const most = Math.max(...good, ...rest, Number.MIN_VALUE);
  const x = (i: number): number => 4 + (i / Math.max(1, places.length - 1)) * (width - 8);
  const y = (density: number): number => bottom - (density / most) * (bottom - top);
  const line = (values: readonly number[]): string =>
    values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`).join('');
  const best = bestPlace({ good, rest });
  const ends = [0, Math.floor((places.length - 1) / 2), places.length - 1];
  return {
    height: HEIGHT,
    marks: [],
    body: (
      <>
        <path className="st-axis" d={`M0 ${bottom}H${width}`} />
        <path className="st-rest" d={line(rest)} />
        <path className="st-good-area" d={`${line(good)}L${x(places.length - 1)} ${bottom}L${x(0)} ${bottom}Z`} />
        <path className="st-good" d={line(good)} />
        {best < 0 ? null : <path className="st-ratio" d={`M${x(best)} ${top}V${bottom}`} />}
        {ends.map((i, k) => (
          <text key={i} x={x(i)} y={HEIGHT - 5} textAnchor={(['start', 'middle', 'end'] as const)[k]}>
            {placeText(places[i] ?? '')}
          </text>
        ))}
      </>
    ),
  };
}

function drawBars(width: number, { places, good, rest }: DensityView): Drawn {
  const top = 12;
  const bottom = HEIGHT - 20;
  const most = Math.max(...good, ...rest, Number.MIN_VALUE);
  const step = width / Math.max(1, places.length);
  const bar = Math.min(16, step * 0.36);
  const y = (density: number): number => bottom - (density / most) * (bottom - top);
  const best = bestPlace({ good, rest });
  return {
    height: HEIGHT,
    marks: [],
    body: (
      <>
        <path className="st-axis" d={`M0 ${bottom}H${width}`} />
        {places.map((place, i) => {
          const middle = (i + 0.5) * step;
          const [g, r] = [good[i] ?? 0, rest[i] ?? 0];
          return (
            <g key={place}>
              <title>{`${place}: ${formatFixed(g, 3)} among the good, ${formatFixed(r, 3)} among the others`}</title>
              <rect className="st-good-bar" x={middle - bar} y={y(g)} width={bar} height={bottom - y(g)} />
              <rect className="st-rest-bar" x={middle} y={y(r)} width={bar} height={bottom - y(r)} />
              {i === best ? <path className="st-ratio-tick" d={`M${middle - 5} 2h10l-5 7z`} /> : null}
              <text x={middle} y={HEIGHT - 5} textAnchor="middle">
                {cut(placeText(place), Math.max(3, Math.floor(step / 6.5)))}
              </text>
            </g>
          );
        })}
      </>
    ),
  };
}
