import { CHART_UNITS, type ChartUnit } from './unit';

const NOTES: Readonly<Record<ChartUnit, string>> = {
  episodes: 'Episodes: one batch of children, and one step of the strategy',
  children: 'Children: every one that was proposed, looked up ones too',
  epochs: 'Epochs: what training cost, or would have cost; a child that is met again or goes on is not paid for twice',
};

interface AxisNameProps {
  readonly unit: ChartUnit;
  readonly onChange: (unit: ChartUnit) => void;
  /** Where the axis ends, and how tall the room under it is; pixels. */
  readonly left: number;
  readonly height: number;
}

/** The name of the horizontal axis, where it ends: a choice of what it counts. */
export function AxisName({ unit, onChange, left, height }: AxisNameProps) {
  return (
    <select
      className="axis-name"
      aria-label="Horizontal axis"
      title={NOTES[unit]}
      style={{ left, height }}
      value={unit}
      onChange={({ target }) => onChange(CHART_UNITS.find((option) => option === target.value) ?? 'episodes')}
    >
      {CHART_UNITS.map((option) => (
        <option key={option} value={option}>
          {option}
        </option>
      ))}
    </select>
  );
}
