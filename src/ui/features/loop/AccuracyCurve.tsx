import { formatPercent } from '../../shared/format';

const WIDTH = 250;
const HEIGHT = 74;
const BASE = 58;
const TOP = 12;

interface AccuracyCurveProps {
  /** Validation accuracy of each epoch so far. */
  readonly curve: readonly number[];
  /** Epochs the child will have. */
  readonly epochs: number;
  /** Best epoch's mean, written at the end. */
  readonly final: number | null;
}

/** One child's validation accuracy per epoch; one epoch is a point. */
export function AccuracyCurve({ curve, epochs, final }: AccuracyCurveProps) {
  const low = Math.min(...curve);
  const high = Math.max(...curve);
  const span = Math.max(high - low, 0.005);
  const steps = Math.max(1, epochs - 1);
  const x = (i: number): number => (epochs <= 1 ? WIDTH / 3 : 24 + (i * (WIDTH - 88)) / steps);
  const y = (value: number): number => (high === low ? BASE / 2 : BASE - 6 - ((value - low) / span) * (BASE - 6 - TOP));
  const every = Math.ceil(epochs / 4);
  const last = curve.length - 1;
  return (
    <svg className="curve" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="xMinYMid meet" aria-hidden="true">
      <path className="axis" d={`M0 ${BASE}H${WIDTH - 14}`} />
      <polyline points={curve.map((value, i) => `${x(i)},${y(value)}`).join(' ')} />
      {curve.map((value, i) => (
        <circle key={x(i)} cx={x(i)} cy={y(value)} r={epochs > 12 ? 1.4 : 2.6} />
      ))}
      {Array.from({ length: epochs }, (_, i) => i)
        .filter((i) => i % every === 0 || i === epochs - 1)
        .map((i) => (
          <text key={i} className="tick" x={x(i)} y={BASE + 13} textAnchor="middle">
            {epochs > 4 ? i + 1 : `epoch ${i + 1}`}
          </text>
        ))}
      {last >= 0 ? (
        <text className="value" x={x(last) + 8} y={y(curve[last] ?? low) + 4}>
          {formatPercent(final ?? curve[last])}
        </text>
      ) : null}
    </svg>
  );
}
