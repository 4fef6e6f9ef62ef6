import { useMemo, useRef } from 'react';
import type { ChildMetrics } from '../../../engine/estimate/childMetrics';
import { formatPercent } from '../../shared/format';
import { useSize } from '../../shared/hooks';
import { archLabel, shortText } from '../../shared/ops';
import { type PlacedChild, usePickNearest } from '../../shared/usePickNearest';
import { useLab } from '../../store';

const HEIGHT = 150;
const PAD = { left: 34, right: 46, top: 12, bottom: 30 };
const REACH = 24;
/** Beyond so many children only the best are drawn, and those that are looked at. */
const MOST_LINES = 40;

interface TrialCurvesProps {
  /** Tried under the same strengths. */
  readonly tried: readonly ChildMetrics[];
}

/** Accuracy against the strength of noise and of attack, a line a child. The table holds the same numbers. */
export function TrialCurves({ tried }: TrialCurvesProps) {
  const [first] = tried;
  if (first === undefined) return null;
  return (
    <div className="kid-curves">
      {first.noise.length === 0 ? null : <Curves tried={tried} of="noise" />}
      {first.fgsm.length === 0 ? null : <Curves tried={tried} of="fgsm" />}
    </div>
  );
}

const WORDS = {
  noise: { title: 'under noise', axis: 'standard deviation σ' },
  fgsm: { title: 'under attack (FGSM)', axis: 'step ε' },
} as const;

interface Line {
  readonly arch: string;
  /** Strength 0 first: the same images, unchanged. */
  readonly points: readonly { readonly strength: number; readonly accuracy: number }[];
}

function Curves({ tried, of }: TrialCurvesProps & { readonly of: 'noise' | 'fgsm' }) {
  const ref = useRef<HTMLDivElement>(null);
  const [sized, { width }] = useSize<HTMLElement>();
  const selected = useLab((state) => state.selectedArch);
  const hovered = useLab((state) => state.hoveredArch);
  const { title, axis } = WORDS[of];
  const lines = useMemo<readonly Line[]>(
    () =>
      [...tried]
        .sort((a, b) => b.clean - a.clean)
        .map((child) => ({
          arch: child.arch,
          points: [{ strength: 0, accuracy: child.clean }, ...child[of]].sort((a, b) => a.strength - b.strength),
        })),
    [tried, of],
  );
  const most = Math.max(1e-9, ...(lines[0]?.points ?? []).map(({ strength }) => strength));
  const x = (strength: number): number => PAD.left + (strength / most) * Math.max(0, width - PAD.left - PAD.right);
  const y = (accuracy: number): number => HEIGHT - PAD.bottom - accuracy * (HEIGHT - PAD.top - PAD.bottom);
  const isLooked = ({ arch }: Line): boolean => lines.length === 1 || arch === selected || arch === hovered;
  const drawn = lines.filter((line, i) => i < MOST_LINES || isLooked(line));
  const placed = drawn.flatMap(({ arch, points }): readonly PlacedChild[] =>
    points.map(({ strength, accuracy }) => ({ arch, x: x(strength), y: y(accuracy) })),
  );
  usePickNearest(ref, placed, REACH);
  // What is looked at lies above the others.
  const ordered = [...drawn.filter((line) => !isLooked(line)), ...drawn.filter(isLooked)];
  const [best] = lines;
  const summary = `Accuracy ${title} of ${lines.length === 1 ? archLabel(best?.arch ?? '') : `${lines.length} children`}${
    best === undefined
      ? ''
      : `; ${lines.length === 1 ? '' : `of the best unchanged, ${archLabel(best.arch)}: `}${best.points
          .map(({ strength, accuracy }) => `${formatPercent(accuracy, 1)} at ${strength}`)
          .join(', ')}`
  }.`;
  return (
    <figure ref={sized}>
      <figcaption>
        accuracy {title} <span className="kid-soft">{axis}</span>
      </figcaption>
      <div ref={ref}>
        {width === 0 ? null : (
          <svg className="kid-trials" width={width} height={HEIGHT} role="img" aria-label={summary}>
            {[0, 0.5, 1].map((value) => (
              <g key={value}>
                <path d={`M${PAD.left} ${y(value)}H${width - PAD.right}`} stroke="var(--line)" />
                <text x={PAD.left - 6} y={y(value) + 4} textAnchor="end">
                  {100 * value}
                </text>
              </g>
            ))}
            {(best?.points ?? []).map(({ strength }) => (
              <text key={strength} x={x(strength)} y={HEIGHT - PAD.bottom + 16} textAnchor="middle">
                {strength}
              </text>
            ))}
            {ordered.map((line) => (
              <TrialLine key={line.arch} line={line} isLooked={isLooked(line)} x={x} y={y} />
            ))}
          </svg>
        )}
      </div>
    </figure>
  );
}

interface TrialLineProps {
  readonly line: Line;
  readonly isLooked: boolean;
  readonly x: (strength: number) => number;
  readonly y: (accuracy: number) => number;
}

function TrialLine({ line: { arch, points }, isLooked, x, y }: TrialLineProps) {
  const path = points.map(({ strength, accuracy }, i) => `${i === 0 ? 'M' : 'L'}${x(strength)} ${y(accuracy)}`).join('');
  const last = points.at(-1);
  return (
    <g className="kid-trial" data-looked={isLooked}>
      <path d={path} fill="none" />
      {points.map(({ strength, accuracy }) => (
        <circle key={strength} cx={x(strength)} cy={y(accuracy)} r={isLooked ? 3.2 : 2}>
          <title>{`${shortText(archLabel(arch), 60)}: ${formatPercent(accuracy)} at ${strength}`}</title>
        </circle>
      ))}
      {!isLooked || last === undefined ? null : (
        <text x={x(last.strength) + 6} y={y(last.accuracy) + 4}>
          {formatPercent(last.accuracy, 1)}
        </text>
      )}
    </g>
  );
}
