import { useCallback, useMemo, useState } from 'react';
import type { ParetoMember } from '../../../../engine/search/views';
import { formatLarge } from '../../../shared/format';
import type { ChildRow } from '../../../store';
import { useMoment } from '../moment';
import { ColumnsOf, RowsOf } from '../parts/Axes';
import { childText } from '../parts/childText';
import { type Drawn, Picture } from '../parts/Picture';
import { rangeOf, scaleOf } from '../parts/scale';
import { TrialList } from '../parts/TrialList';
import { type Direction, frontOf, objectiveOf, stairs } from './front';
import './pareto.css';

const HEIGHT = 330;
/** Earlier fronts that are drawn, after so many shares of the episodes. */
const EARLIER = [0.1, 0.25, 0.5, 0.75] as const;

const TITLES: Readonly<Record<string, string>> = {
  reward: 'reward',
  accuracy: 'validation accuracy',
  params: 'parameters',
  macs: 'multiply-accumulates',
  memory: 'memory, bytes',
  latency: 'latency, ms',
};
const titleOf = (of: string): string => TITLES[of] ?? of;

const numberText = (value: number): string =>
  Math.abs(value) >= 1000 ? formatLarge(value) : String(Number(value.toPrecision(4)));

/** An objective of a child as it was measured; NaN where it was not. */
function objectiveValue({ reward, measurement }: ChildRow, of: string): number {
  const values: Readonly<Record<string, number | null | undefined>> = {
    reward,
    accuracy: measurement?.validAccuracy,
    params: measurement?.params.total,
    macs: measurement?.macs,
    memory: measurement?.memoryBytes,
    latency: measurement?.latencyMs,
  };
  return values[of] ?? Number.NaN;
}

/** Members by what they cost and what they are worth, the front, and how it has grown. */
export function Pareto({
  objectives,
  members,
}: {
  readonly objectives: readonly string[];
  readonly members: readonly ParetoMember[];
}) {
  const directions = useMemo(() => objectives.map(objectiveOf), [objectives]);
  const [axes, setAxes] = useState<readonly [x: number, y: number]>([1, 0]);
  const front = members.filter(({ rank }) => rank === 0);
  return (
    <>
      {objectives.length < 3 ? null : (
        <div className="st-tools">
          {(['across', 'upwards'] as const).map((name, which) => (
            <label key={name}>
              {name}{' '}
              <select
                value={axes[which]}
                onChange={(event) =>
                  setAxes(which === 0 ? [Number(event.target.value), axes[1]] : [axes[0], Number(event.target.value)])
                }
              >
                {directions.map(({ of }, i) => (
                  <option key={of} value={i}>
                    {titleOf(of)}
                  </option>
                ))}
              </select>
            </label>
          ))}
        </div>
      )}
      <Front directions={directions} members={members} axes={axes} />
      <TrialList
        label={`The front: ${front.length} ${front.length === 1 ? 'child that no other betters' : 'children that no other betters'} in all objectives`}
        items={[...front]
          .sort((a, b) => (a.values[axes[0]] ?? 0) - (b.values[axes[0]] ?? 0))
          .map(({ trial, arch, values }) => ({
            key: String(trial),
            arch,
            note: directions.map(({ of }, i) => `${titleOf(of)} ${numberText(values[i] ?? Number.NaN)}`).join(', '),
          }))}
      />
    </>
  );
}

interface FrontProps {
  readonly directions: readonly Direction[];
  readonly members: readonly ParetoMember[];
  readonly axes: readonly [number, number];
}

function Front({ directions, members, axes: [ix, iy] }: FrontProps) {
  const { children, episode } = useMoment();
  const [across, upwards] = [directions[ix], directions[iy]];
  const draw = useCallback(
    (width: number): Drawn => {
      if (across === undefined || upwards === undefined) return { height: 0, body: null, marks: [] };
      const points = members.map((one) => ({ ...one, x: one.values[ix] ?? Number.NaN, y: one.values[iy] ?? Number.NaN }));
      const seen = children.map((row) => ({ row, x: objectiveValue(row, across.of), y: objectiveValue(row, upwards.of) }));
      const earlier = EARLIER.flatMap((share) => {
        const until = Math.floor(share * episode);
        const front =
          until < 1
            ? []
            : frontOf(
                seen.filter(({ row }) => row.firstEpisode <= until),
                across,
                upwards,
              );
        return front.length === 0 ? [] : [{ until, front }];
      });
      const shown = [...points, ...earlier.flatMap(({ front }) => front)];
      const box = { left: 52, right: width - 16, top: 18, bottom: HEIGHT - 34 };
      const x = scaleOf(rangeOf(shown.map((one) => one.x)), box.left, box.right);
      const y = scaleOf(rangeOf(shown.map((one) => one.y)), box.bottom, box.top);
      const place = (one: { readonly x: number; readonly y: number }) => ({ x: x.at(one.x), y: y.at(one.y) });
      const front = frontOf(points, across, upwards);
      const end = front.at(-1);
      return {
        height: HEIGHT,
        marks: points.map((one) => ({
          ...place(one),
          arch: one.arch,
          text: `${childText(one.arch)}: ${titleOf(across.of)} ${numberText(one.x)}, ${titleOf(upwards.of)} ${numberText(one.y)}; front ${one.rank + 1}`,
        })),
        body: (
          <>
            <RowsOf scale={y} box={box} text={numberText} />
            <ColumnsOf scale={x} box={box} text={numberText} count={Math.max(2, Math.floor(width / 110))} />
            <text x={box.right} y={HEIGHT - 4} textAnchor="end" className="st-name">
              {titleOf(across.of)}, {across.direction === 'min' ? '← less is better' : 'more is better →'}
            </text>
            <text x={box.left + 4} y={12} className="st-name">
              {titleOf(upwards.of)}, {upwards.direction === 'min' ? '↓ less is better' : '↑ more is better'}
            </text>
            {earlier.map(({ until, front: before }) => (
              <path key={until} className="st-front-before" d={stairs(before.map(place))} />
            ))}
            <path className="st-front" d={stairs(front.map(place))} />
            {points.map((one) => {
              const at = place(one);
              return (
                <circle
                  key={one.trial}
                  className="st-ranked"
                  data-rank={Math.min(3, one.rank)}
                  cx={at.x}
                  cy={at.y}
                  r={one.rank === 0 ? 4.4 : 3}
                />
              );
            })}
            {end === undefined ? null : (
              <text x={Math.min(place(end).x + 8, box.right - 40)} y={place(end).y - 8} className="st-name">
                front
              </text>
            )}
          </>
        ),
      };
    },
    [members, children, episode, across, upwards, ix, iy],
  );
  const ranks = members.reduce((most, { rank }) => Math.max(most, rank + 1), 0);
  return (
    <Picture
      label={`${members.length} members in ${ranks} ${ranks === 1 ? 'front' : 'fronts'}, ${titleOf(upwards?.of ?? '')} against ${titleOf(across?.of ?? '')}. The first front is listed below.`}
      draw={draw}
      hint={`Faint stairs: the best that were known after ${EARLIER.map((share) => `${share * 100}`).join(', ')} % of the episodes.`}
    />
  );
}
