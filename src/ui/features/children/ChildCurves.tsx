import type { Measurement } from '../../../engine/core/measurement';
import { ArchText } from '../../shared/ArchText';
import { formatDuration, formatFixed, formatLarge, formatPercent } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import { ChildTrials } from './ChildTrials';

/** How one child learned, epoch by epoch, and what it costs. */
export function ChildCurves({ arch, measurement }: { readonly arch: string; readonly measurement: Measurement | null }) {
  if (measurement === null) return <p className="kid-soft">{archLabel(arch)} has not been measured in this run.</p>;
  const { epochs, params } = measurement;
  return (
    <section className="kid-child" aria-label={`Child ${archLabel(arch)}`}>
      <h3>
        <ArchText arch={arch} most={46} />
      </h3>
      <p className="kid-soft">
        {formatLarge(params.total)} params ({formatLarge(params.cells)} in the cells), {formatLarge(measurement.macs)} MACs
        {measurement.trainMs === null ? '' : `, trained in ${formatDuration(measurement.trainMs)}`}; {measurement.source}.
      </p>
      <div className="kid-curves">
        <Curve
          title="accuracy"
          valid={epochs.map((report) => report.validAccuracy)}
          train={epochs.map((report) => report.trainAccuracy)}
          text={(value) => formatPercent(value)}
        />
        <Curve
          title="loss, nats"
          valid={epochs.map((report) => report.validLoss)}
          train={epochs.map((report) => report.trainLoss)}
          text={(value) => formatFixed(value, 3)}
        />
      </div>
      <ChildTrials arch={arch} />
    </section>
  );
}

const W = 260;
const H = 110;
const PAD = { left: 8, right: 66, top: 12, bottom: 18 };

interface CurveProps {
  readonly title: string;
  readonly valid: readonly number[];
  readonly train: readonly number[];
  readonly text: (value: number) => string;
}

function Curve({ title, valid, train, text }: CurveProps) {
  const all = [...valid, ...train].filter(Number.isFinite);
  const low = Math.min(...all);
  const high = Math.max(...all);
  const span = high > low ? high - low : 1;
  const x = (i: number): number => PAD.left + (valid.length < 2 ? 0.5 : i / (valid.length - 1)) * (W - PAD.left - PAD.right);
  const y = (value: number): number => H - PAD.bottom - ((value - low) / span) * (H - PAD.top - PAD.bottom);
  const line = (values: readonly number[]): string =>
    values.map((value, i) => `${i === 0 ? 'M' : 'L'}${x(i)} ${y(value)}`).join('');
  const lastValid = valid.at(-1) ?? Number.NaN;
  const lastTrain = train.at(-1) ?? Number.NaN;
  const endX = x(valid.length - 1) + 7;
  // The two labels at the ends of the lines keep 12 px between them.
  const gap = y(lastTrain) - y(lastValid);
  const shift = Math.abs(gap) < 12 ? (12 - Math.abs(gap)) / 2 : 0;
  const away = gap >= 0 ? 1 : -1;
  return (
    <figure>
      <figcaption>
        {title}{' '}
        <span className="kid-soft">
          valid {text(lastValid)}, train {text(lastTrain)}
        </span>
      </figcaption>
      <svg
        viewBox={`0 0 ${W} ${H}`}
        role="img"
        aria-label={`${title} after ${valid.length} epochs: valid ${text(lastValid)}, train ${text(lastTrain)}`}
      >
        <path d={`M${PAD.left} ${H - PAD.bottom}H${W - PAD.right}`} stroke="var(--line)" />
        <path d={line(train)} fill="none" stroke="var(--random)" strokeWidth={1.4} strokeDasharray="4 3" />
        <path d={line(valid)} fill="none" stroke="var(--truth)" strokeWidth={1.8} />
        {valid.map((value, i) => (
          <circle key={x(i)} cx={x(i)} cy={y(value)} r={2.6} fill="var(--truth)">
            <title>{`epoch ${i + 1}: valid ${text(value)}, train ${text(train[i] ?? Number.NaN)}`}</title>
          </circle>
        ))}
        <text x={endX} y={y(lastValid) + 4 - shift * away} fill="var(--truth)">
          valid
        </text>
        <text x={endX} y={y(lastTrain) + 4 + shift * away} fill="var(--soft)">
          train
        </text>
        <text x={x(0)} y={H - 4} textAnchor={valid.length < 2 ? 'middle' : 'start'}>
          epoch 1
        </text>
        {valid.length < 2 ? null : (
          <text x={x(valid.length - 1)} y={H - 4} textAnchor="middle">
            {valid.length}
          </text>
        )}
      </svg>
    </figure>
  );
}
