import { type RandomBaseline, randomBaseline, rollingMean } from '../../../engine/analysis';
import { Rng } from '../../../engine/core/rng';
import { digitsFor, formatCount, formatFixed } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import type { Overlay, RunSeries, SeriesKey, Truth } from '../../store';
import { bucketise, bucketSize } from './buckets';
import type { PlotLevel, PlotLine, PlotModel, PlotRow } from './plotTypes';

export const CHART_TABS = ['reward', 'losses', 'entropy', 'children'] as const;
export type ChartTab = (typeof CHART_TABS)[number];

export interface ModelInputs {
  readonly series: RunSeries;
  readonly window: number;
  readonly truth: Truth | null;
  readonly overlays: readonly Overlay[];
  readonly childrenPerEpisode: number;
  /** Genotypes of the space, where they are counted. */
  readonly spaceSize: number | null;
  readonly best: { readonly arch: string; readonly reward: number } | null;
  readonly select: (arch: string) => void;
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const least = (values: Iterable<number>): number => {
  let low = Number.POSITIVE_INFINITY;
  for (const value of values) if (Number.isFinite(value) && value < low) low = value;
  return low;
};
const greatest = (values: Iterable<number>): number => {
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) if (Number.isFinite(value) && value > high) high = value;
  return high;
};

/** The longest series decides the buckets, so that overlaid runs share the episodes of their points. */
function sizeFor(inputs: ModelInputs): number {
  const longest = Math.max(inputs.series.episodes, ...inputs.overlays.map((overlay) => overlay.series.length));
  return bucketSize(longest);
}

const OVERLAY_DASHES = ['6 3', '2 3', '8 3 2 3', '1 4'] as const;

const baselines = new WeakMap<Truth, Map<number, RandomBaseline | null>>();

/** What random search would do on this table: 90 % of its episodes' means lie in the band. Worked out once a table. */
function baselineOf(truth: Truth, children: number): RandomBaseline | null {
  const held = baselines.get(truth) ?? new Map<number, RandomBaseline | null>();
  baselines.set(truth, held);
  let baseline = held.get(children);
  if (baseline === undefined) {
    const rewards = [...truth.rewards.values()].filter(Number.isFinite);
    const rng = Rng.fromSeed(1, 'random baseline');
    baseline = rewards.length === 0 ? null : randomBaseline(rewards, { children, coverage: 0.9, draws: 400, rng });
    held.set(children, baseline);
  }
  return baseline;
}

