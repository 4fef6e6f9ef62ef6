import { useCallback, useId } from 'react';
import { epsilonAt } from '../../../../engine/search/qLearning/epsilon';
import type { QRow } from '../../../../engine/search/views';
import { formatCount, formatFixed } from '../../../shared/format';
import { opLabel } from '../../../shared/ops';
import { useMoment } from '../moment';
import { AsTable } from '../parts/AsTable';
import { ColumnsOf, RowsOf } from '../parts/Axes';
import { type Drawn, Picture } from '../parts/Picture';
import { scaleOf, shortNumber } from '../parts/scale';
import './tables.css';

const HEIGHT = 110;

/** What each choice is worth as far as Q-learning knows, how often it was taken, and how much it still tries. */
export function QValues({ epsilon, rows }: { readonly epsilon: number; readonly rows: readonly QRow[] }) {
  const values = rows.flatMap((row) => row.values.filter((_, i) => (row.visits[i] ?? 0) > 0));
  values.sort((a, b) => a - b);
  // Without the lowest fifth: choices that led to chance would make all others alike.
  const low = values[Math.floor(values.length * 0.2)] ?? 0;
  const high = values.at(-1) ?? 0;
  const share = (value: number): number => (high > low ? Math.max(0, (value - low) / (high - low)) : 1);
  return (
    <>
      <Epsilon epsilon={epsilon} />
      <h3>
        What a choice is worth
        <span className="st-soft"> · bar: its value; small: how often it was learned from; never taken: empty</span>
      </h3>
      <AsTable
        caption="Values"
        head={['after', 'decision', 'option', 'value', 'learned from']}
        rows={rows.flatMap(({ state, decision, options, values: own, visits }) =>
          options.map((option, i) => [
            state,
            decision,
            option,
            (visits[i] ?? 0) === 0 ? '–' : formatFixed(own[i]),
            formatCount(visits[i]),
          ]),
        )}
      />
      <ul className="st-rows">
        {rows.map((row) => (
          <Row key={`${row.state}\n${row.decision}`} row={row} share={share} />
        ))}
      </ul>
    </>
  );
}

function Row({ row, share }: { readonly row: QRow; readonly share: (value: number) => number }) {
  const id = useId();
  const top = row.values.reduce(
    (best, value, i) => ((row.visits[i] ?? 0) > 0 && (best < 0 || value > (row.values[best] ?? 0)) ? i : best),
    -1,
  );
  return (
    <li>
      <p id={id} className="st-state">
        <b>{row.decision}</b>
        <span className="st-soft">
          {row.state === ''
            ? ' · the first choice'
            : ` · after ${row.state
                .split(',')
                .map((one) => one.split(' ').map(optionLabel).join(' '))
                .join(', ')}`}
        </span>
      </p>
      <ol className="st-options" aria-labelledby={id}>
        {row.options.map((option, i) => {
          const visits = row.visits[i] ?? 0;
          const value = row.values[i] ?? Number.NaN;
          return (
            <li
              key={option}
              data-top={i === top}
              data-empty={visits === 0}
              title={`${row.decision} = ${option}: ${visits === 0 ? 'never taken' : `value ${formatFixed(value)}, learned from ${visits} times`}`}
            >
              <span className="st-option-bar" aria-hidden="true">
                <i style={{ height: visits === 0 ? 0 : `${Math.round(8 + 92 * share(value))}%` }} />
              </span>
              <span>{optionLabel(option)}</span> <b>{visits === 0 ? '–' : formatFixed(value, 1)}</b>{' '}
              <small>{formatCount(visits)}</small>
            </li>
          );
        })}
      </ol>
    </li>
  );
}

function optionLabel(option: string): string {
  const value = Number(option);
  return option !== '' && Number.isFinite(value) ? shortNumber(value) : opLabel(option);
}

/** Epsilon's schedule over children, with where it stands. */
function Epsilon({ epsilon }: { readonly epsilon: number }) {
  const {
    config: { strategy },
    records: { trials: children },
  } = useMoment();
  const draw = useCallback(
    (width: number): Drawn => {
      if (strategy.id !== 'q-learning') return { height: 0, body: null, marks: [] };
      const box = { left: 40, right: width - 12, top: 10, bottom: HEIGHT - 22 };
      const last = Math.max(1, Math.round(strategy.explorationChildren * 1.15), children);
      const x = scaleOf({ min: 0, max: last, scale: 'linear' }, box.left, box.right);
      const y = scaleOf({ min: 0, max: 1, scale: 'linear' }, box.bottom, box.top);
      const places = Array.from({ length: 121 }, (_, i) => (i / 120) * last);
      const path = places
        .map((count, i) => `${i === 0 ? 'M' : 'L'}${x.at(count).toFixed(1)} ${y.at(epsilonAt(strategy, count)).toFixed(1)}`)
        .join('');
      return {
        height: HEIGHT,
        marks: [],
        body: (
          <>
            <RowsOf scale={y} box={box} count={2} />
            <ColumnsOf scale={x} box={box} text={formatCount} />
            <path className="st-schedule" d={path} />
            <path className="st-now" d={`M${x.at(children)} ${box.bottom}V${y.at(epsilon)}`} />
            <circle className="st-now-dot" cx={x.at(children)} cy={y.at(epsilon)} r={5} />
          </>
        ),
      };
    },
    [strategy, children, epsilon],
  );
  return (
    <>
      <h3>
        Epsilon {formatFixed(epsilon)}
        <span className="st-soft"> · {Math.round(epsilon * 100)} % of choices are random now, the others the best known</span>
      </h3>
      <Picture
        label={`Epsilon is ${formatFixed(epsilon)} after ${children} children.`}
        draw={draw}
        hint="Epsilon over children"
      />
    </>
  );
}
