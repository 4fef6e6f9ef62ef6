import { useCallback, useMemo } from 'react';
import type { PopulationMember } from '../../../../engine/search/views';
import { formatCount, formatFixed } from '../../../shared/format';
import { useLab } from '../../../store';
import { useMoment } from '../moment';
import { ColumnsOf, RowsOf } from '../parts/Axes';
import { childText } from '../parts/childText';
import { type Drawn, Picture } from '../parts/Picture';
import { rangeOf, scaleOf } from '../parts/scale';
import { TrialList } from '../parts/TrialList';
import { ancestry, lineageLayout, type Relative, relativesOf } from './lineage';
import { originWords } from './words';
import './population.css';

/** Trials of the genealogy, at most: the latest. */
const MOST_TRIALS = 1000;
const MOST_IN_STRIP = 200;
const HEIGHT = 250;
const STRIP_HEIGHT = 74;
const BOX = { left: 40, top: 10, bottom: HEIGHT - 34 } as const;

/** 0 (the oldest) .. 1 (the newest): what shade a living child is drawn in. */
function youth(age: number, oldest: number): number {
  return oldest <= 0 ? 1 : 1 - Math.min(1, age / oldest);
}

const shadeOf = (age: number, oldest: number): string =>
  `color-mix(in oklab, var(--truth) ${Math.round(25 + 75 * youth(age, oldest))}%, var(--panel))`;

/** The living by age and reward, and who descends from whom by what change. */
export function Population({ members }: { readonly members: readonly PopulationMember[] }) {
  const { records } = useMoment();
  const selected = useLab((state) => state.selectedArch);
  const relatives = useMemo(() => relativesOf(records, members, MOST_TRIALS), [records, members]);
  const best = members.reduce<PopulationMember | null>((top, one) => (top === null || one.reward > top.reward ? one : top), null);
  const chosen = relatives.findLast(({ arch }) => arch === selected) ?? null;
  const followed = chosen?.trial ?? best?.trial ?? null;
  const line = useMemo(() => (followed === null ? [] : ancestry(relatives, followed)), [relatives, followed]);
  return (
    <>
      <h3>The living, oldest first</h3>
      <Strip members={members} />
      <h3>
        Who comes from whom
        <span className="st-soft">
          {' '}
          · born later to the right, better upwards; marked: the line of{' '}
          {chosen === null ? 'the best alive' : 'the selected child'}
        </span>
      </h3>
      <Genealogy relatives={relatives} followed={followed} />
      <TrialList
        label={chosen === null ? 'The line of the best alive' : 'The line of the selected child'}
        items={line.slice(0, 60).map((one) => ({
          key: String(one.trial),
          arch: one.arch,
          note: `trial ${one.trial}, ${formatFixed(one.reward)}, ${one.age === null ? 'dead' : `age ${one.age}`}: ${originWords(one.origin)}`,
        }))}
      />
    </>
  );
}

function Strip({ members }: { readonly members: readonly PopulationMember[] }) {
  const draw = useCallback(
    (width: number): Drawn => {
      const shown = [...members].sort((a, b) => b.age - a.age).slice(-MOST_IN_STRIP);
      const oldest = shown[0]?.age ?? 0;
      const range = rangeOf(shown.map(({ reward }) => reward));
      const y = scaleOf(range, STRIP_HEIGHT - 16, 6);
      const step = Math.min(40, (width - 2) / Math.max(1, shown.length));
      const bar = Math.max(1.5, step * 0.78);
      const placed = shown.map((one, i) => ({ ...one, x: 1 + (i + 0.5) * step, y: y.at(one.reward) }));
      return {
        height: STRIP_HEIGHT,
        marks: placed.map((one) => ({
          x: one.x,
          y: one.y,
          arch: one.arch,
          text: `${childText(one.arch)}: ${formatFixed(one.reward)}, age ${one.age}`,
        })),
        body: (
          <>
            {placed.map((one) => (
              <rect
                key={one.trial}
                x={one.x - bar / 2}
                y={one.y}
                width={bar}
                height={Math.max(2, STRIP_HEIGHT - 16 - one.y)}
                rx={1}
                style={{ fill: shadeOf(one.age, oldest) }}
              />
            ))}
            <path className="st-axis" d={`M0 ${STRIP_HEIGHT - 15.5}H${width}`} />
            <text x={0} y={STRIP_HEIGHT - 3}>
              {shown.length === 1 ? 'one alive' : `age ${oldest}`}
            </text>
            {shown.length < 2 ? null : (
              <text x={Math.max(70, (placed.at(-1)?.x ?? 0) + bar / 2)} y={STRIP_HEIGHT - 3} textAnchor="end">
                age {shown.at(-1)?.age ?? 0}
              </text>
            )}
          </>
        ),
      };
    },
    [members],
  );
  const rewards = members.map(({ reward }) => reward);
  const label = `${members.length} alive, ages ${Math.min(...members.map(({ age }) => age))} to ${Math.max(
    ...members.map(({ age }) => age),
  )}, rewards ${formatFixed(Math.min(...rewards))} to ${formatFixed(Math.max(...rewards))}.`;
  return <Picture label={label} draw={draw} hint="Height: reward. The younger, the stronger the colour." />;
}