/** Reward: smoothed mean in its band of min and max and of one standard deviation, raw means behind. */
export function rewardModel(inputs: ModelInputs): PlotModel {
  const { series, window, truth, overlays, best, childrenPerEpisode, select } = inputs;
  const size = sizeFor(inputs);
  const smooth = (key: SeriesKey): Float64Array => rollingMean(series.column(key).view(), window);
  const mean = smooth('mean');
  const std = smooth('std');
  const min = smooth('min');
  const max = smooth('max');
  const b = {
    mean: bucketise(mean, size).mean,
    std: bucketise(std, size).mean,
    min: bucketise(min, size).min,
    max: bucketise(max, size).max,
    best: bucketise(series.column('bestReward').view(), size).max,
  };
  const raw = bucketise(series.column('mean').view(), size);
  const over = overlays.map((overlay) => bucketise(rollingMean(overlay.series, window), size));
  const count = Math.max(raw.episode.length, ...over.map((buckets) => buckets.episode.length));
  const rows: PlotRow[] = [];
  for (let i = 0; i < count; i += 1) {
    const m = b.mean[i] ?? Number.NaN;
    const s = b.std[i] ?? Number.NaN;
    const row: Record<string, number | readonly [number, number] | null> = {
      mean: finite(m),
      raw: finite(raw.mean[i] ?? Number.NaN),
      best: finite(b.best[i] ?? Number.NaN),
      range: Number.isFinite(m) ? [b.min[i] ?? m, b.max[i] ?? m] : null,
      std: Number.isFinite(m) && Number.isFinite(s) ? [Math.max(m - s, b.min[i] ?? m), Math.min(m + s, b.max[i] ?? m)] : null,
    };
    over.forEach((buckets, k) => {
      row[`over${k}`] = finite(buckets.mean[i] ?? Number.NaN);
    });
    const x = raw.episode[i] ?? over.find((buckets) => buckets.episode.length > i)?.episode[i] ?? 0;
    rows.push({ ...row, x });
  }
  const baseline = truth === null ? null : baselineOf(truth, childrenPerEpisode);
  const n = series.episodes;
  const lastOf = (values: Float64Array): number => values[n - 1] ?? Number.NaN;
  const now = lastOf(mean);
  const spread = b.mean.map((m, i) => Math.max(m - (b.std[i] ?? 0), b.min[i] ?? m));
  const low = Math.min(
    least(spread),
    baseline?.meanLow ?? Number.POSITIVE_INFINITY,
    ...over.map((buckets) => least(buckets.min)),
  );
  const high = Math.max(
    greatest(b.best),
    truth?.best.reward ?? Number.NEGATIVE_INFINITY,
    ...over.map((buckets) => greatest(buckets.max)),
  );
  const digits = Math.min(4, Math.max(2, digitsFor(high - low)));
  const text = (value: number): string => formatFixed(value, digits);
  const levels: PlotLevel[] = [];
  if (baseline !== null) {
    levels.push({
      low: baseline.meanLow,
      high: baseline.meanHigh,
      label: 'random search',
      color: 'var(--random)',
      textColor: 'var(--faint)',
    });
  }
  if (truth !== null) {
    levels.push({
      low: truth.best.reward,
      high: truth.best.reward,
      label: `best cell ${text(truth.best.reward)}`,
      color: 'var(--truth)',
      dash: '4 4',
      bold: true,
      press: { label: `Show the truly best cell, ${archLabel(truth.best.arch)}`, action: () => select(truth.best.arch) },
    });
  }
  const bestHere = lastOf(series.column('bestReward').view());
  const lines: PlotLine[] = [
    { key: 'raw', label: 'mean, raw', color: 'var(--policy-2)', width: 1, opacity: 0.45, end: null },
    {
      key: 'min',
      label: 'min',
      drawn: false,
      color: 'var(--policy-2)',
      textColor: 'var(--policy)',
      width: 1.2,
      end: { value: lastOf(min), text: 'min' },
    },
    {
      key: 'max',
      label: 'max',
      drawn: false,
      color: 'var(--policy-2)',
      textColor: 'var(--policy)',
      width: 1.2,
      end: { value: lastOf(max), text: 'max' },
    },
    {
      key: 'below',
      label: 'one standard deviation below the mean',
      drawn: false,
      color: 'var(--policy)',
      width: 0,
      end: { value: now - lastOf(std), text: '− std' },
    },
    {
      key: 'best',
      label: 'best so far',
      color: 'var(--soft)',
      width: 1.2,
      step: true,
      end: { value: bestHere, text: 'best so far' },
      ...(best === null
        ? {}
        : { press: { label: `Show the best so far, ${archLabel(best.arch)}`, action: () => select(best.arch) } }),
    },
    ...overlays.map((overlay, k) => ({
      key: `over${k}`,
      label: overlay.title,
      color: 'var(--soft)',
      width: 1.5,
      dash: OVERLAY_DASHES[k % OVERLAY_DASHES.length] ?? '6 3',
      end: { value: greatest([over[k]?.mean.at(-1) ?? Number.NaN]), text: overlay.title },
    })),
    {
      key: 'mean',
      label: 'mean',
      color: 'var(--policy)',
      width: 2.2,
      bold: true,
      dot: true,
      end: { value: now, text: `mean ${text(now)}` },
    },
  ];
  return {
    title: 'Reward per episode',
    unit: 'reward',
    rows,
    lines,
    bands: [
      { key: 'range', color: 'var(--policy)', opacity: 0.08, stroke: 'var(--policy-2)' },
      { key: 'std', color: 'var(--policy)', opacity: 0.1 },
    ],
    levels,
    low: Number.isFinite(low) ? low : high - 1,
    high: Number.isFinite(high) ? high : low + 1,
    summary:
      n === 0
        ? 'Reward per episode: no episode yet.'
        : `Reward per episode, ${formatCount(n)} episodes: smoothed mean ${text(now)}, ` +
          `min ${text(lastOf(min))}, max ${text(lastOf(max))}, best so far ${text(bestHere)}` +
          `${truth === null ? '' : `, best cell of the table ${text(truth.best.reward)}`}` +
          `${baseline === null ? '.' : `, random search ${text(baseline.mean)}.`}`,
  };
}

