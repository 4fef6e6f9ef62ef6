import { type Band, buckets, quantileBand } from '../../../../engine/analysis';
import type { SeedRun } from '../../../../engine/analysis/sampleEfficiency';

/** Points of a small chart: each the mean of a stretch of episodes. */
const POINTS = 100;

/** Median and quartiles over seeds of the mean reward, in at most 100 stretches of episodes; null without a whole run. */
export function bandOf(runs: readonly SeedRun[]): Band | null {
  const curves = runs.filter(({ mean }) => mean.length > 0).map(({ mean }) => buckets(mean, POINTS).map((bucket) => bucket.mean));
  return curves.length === 0 ? null : quantileBand(curves, 0.5);
}

/** Where in a box a point of a band and a reward lie, in pixels. */
export interface Place {
  readonly x: (point: number) => number;
  readonly y: (reward: number) => number;
}

const at = (value: number): string => value.toFixed(1);

/** Of a band: its median as a line, and the area between its quartiles. */
export function bandPaths({ low, median, high }: Band, { x, y }: Place): { readonly line: string; readonly area: string } {
  const points = (values: Float64Array): readonly string[] => Array.from(values, (value, i) => `${at(x(i))} ${at(y(value))}`);
  return {
    line: `M${points(median).join('L')}`,
    area: `M${points(low).join('L')}L${[...points(high)].reverse().join('L')}Z`,
  };
}
