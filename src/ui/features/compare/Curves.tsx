import { useMemo, useState } from 'react';
import type { AnytimeBand } from '../../../engine/analysis/anytimeBands';
import type { CompareStatistics } from '../../../worker/compareProtocol';
import { formatCount, formatFixed } from '../../shared/format';
import { useSize } from '../../shared/hooks';
import { Segmented } from '../../shared/Segmented';
import { CurveCursor, CurveReadout } from './CurveCursor';
import { type FigureLook, figureSvg } from './figure';
import { type Figure, figureScale } from './figureScale';

/** What the chart shows. */
export interface ChartChoice {
  readonly what: Figure['what'];
  readonly unit: Figure['unit'];
  readonly isLog: boolean;
}

interface CurvesProps {
  readonly statistics: CompareStatistics;
  readonly optimum: number | null;
  readonly choice: ChartChoice;
  readonly onChoice: (choice: ChartChoice) => void;
  readonly placeOf: (name: string) => number;
  readonly look: FigureLook;
  readonly fontSize: number;
  /** The strategy that is pointed at, here or elsewhere. */
  readonly lit: string | null;
  readonly onLit: (name: string | null) => void;
}

const HEIGHT = 20;

/** Bands of a choice. */
export const bandsOf = ({ byChildren, byEpochs }: CompareStatistics, unit: Figure['unit']): readonly AnytimeBand[] =>
  unit === 'children' ? byChildren : byEpochs;

/** Best reward so far, or the rank, over what was spent. The numbers are in a table behind it. */
export function Curves({ statistics, optimum, choice, onChoice, placeOf, look, fontSize, lit, onLit }: CurvesProps) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const { what, unit, isLog } = choice;
  const bands = bandsOf(statistics, unit);
  const drawn = Math.max(280, Math.round(width));
  const height = Math.round(HEIGHT * fontSize);
  const [cost, setCost] = useState<number | null>(null);
  const figure = useMemo<Figure>(() => {
    const places = bands.map(({ name }) => placeOf(name));
    return { bands, places, what, unit, isLog, optimum, width: drawn, height, fontSize };
  }, [bands, placeOf, what, unit, isLog, optimum, drawn, height, fontSize]);
  const scale = useMemo(() => figureScale(figure), [figure]);
  const source = useMemo(
    () => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(figureSvg({ ...figure, lit }, look))}`,
    [figure, lit, look],
  );
  const isRead = width > 0 && scale.lines.length > 0;
  return (
    <section className="cmp-curves" aria-label="Over the budget">
      <div className="cmp-row">
        <h3>Over the budget</h3>
        <span className="spacer" />
        <Segmented
          label="What is drawn"
          options={[
            { value: 'reward', label: 'best so far' },
            { value: 'rank', label: 'rank' },
          ]}
          value={what}
          onChange={(value) => onChoice({ ...choice, what: value })}
        />
        <Segmented
          label="Over what"
          options={[
            { value: 'children', label: 'by children' },
            { value: 'epochs', label: 'by epochs' },
          ]}
          value={unit}
          onChange={(value) => onChoice({ ...choice, unit: value })}
        />
        <label className="switch">
          <input type="checkbox" checked={isLog} onChange={(event) => onChoice({ ...choice, isLog: event.target.checked })} />
          log
        </label>
      </div>
      <div ref={ref} className="cmp-figure" style={{ minHeight: height }}>
        {width > 0 ? <img src={source} width={drawn} height={height} alt={altText(bands, what, unit)} /> : null}
        {isRead ? (
          <CurveCursor figure={figure} scale={scale} cost={cost} onCost={setCost} onLit={onLit} isDark={look.isDark} />
        ) : null}
      </div>
      {isRead ? <CurveReadout figure={figure} scale={scale} cost={cost} lit={lit} onLit={onLit} isDark={look.isDark} /> : null}
      <details>
        <summary>The curves as numbers</summary>
        <CurveTable bands={bands} what={what} unit={unit} />
      </details>
    </section>
  );
}

function altText(bands: readonly AnytimeBand[], what: Figure['what'], unit: string): string {
  const ends = bands.map(({ name, cost, mean, rank }) => {
    const value = what === 'rank' ? rank.at(-1) : mean.at(-1);
    return `${name} ${formatFixed(value, 2)} after ${formatCount(cost.at(-1))}`;
  });
  return `${what === 'rank' ? 'Mean rank' : 'Mean best reward so far'} over ${unit}: ${ends.join('; ')}. The numbers are below.`;
}

const ROWS = 8;

/** A few costs, each with every contender's value. */
function CurveTable({ bands, what, unit }: Omit<ChartChoice, 'isLog'> & { readonly bands: readonly AnytimeBand[] }) {
  const last = bands.reduce((most, { cost }) => Math.max(most, cost.at(-1) ?? 0), 0);
  const costs = Array.from({ length: ROWS }, (_, i) => Math.round((last * (i + 1)) / ROWS));
  const at = ({ cost, mean, low, high, rank }: AnytimeBand, spent: number): string => {
    const i = cost.findLastIndex((value) => value <= spent);
    if (i < 0) return '–';
    if (what === 'rank') return formatFixed(rank[i], 2);
    return `${formatFixed(mean[i], 3)} (${formatFixed(low[i], 3)} to ${formatFixed(high[i], 3)})`;
  };
  return (
    <div className="cmp-scroll">
      <table className="cmp-table">
        <caption className="sr-only">
          {what === 'rank' ? 'Mean rank' : 'Mean best reward so far with its 95 % interval'} after so many {unit}
        </caption>
        <thead>
          <tr>
            <th scope="col">{unit}</th>
            {bands.map(({ name }) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {costs.map((spent) => (
            <tr key={spent}>
              <th scope="row">{formatCount(spent)}</th>
              {bands.map((band) => (
                <td key={band.name}>{at(band, spent)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
