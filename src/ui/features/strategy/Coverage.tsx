import { formatCount, formatPercent } from '../../shared/format';
import { openedSpace } from '../../shared/spaces';
import { useLab } from '../../store';
import { useShown } from '../../store/preview';

/** How much of the space a search that learns nothing has seen. */
export function Coverage() {
  const { config, series } = useShown();
  const cursor = useLab((state) => state.episodeCursor);
  const episode = Math.min(cursor ?? series.episodes, series.episodes);
  if (config === null) return null;
  const [children, unique] =
    episode === 0 ? [0, 0] : [series.column('children').at(episode - 1), series.column('uniqueChildren').at(episode - 1)];
  const { size, title } = openedSpace(config.space);
  if (size === null) {
    return (
      <p className="st-soft">
        {formatCount(unique)} points tried of {title}: its numbers are continuous, so no share of it can be given.
      </p>
    );
  }
  const share = Number((BigInt(unique) * 1_000_000_000n) / (size === 0n ? 1n : size)) / 1e9;
  const digits = share > 0 && share < 1e-3 ? 6 : 2;
  const total = size < 1_000_000_000_000n ? formatCount(Number(size)) : Number(size).toExponential(2).replace('e+', ' · 10^');
  return (
    <div className="st-coverage">
      <p>
        <b>{formatCount(unique)}</b> of {total} children seen: <b>{formatPercent(share, digits)}</b>
        {children > unique ? `, ${formatCount(children - unique)} of ${formatCount(children)} draws were repeats` : ''}.
      </p>
      <meter min={0} max={1} value={share} aria-label="Share of the space that was seen">
        {formatPercent(share, digits)}
      </meter>
    </div>
  );
}
