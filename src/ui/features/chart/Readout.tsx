import { formatCount, formatFixed } from '../../shared/format';
import type { SeriesKey } from '../../store';
import { useShown } from '../../store/preview';
import type { ChartTab } from './models';
import type { ChartUnit } from './unit';

const COLUMNS: Readonly<
  Record<ChartTab, readonly { readonly key: SeriesKey; readonly label: string; readonly digits: number }[]>
> = {
  reward: [
    { key: 'mean', label: 'mean', digits: 2 },
    { key: 'min', label: 'min', digits: 2 },
    { key: 'max', label: 'max', digits: 2 },
    { key: 'std', label: 'std', digits: 2 },
    { key: 'bestReward', label: 'best so far', digits: 2 },
  ],
  losses: [
    { key: 'loss', label: 'loss', digits: 4 },
    { key: 'policyLoss', label: 'policy loss', digits: 4 },
  ],
  entropy: [
    { key: 'entropy', label: 'entropy', digits: 3 },
    { key: 'kl', label: 'KL', digits: 6 },
  ],
  children: [
    { key: 'children', label: 'children', digits: 0 },
    { key: 'uniqueChildren', label: 'distinct', digits: 0 },
  ],
};

interface ReadoutProps {
  readonly episode: number;
  readonly tab: ChartTab;
  readonly unit: ChartUnit;
  readonly right: number;
  readonly bottom: number;
}

/** The raw numbers of one episode, as recorded. */
export function Readout({ episode, tab, unit, right, bottom }: ReadoutProps) {
  const { series } = useShown();
  return (
    <p className="readout" style={{ right: right + 8, bottom: bottom + 6 }}>
      <span>
        episode <b>{formatCount(episode)}</b>
      </span>
      {unit === 'episodes' || (unit === 'children' && tab === 'children') ? null : (
        <span>
          {unit} <b>{formatCount(series.column(unit).at(episode - 1))}</b>
        </span>
      )}
      {COLUMNS[tab].map(({ key, label, digits }) => {
        const value = series.column(key).at(episode - 1);
        return (
          <span key={key}>
            {label} <b>{digits === 0 ? formatCount(value) : formatFixed(value, digits)}</b>
          </span>
        );
      })}
    </p>
  );
}
