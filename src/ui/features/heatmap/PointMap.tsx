import { useState } from 'react';
import { shareOf, type Tried } from '../../shared/decisions';
import { formatFixed } from '../../shared/format';
import { useSize } from '../../shared/hooks';
import { archLabel } from '../../shared/ops';
import { usePickNearest } from '../../shared/usePickNearest';
import { useLab } from '../../store';
import { shade } from './paint';

/** A pointer so near a point means it, px. */
const REACH = 16;
const PAD = { left: 44, right: 10, top: 10, bottom: 34 } as const;

interface Placed {
  readonly arch: string;
  readonly reward: number;
  /** 0..1 along each axis. */
  readonly x: number;
  readonly y: number;
}

/** The points of a function that were tried, over any two of its numbers; the better, the darker. */
export function PointMap({ tried }: { readonly tried: readonly Tried[] }) {
  const [ref, { width, height }] = useSize<HTMLDivElement>();
  const selected = useLab((state) => state.selectedArch);
  const hovered = useLab((state) => state.hoveredArch);
  const decisions = tried[0]?.met.map(({ decision }) => decision) ?? [];
  const names = decisions.map(({ name }) => name);
  const [acrossName, setAcross] = useState('');
  const [downName, setDown] = useState('');
  const across = Math.max(0, names.indexOf(acrossName));
  const wanted = names.indexOf(downName);
  const down = wanted < 0 ? Math.min(1, names.length - 1) : wanted;
  const points = tried.flatMap(({ arch, reward, met }): readonly Placed[] => {
    const a = met[across];
    const b = met[down];
    if (a === undefined || b === undefined || a.decision.kind === 'categorical' || b.decision.kind === 'categorical') return [];
    return [{ arch, reward, x: shareOf(a.decision, a.choice), y: shareOf(b.decision, b.choice) }];
  });
  const rewards = points
    .map(({ reward }) => reward)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const low = rewards[Math.floor(rewards.length / 4)] ?? 0;
  const high = rewards.at(-1) ?? 1;
  const best = points.reduce<Placed | null>(
    (found, point) => (found === null || point.reward > found.reward ? point : found),
    null,
  );
  const xOf = (share: number): number => PAD.left + share * Math.max(0, width - PAD.left - PAD.right);
  const yOf = (share: number): number => Math.max(0, height - PAD.bottom) - share * Math.max(0, height - PAD.top - PAD.bottom);
  // The picture answers the pointer as a whole; the children's table does so for the keyboard.
  usePickNearest(
    ref,
    points.map(({ arch, x, y }) => ({ arch, x: xOf(x), y: yOf(y) })),
    REACH,
  );
  const ends = (index: number): readonly [string, string] => {
    const decision = decisions[index];
    return decision === undefined || decision.kind === 'categorical' ? ['', ''] : [String(decision.min), String(decision.max)];
  };
  const [left, right] = ends(across);
  const [bottom, top] = ends(down);
  return (
    <>
      {names.length < 3 ? null : (
        <div className="map-head">
          <Axis label="across" names={names} value={names[across] ?? ''} onChange={setAcross} />
          <Axis label="up" names={names} value={names[down] ?? ''} onChange={setDown} />
        </div>
      )}
      <div ref={ref} className="point-map">
        <svg
          width={width}
          height={height}
          role="img"
          aria-label={`${points.length} points over ${names[across] ?? ''} and ${names[down] ?? ''}${best === null ? '' : `; the best is ${archLabel(best.arch)} with reward ${formatFixed(best.reward)}`}`}
        >
          <rect
            className="point-frame"
            x={PAD.left}
            y={PAD.top}
            width={Math.max(0, width - PAD.left - PAD.right)}
            height={Math.max(0, height - PAD.top - PAD.bottom)}
          />
          <text x={PAD.left} y={height - 18}>
            {left}
          </text>
          <text x={width - PAD.right} y={height - 18} textAnchor="end">
            {right}
          </text>
          <text x={(width + PAD.left) / 2} y={height - 6} textAnchor="middle">
            {names[across]}
          </text>
          <text x={PAD.left - 6} y={height - PAD.bottom} textAnchor="end">
            {bottom}
          </text>
          <text x={PAD.left - 6} y={PAD.top + 10} textAnchor="end">
            {top}
          </text>
          <text x={PAD.left - 6} y={height / 2} textAnchor="end">
            {names[down]}
          </text>
          {points.map((point) => (
            <circle
              key={point.arch}
              className="point-dot"
              data-marked={point.arch === selected || point.arch === hovered}
              data-best={point === best}
              cx={xOf(point.x)}
              cy={yOf(point.y)}
              r={point === best ? 6 : 4}
              fillOpacity={0.12 + 0.88 * shade(point.reward, low, high)}
            >
              <title>{`${archLabel(point.arch)}: reward ${formatFixed(point.reward)}`}</title>
            </circle>
          ))}
        </svg>
      </div>
      <p className="heat-readout">
        {best === null
          ? ''
          : `Best of ${points.length}: ${archLabel(best.arch)}, reward ${formatFixed(best.reward)}. All are listed under "Children".`}
      </p>
    </>
  );
}

interface AxisProps {
  readonly label: string;
  readonly names: readonly string[];
  readonly value: string;
  readonly onChange: (name: string) => void;
}

function Axis({ label, names, value, onChange }: AxisProps) {
  return (
    <label className="map-pick">
      {label}{' '}
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {names.map((name) => (
          <option key={name} value={name}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
