import type { TraceRow } from '../../../engine/run/traceTypes';
import { formatFixed, formatNumber } from '../../shared/format';

interface ClipPlotProps {
  readonly rows: readonly TraceRow[];
  readonly clip: number;
  /** The followed child's row and advantage; null where it is not in the mini-batch. */
  readonly followed: { readonly row: TraceRow; readonly advantage: number } | null;
}

const WIDTH = 330;
const HEIGHT = 206;
const LEFT = 4;
const RIGHT = 4;
const TOP = 26;
const BASE = 152;

/** PPO's objective of one child over the ratio: flat where the clip holds it. A tick for every child of the mini-batch. */
export function ClipPlot({ rows, clip, followed }: ClipPlotProps) {
  // A child that was drawn twice has one ratio.
  const ticks = [...new Map(rows.map((row) => [row.child, row])).values()];
  const ratios = rows.map(({ ratio }) => ratio);
  // Far ratios are drawn at the edge.
  const reach = Math.min(1, Math.max(2 * clip, ...ratios.map((ratio) => Math.abs(ratio - 1) * 1.1)));
  const [low, high] = [1 - reach, 1 + reach];
  const x = (ratio: number): number =>
    LEFT + ((Math.min(high, Math.max(low, ratio)) - low) / (high - low)) * (WIDTH - LEFT - RIGHT);
  const up = (followed?.advantage ?? 1) >= 0;
  const bounded = (ratio: number): number => Math.min(1 + clip, Math.max(1 - clip, ratio));
  // With advantage +1 or -1: its size stretches the picture, no more.
  const gain = (ratio: number): number => (up ? Math.min(ratio, bounded(ratio)) : Math.min(-ratio, -bounded(ratio)));
  const [bottom, top] = up ? [low, high] : [-high, -low];
  const y = (value: number): number => BASE - 14 - ((value - bottom) / (top - bottom || 1)) * (BASE - 14 - TOP);
  const free = (ratio: number): number => (up ? ratio : -ratio);
  const corners = [low, 1 - clip, 1 + clip, high];
  return (
    <svg className="slow-clip" viewBox={`0 0 ${WIDTH} ${HEIGHT}`}>
      <title>{`Ratios of ${rows.length} rows between ${formatFixed(Math.min(...ratios), 3)} and ${formatFixed(Math.max(...ratios), 3)}; clip from ${formatNumber(1 - clip)} to ${formatNumber(1 + clip)}`}</title>
      <rect className="slow-band" x={x(1 - clip)} y={TOP - 14} width={x(1 + clip) - x(1 - clip)} height={BASE - TOP + 14} />
      <path className="slow-axis" d={`M${LEFT} ${BASE}H${WIDTH - RIGHT}`} />
      {[1 - clip, 1, 1 + clip].map((at) => (
        <g key={at}>
          <path className="slow-axis" d={`M${x(at)} ${BASE}v6`} />
          <text x={x(at)} y={BASE + 20} textAnchor="middle" className="slow-tick">
            {formatNumber(Number(at.toFixed(4)))}
          </text>
        </g>
      ))}
      {followed === null ? null : (
        <>
          <path className="slow-free" d={`M${x(low)} ${y(free(low))}L${x(high)} ${y(free(high))}`} />
          <polyline className="slow-gain" points={corners.map((ratio) => `${x(ratio)},${y(gain(ratio))}`).join(' ')} />
        </>
      )}
      {ticks.map((row) => (
        <path key={row.child} className="slow-ratio" data-stopped={row.slope === 0} d={`M${x(row.ratio)} ${BASE}v-9`} />
      ))}
      {followed === null ? null : (
        <>
          <path className="slow-drop" d={`M${x(followed.row.ratio)} ${BASE}V${y(gain(followed.row.ratio))}`} />
          <circle className="slow-point" cx={x(followed.row.ratio)} cy={y(gain(followed.row.ratio))} r="6" />
        </>
      )}
      <text x={LEFT} y={HEIGHT - 10} className="slow-label">
        ratio r: probability now / when sampled
      </text>
      <text x={LEFT} y={12} className="slow-label">
        {followed === null ? '' : `min(rA, clip(r)A), A ${up ? '> 0' : '< 0'}; dashed: rA`}
      </text>
    </svg>
  );
}
