import { formatFixed, formatSigned } from '../../shared/format';

interface DotsProps {
  readonly values: readonly number[];
  readonly followed: number;
  readonly digits: number;
  readonly label: string;
  /** A line across: the mean, or the baseline. */
  readonly level: { readonly value: number; readonly label: string } | null;
  /** Draws how far each dot lies from the line. */
  readonly withDistances?: boolean;
}

const WIDTH = 640;
const HEIGHT = 210;
const LEFT = 14;
const RIGHT = 110;
const TOP = 22;
const BASE = 176;

/** The episode's children from left to right, a dot each at its value; far ones are drawn at the lower edge. */
export function Dots({ values, followed, digits, label, level, withDistances = false }: DotsProps) {
  const shown = level === null ? values : [...values, level.value];
  const sorted = [...shown].sort((a, b) => a - b);
  const high = sorted.at(-1) ?? 1;
  // A few very bad children must not flatten the others.
  const decile = sorted[Math.floor(sorted.length * 0.1)] ?? 0;
  const least = sorted[0] ?? 0;
  const low = high - least > 6 * (high - decile) ? Math.min(decile, level?.value ?? decile) : least;
  const span = high - low || 1;
  const x = (i: number): number => LEFT + ((i + 0.5) * (WIDTH - LEFT - RIGHT)) / values.length;
  const y = (value: number): number => (value < low ? BASE + 8 : BASE - ((value - low) / span) * (BASE - TOP));
  const own = values[followed] ?? 0;
  return (
    <svg className="slow-dots" viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
      <title>{`${label} of ${values.length} children; child ${followed + 1}: ${formatFixed(own, digits)}`}</title>
      {level === null ? null : (
        <>
          <path className="slow-level" d={`M${LEFT} ${y(level.value)}H${WIDTH - RIGHT}`} />
          <text x={WIDTH - RIGHT + 8} y={y(level.value) + 4} className="slow-label">
            {level.label} {formatFixed(level.value, digits)}
          </text>
        </>
      )}
      {values.map((value, i) => (
        <g key={x(i)} data-followed={i === followed} className="slow-dot">
          <title>{`child ${i + 1}: ${formatFixed(value, digits)}`}</title>
          {withDistances && level !== null && Math.abs(y(value) - y(level.value)) > 4 ? (
            <path d={`M${x(i)} ${y(level.value)}L${x(i)} ${y(value)}`} className="slow-distance" />
          ) : null}
          {value < low ? (
            <path d={`M${x(i) - 4} ${BASE + 4}h8l-4 7z`} />
          ) : (
            <circle cx={x(i)} cy={y(value)} r={i === followed ? 6 : 3.6} />
          )}
          <text x={x(i)} y={HEIGHT - 6} textAnchor="middle" className="slow-tick">
            {values.length <= 24 || i === followed || i % 5 === 4 ? i + 1 : ''}
          </text>
        </g>
      ))}
      <text x={x(followed) + 10} y={Math.max(14, y(own) - 8)} className="slow-value">
        {formatFixed(own, digits)}
        {withDistances && level !== null ? ` (${formatSigned(own - level.value, digits)})` : ''}
      </text>
    </svg>
  );
}