function Genealogy({ relatives, followed }: { readonly relatives: readonly Relative[]; readonly followed: number | null }) {
  const draw = useCallback(
    (width: number): Drawn => {
      const box = { ...BOX, right: width - 8 };
      const first = relatives[0]?.trial ?? 0;
      const last = Math.max(first + 1, relatives.at(-1)?.trial ?? 1);
      const x = scaleOf({ min: first, max: last, scale: 'linear' }, box.left + 6, box.right - 6);
      const range = rangeOf(lowCut(relatives.map(({ reward }) => reward)));
      const y = scaleOf(range, box.bottom, box.top);
      const clamped = (reward: number): number => Math.min(box.bottom, Math.max(box.top, y.at(reward)));
      const layout = lineageLayout(relatives, { x: x.at, y: clamped }, followed);
      const oldest = layout.living.reduce((most, { age }) => Math.max(most, age ?? 0), 0);
      const dots = layout.dead.map((one) => `M${one.x} ${one.y}h0`).join('');
      return {
        height: HEIGHT,
        marks: [...layout.dead, ...layout.living].map((one) => ({
          x: one.x,
          y: one.y,
          arch: one.arch,
          text: `trial ${one.trial}, ${childText(one.arch)}: ${formatFixed(one.reward)}, ${
            one.age === null ? 'dead' : `age ${one.age}`
          }; ${originWords(one.origin)}`,
        })),
        body: (
          <>
            <RowsOf scale={y} box={box} />
            <ColumnsOf scale={x} box={box} text={(trial) => formatCount(trial)} />
            <text x={box.right} y={HEIGHT - 4} textAnchor="end">
              born as trial
            </text>
            <path className="st-edge" d={layout.edges.dead} />
            <path className="st-edge" data-living="true" d={layout.edges.living} />
            <path className="st-dead" d={dots} />
            {layout.living.map((one) => (
              <circle key={one.trial} cx={one.x} cy={one.y} r={3.4} style={{ fill: shadeOf(one.age ?? 0, oldest) }} />
            ))}
            <path className="st-followed" d={layout.edges.followed} />
            {layout.followed.map((one) => (
              <circle key={one.trial} cx={one.x} cy={one.y} r={3} className="st-follow-dot" />
            ))}
          </>
        ),
      };
    },
    [relatives, followed],
  );
  const living = relatives.filter(({ age }) => age !== null).length;
  return (
    <Picture
      label={`Genealogy of ${relatives.length} children, ${living} of them alive. The line of one of them is marked and listed below.`}
      draw={draw}
      hint="Point at a child to see what change made it; dead ones are pale, those on the lower edge are worse still."
    />
  );
}

/** Without the lowest fifth, which stand at the bottom: children near chance would flatten all others. */
function lowCut(rewards: readonly number[]): readonly number[] {
  const sorted = [...rewards].sort((a, b) => a - b);
  return sorted.slice(Math.floor(sorted.length * 0.2));
}
