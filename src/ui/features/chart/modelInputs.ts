import type { Overlay, Truth } from '../../store';
import type { Ghost, SeedBand, SeriesView } from '../../store/preview';
import type { ChartUnit } from './unit';

/** What the plots are made of. */
export interface ModelInputs {
  readonly series: SeriesView;
  /** What the horizontal axis counts. */
  readonly unit: ChartUnit;
  readonly window: number;
  readonly truth: Truth | null;
  /** Rewards of the distinct children so far: stands in for the table where nobody has measured one. */
  readonly seenRewards: readonly number[];
  readonly overlays: readonly Overlay[];
  /** The last settings' curve, where a run is computed at once. */
  readonly ghost: Ghost | null;
  /** Median and quartiles over seeds; null without them. */
  readonly band: SeedBand | null;
  readonly childrenPerEpisode: number;
  /** Genotypes of the space, where they are counted. */
  readonly spaceSize: number | null;
  readonly best: { readonly arch: string; readonly reward: number } | null;
  readonly select: (arch: string) => void;
}
