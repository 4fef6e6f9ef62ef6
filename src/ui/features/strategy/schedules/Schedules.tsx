import { useCallback, useMemo } from 'react';
import type { ScheduleView } from '../../../../engine/search/views';
import { formatFixed } from '../../../shared/format';
import { useMoment } from '../moment';
import { ColumnsOf, RowsOf } from '../parts/Axes';
import { cut } from '../parts/childText';
import { type Drawn, Picture } from '../parts/Picture';
import { rangeOf, type Scale, scaleOf, shortNumber } from '../parts/scale';
import { TrialList } from '../parts/TrialList';
import type { Records } from '../population/lineage';
import { forksOf, lineOf, parametersOf } from './layout';
import './schedules.css';

const REWARD_HEIGHT = 220;
const VALUE_HEIGHT = 118;
type Step = ScheduleView['steps'][number];

const bestOf = (members: readonly ScheduleView[]): ScheduleView | null =>
  members.reduce<ScheduleView | null>(
    (top, one) =>
      (one.steps.at(-1)?.reward ?? Number.NEGATIVE_INFINITY) > (top?.steps.at(-1)?.reward ?? Number.NEGATIVE_INFINITY)
        ? one
        : top,
    null,
  );

/** Members over epochs, their hyperparameters as they change, and where one took over another's weights. */
export function Schedules({ members }: { readonly members: readonly ScheduleView[] }) {
  const { records } = useMoment();
  const forks = useMemo(() => forksOf(members), [members]);
  const parameters = useMemo(() => parametersOf(members), [members]);
  const best = bestOf(members);
  const ranked = [...members].sort((a, b) => (b.steps.at(-1)?.reward ?? 0) - (a.steps.at(-1)?.reward ?? 0));
  return (
    <>
      <h3>
        Reward
        <span className="st-soft">
          {' '}
          · thick: the line whose weights the best member has now; a rising or falling thread: a copy
        </span>
      </h3>
      <Curves members={members} records={records} best={best} name={null} names={null} />
      {parameters.map(({ name, names }) => (
        <div key={name}>
          <h3>{name}</h3>
          <Curves members={members} records={records} best={best} name={name} names={names} />
        </div>
      ))}
      <TrialList
        label={`Members, best first (${forks.length} ${forks.length === 1 ? 'copy' : 'copies'} so far)`}
        items={ranked.flatMap(({ member, steps }) => {
          const last = steps.at(-1);
          const child = last === undefined ? null : records.trial(last.trial);
          if (last === undefined || child === null) return [];
          const copies = forks.filter((fork) => fork.member === member);
          const note =
            copies.length === 0
              ? 'never copied'
              : `copied ${copies.map(({ from, epochs }) => `${from} at ${epochs}`).join(', ')}`;
          return [{ key: String(member), arch: child.arch, note: `member ${member}, ${formatFixed(last.reward)}, ${note}` }];
        })}
      />
    </>
  );
}

interface CurvesProps {
  readonly members: readonly ScheduleView[];
  readonly records: Records;
  readonly best: ScheduleView | null;
  /** The hyperparameter; null: the reward. */
  readonly name: string | null;
  /** Of a hyperparameter whose values are names. */
  readonly names: readonly string[] | null;
}

function Curves({ members, records, best, name, names }: CurvesProps) {
  const draw = useCallback(
    (width: number): Drawn => {
      const height = name === null ? REWARD_HEIGHT : VALUE_HEIGHT;
      const box = { left: names === null ? 48 : 84, right: width - 12, top: 8, bottom: height - 22 };
      const valueIn = (step: Step): number => {
        if (name === null) return step.reward;
        const value = step.values[name];
        return typeof value === 'number' ? value : value === undefined ? Number.NaN : (names?.indexOf(value) ?? Number.NaN);
      };
      const all = members.flatMap(({ steps }) => steps);
      const values = all.map(valueIn).filter(Number.isFinite);
      const low = Math.min(...values);
      const high = Math.max(...values);
      const isLog = names === null && name !== null && low > 0 && high / low > 20;
      const range = isLog ? ({ min: low * 0.9, max: high * 1.1, scale: 'log' } as const) : rangeOf(values, 0.08);
      const y = scaleOf(range, box.bottom, box.top);
      const x = scaleOf({ min: 0, max: Math.max(1, ...all.map(({ epochs }) => epochs)), scale: 'linear' }, box.left, box.right);
      return {
        height,
        ...drawCurves({ members, records, best, valueIn, x, y, isReward: name === null, name, names, box }),
      };
    },
    [members, records, best, name, names],
  );
  const last = members.map(({ steps }) => steps.at(-1)?.epochs ?? 0);
  const of = name ?? 'reward';
  return (
    <Picture
      label={`${of} of ${members.length} members over ${Math.max(0, ...last)} epochs.`}
      draw={draw}
      hint={name === null ? 'Each line is a member of the population, over its epochs.' : ''}
    />
  );
}