/** One or two smoothed series with their raw values behind. */
export function lineModel(
  inputs: ModelInputs,
  title: string,
  unit: string,
  keys: readonly { readonly key: SeriesKey; readonly label: string; readonly color: string; readonly smooth: boolean }[],
  digits: number,
  levels: readonly PlotLevel[] = [],
): PlotModel {
  const { series, window } = inputs;
  const size = bucketSize(series.episodes);
  const columns = keys.map((entry) => {
    const values = series.column(entry.key).view();
    const smoothed = entry.smooth ? rollingMean(values, window) : values;
    return { ...entry, raw: bucketise(values, size), shown: bucketise(smoothed, size), last: smoothed.at(-1) ?? Number.NaN };
  });
  const count = Math.ceil(series.episodes / size);
  const rows: PlotRow[] = [];
  for (let i = 0; i < count; i += 1) {
    const row: Record<string, number | readonly [number, number] | null> = {};
    for (const column of columns) {
      row[column.key] = finite(column.shown.mean[i] ?? Number.NaN);
      const low = column.raw.min[i] ?? Number.NaN;
      row[`${column.key} raw`] = Number.isFinite(low) ? [low, column.raw.max[i] ?? low] : null;
    }
    rows.push({ ...row, x: columns[0]?.raw.episode[i] ?? 0 });
  }
  const low = Math.min(...columns.map((column) => least(column.raw.min)), ...levels.map((level) => level.low));
  const high = Math.max(...columns.map((column) => greatest(column.raw.max)), ...levels.map((level) => level.high));
  const none = !Number.isFinite(low);
  return {
    title,
    unit,
    rows: none ? [] : rows,
    lines: columns.map((column) => ({
      key: column.key,
      label: column.label,
      color: column.color,
      width: 1.8,
      dot: true,
      bold: true,
      end: Number.isFinite(column.last)
        ? { value: column.last, text: `${column.label} ${formatFixed(column.last, digits)}` }
        : null,
    })),
    bands: columns.flatMap((column) => (column.smooth ? [{ key: `${column.key} raw`, color: column.color, opacity: 0.16 }] : [])),
    levels,
    low: none ? 0 : low,
    high: none ? 1 : high,
    summary: none
      ? `${title}: nothing yet.`
      : `${title}: ${columns.map((column) => `${column.label} ${formatFixed(column.last, digits)} ${unit}`).join(', ')}.`,
  };
}

/** The plots of a tab, from top to bottom. */
export function modelsOf(tab: ChartTab, inputs: ModelInputs): readonly PlotModel[] {
  const policy = 'var(--policy)';
  switch (tab) {
    case 'reward':
      return [rewardModel(inputs)];
    case 'losses':
      return [
        lineModel(
          inputs,
          'Losses',
          '',
          [
            { key: 'loss', label: 'loss', color: 'var(--soft)', smooth: true },
            { key: 'policyLoss', label: 'policy loss', color: policy, smooth: true },
          ],
          4,
        ),
      ];
    case 'entropy': {
      const uniform = inputs.spaceSize === null ? null : Math.log(inputs.spaceSize);
      return [
        lineModel(
          inputs,
          'Entropy of the policy, nats',
          'nats',
          [{ key: 'entropy', label: 'entropy', color: policy, smooth: true }],
          3,
          uniform === null
            ? []
            : [
                {
                  low: uniform,
                  high: uniform,
                  label: `uniform ${uniform.toFixed(2)}`,
                  color: 'var(--random)',
                  textColor: 'var(--faint)',
                  dash: '4 4',
                },
              ],
        ),
        lineModel(inputs, 'KL of an update, nats', 'nats', [{ key: 'kl', label: 'KL', color: policy, smooth: true }], 5),
      ];
    }
    case 'children':
      return [
        lineModel(
          inputs,
          'Distinct children',
          '',
          [{ key: 'uniqueChildren', label: 'distinct', color: policy, smooth: false }],
          0,
          inputs.spaceSize === null
            ? []
            : [
                {
                  low: inputs.spaceSize,
                  high: inputs.spaceSize,
                  label: `all ${inputs.spaceSize}`,
                  color: 'var(--random)',
                  textColor: 'var(--faint)',
                  dash: '4 4',
                },
              ],
        ),
        lineModel(inputs, 'Children', '', [{ key: 'children', label: 'children', color: policy, smooth: false }], 0),
      ];
    default:
      return tab satisfies never;
  }
}
