import type { Overlay, RunSeries, Truth } from '../../store';

/** What the plots are made of. */
export interface ModelInputs {
  readonly series: RunSeries;
  readonly window: number;
  readonly truth: Truth | null;
  /** Rewards of the distinct children so far: stands in for the table where nobody has measured one. */
  readonly seenRewards: readonly number[];
  readonly overlays: readonly Overlay[];
  readonly childrenPerEpisode: number;
  /** Genotypes of the space, where they are counted. */
  readonly spaceSize: number | null;
  readonly best: { readonly arch: string; readonly reward: number } | null;
  readonly select: (arch: string) => void;
}