interface Drawing {
  readonly members: readonly ScheduleView[];
  readonly records: Records;
  readonly best: ScheduleView | null;
  readonly valueIn: (step: Step) => number;
  readonly x: Scale;
  readonly y: Scale;
  readonly isReward: boolean;
  readonly name: string | null;
  readonly names: readonly string[] | null;
  readonly box: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
}

function drawCurves({ members, records, best, valueIn, x, y, isReward, name, names, box }: Drawing): Omit<Drawn, 'height'> {
  const at = (step: Step) => ({ x: x.at(step.epochs), y: y.at(valueIn(step)) });
  const join = (steps: readonly Step[], start: string): string =>
    steps
      .filter((step) => Number.isFinite(valueIn(step)))
      .map((step, i) => {
        const { x: px, y: py } = at(step);
        const move = i === 0 ? start : isReward ? 'L' : 'H';
        return isReward || i === 0 ? `${move}${px.toFixed(1)} ${py.toFixed(1)}` : `${move}${px.toFixed(1)}V${py.toFixed(1)}`;
      })
      .join('');
  const stepsOf = (member: number): readonly Step[] => members.find((one) => one.member === member)?.steps ?? [];
  const forks = forksOf(members).flatMap(({ member, from, step }) => {
    const source = stepsOf(from)[step - 1];
    const copy = stepsOf(member)[step];
    return source === undefined || copy === undefined ? [] : [{ source: at(source), copy: at(copy), key: `${member}:${step}` }];
  });
  const line = best === null ? [] : [...lineOf(members, best.member)].reverse();
  const followed = line.flatMap(({ member, until }, i) => stepsOf(member).slice((line[i - 1]?.until ?? -1) + 1, until + 1));
  const shown = isReward || name === null ? 'reward' : name;
  return {
    marks: members.flatMap(({ member, steps }) =>
      steps.map((step) => {
        const value = names === null ? shortNumber(valueIn(step)) : (names[valueIn(step)] ?? '');
        const told = isReward ? formatFixed(step.reward) : value;
        return {
          ...at(step),
          arch: records.trial(step.trial)?.arch ?? null,
          text: `member ${member}, epoch ${step.epochs}: ${shown} ${told}${step.copiedFrom === null ? '' : `, copied from member ${step.copiedFrom}`}`,
        };
      }),
    ),
    body: (
      <>
        {names === null ? (
          <RowsOf scale={y} box={box} count={isReward ? 4 : 2} />
        ) : (
          names.map((one, i) => (
            <text key={one} x={box.left - 5} y={y.at(i) + 4} textAnchor="end">
              {cut(one, 12)}
            </text>
          ))
        )}
        <ColumnsOf scale={x} box={box} />
        {members.map(({ member, steps }) => (
          <path key={member} className="st-member" d={join(steps, 'M')} />
        ))}
        {isReward
          ? forks.map(({ source, copy, key }) => (
              <path key={key} className="st-fork" d={`M${source.x} ${source.y}L${copy.x} ${copy.y}`} />
            ))
          : null}
        <path className="st-followed" d={join(followed, 'M')} />
        {isReward ? forks.map(({ copy, key }) => <circle key={key} className="st-copy" cx={copy.x} cy={copy.y} r={2.6} />) : null}
      </>
    ),
  };
}
