import { formatCount } from '../../shared/format';
import { useSize } from '../../shared/hooks';

export interface RangeRow {
  readonly title: string;
  readonly low: number;
  readonly estimate: number;
  /** Infinite: it runs out of the figure. */
  readonly high: number;
  readonly kind: 'own' | 'other';
}

const ROW = 26;
const PAD = { left: 92, right: 16, top: 4, bottom: 20 } as const;

/** Where rows of numbers of children lie on one logarithmic axis from 1. The table beside it has the same numbers for everybody. */
export function RangePlot({ rows }: { readonly rows: readonly RangeRow[] }) {
  const [ref, { width }] = useSize<HTMLDivElement>();
  const finite = rows.flatMap(({ low, estimate, high }) => [low, estimate, high]).filter(Number.isFinite);
  const decades = Math.max(2, Math.ceil(Math.log10(Math.max(1, ...finite))));
  const height = PAD.top + rows.length * ROW + PAD.bottom;
  const x = (value: number): number =>
    PAD.left + (Math.min(decades, Math.log10(Math.max(1, value))) / decades) * (width - PAD.left - PAD.right);
  return (
    <div ref={ref} className="range-plot" style={{ height }}>
      {width === 0 ? null : (
        <svg width={width} height={height} aria-hidden="true">
          {Array.from({ length: decades + 1 }, (_, d) => 10 ** d).map((value) => (
            <g key={value}>
              <path className="range-grid" d={`M${x(value)} ${PAD.top}V${height - PAD.bottom}`} />
              <text x={x(value)} y={height - 5} textAnchor={value === 1 ? 'start' : value === 10 ** decades ? 'end' : 'middle'}>
                {formatCount(value)}
              </text>
            </g>
          ))}
          {rows.map((row, i) => {
            const y = PAD.top + (i + 0.5) * ROW;
            return (
              <g key={row.title} data-kind={row.kind}>
                <text x={0} y={y + 4}>
                  {row.title}
                </text>
                <path className="range-bar" d={`M${x(row.low)} ${y}H${x(row.high)}`} />
                {Number.isFinite(row.estimate) ? <circle cx={x(row.estimate)} cy={y} r={4.5} /> : null}
                {Number.isFinite(row.high) ? null : (
                  <text x={x(row.high) + 3} y={y + 4}>
                    →
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}
