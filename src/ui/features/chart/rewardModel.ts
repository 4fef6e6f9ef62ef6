import { rollingMean } from '../../../engine/analysis';
import { digitsFor, formatCount, formatFixed } from '../../shared/format';
import { archLabel } from '../../shared/ops';
import type { SeriesKey } from '../../store';
import { baselineOf, estimateOf } from './baseline';
import { bucketise, bucketSize } from './buckets';
import { ghostLine, pastSource } from './ghost';
import type { ModelInputs } from './modelInputs';
import { finite, greatest, least } from './numbers';
import type { PlotLevel, PlotLine, PlotModel } from './plotTypes';
import { bandBuckets, bandSource, medianLine, QUARTILES } from './seedBand';
import { courseOf, courseOfSpent, rowsOf } from './unit';

/** The longest series decides the buckets, so that overlaid runs share the episodes of their points. */
function sizeFor(inputs: ModelInputs): number {
  const { series, overlays, ghost, band } = inputs;
  const others = [...overlays.map((overlay) => overlay.series.length), ghost?.series.episodes ?? 0, band?.median.length ?? 0];
  const longest = Math.max(series.episodes, ...others);
  return bucketSize(longest);
}

/** Lines of what is inside one run's episodes. */
const WITHIN: ReadonlySet<string> = new Set(['raw', 'max', 'below', 'min']);

/** Of them, what is the mean itself where an episode has one child: four labels beside one line would say nothing. */
const BESIDE_MEAN: ReadonlySet<string> = new Set(['max', 'below', 'min']);

const OVERLAY_DASHES = ['6 3', '2 3', '8 3 2 3', '1 4'] as const;

/** Reward: smoothed mean in its band of min and max and of one standard deviation, raw means behind. */
export function rewardModel(inputs: ModelInputs): PlotModel {
  const { series, unit, window, truth, overlays, ghost, band, best, childrenPerEpisode, select } = inputs;
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
  const before = bucketise(rollingMean(ghost?.series.column('mean').view() ?? [], window), size);
  const seeds = bandBuckets(band, window, size);
  const course = courseOf(series, unit);
  const rows = rowsOf([
    {
      episode: raw.episode,
      course,
      values: (i) => {
        const m = b.mean[i] ?? Number.NaN;
        const s = b.std[i] ?? Number.NaN;
        return {
          mean: finite(m),
          raw: finite(raw.mean[i] ?? Number.NaN),
          best: finite(b.best[i] ?? Number.NaN),
          range: Number.isFinite(m) ? [b.min[i] ?? m, b.max[i] ?? m] : null,
          std: Number.isFinite(m) && Number.isFinite(s) ? [Math.max(m - s, b.min[i] ?? m), Math.min(m + s, b.max[i] ?? m)] : null,
        };
      },
    },
    ...(ghost === null ? [] : [pastSource(ghost, unit, before, 'before')]),
    ...(band === null || seeds === null ? [] : [bandSource(band, seeds, unit)]),
    ...overlays.map(({ spent }, k) => ({
      episode: over[k]?.episode ?? [],
      course: courseOfSpent(spent, unit),
      values: (i: number) => ({ [`over${k}`]: finite(over[k]?.mean[i] ?? Number.NaN) }),
    })),
  ]);
  const baseline = truth === null ? estimateOf(inputs.seenRewards, childrenPerEpisode) : baselineOf(truth, childrenPerEpisode);
  const n = series.episodes;
  const end = course(n);
  const lastOf = (values: Float64Array): number => values[n - 1] ?? Number.NaN;
  const now = lastOf(mean);
  const spread = seeds === null ? b.mean.map((m, i) => Math.max(m - (b.std[i] ?? 0), b.min[i] ?? m)) : b.mean;
  const low = Math.min(
    least(spread),
    least(before.min),
    least(seeds?.low.min ?? []),
    baseline?.meanLow ?? Number.POSITIVE_INFINITY,
    ...over.map((buckets) => least(buckets.min)),
  );
  const high = Math.max(
    greatest(b.best),
    greatest(before.max),
    greatest(seeds?.high.max ?? []),
    truth?.best.reward ?? Number.NEGATIVE_INFINITY,
    ...over.map((buckets) => greatest(buckets.max)),
  );
  const digits = Math.min(4, Math.max(2, digitsFor(high - low)));
  const text = (value: number): string => formatFixed(value, digits);
  const levels: PlotLevel[] = [];
  const seen = inputs.seenRewards.filter(Number.isFinite).length;
  const smoothed = window === 1 ? '' : `, moving mean over ${window} episodes`;
  if (baseline !== null) {
    levels.push({
      low: baseline.meanLow,
      high: baseline.meanHigh,
      label: truth === null ? `random, from ${seen}` : 'random search',
      note: `Random search: 90 % of its episodes have a mean between ${text(baseline.meanLow)} and ${text(baseline.meanHigh)}, ${truth === null ? `estimated from the ${seen} children seen so far` : 'over the whole table'}.`,
      color: 'var(--random)',
      textColor: 'var(--faint)',
    });
  }
  if (truth !== null) {
    levels.push({
      low: truth.best.reward,
      high: truth.best.reward,
      label: `best cell ${text(truth.best.reward)}`,
      note: `The best of the whole table: ${text(truth.best.reward)}.`,
      color: 'var(--truth)',
      dash: '4 4',
      bold: true,
      press: { label: `Show the truly best cell, ${archLabel(truth.best.arch)}`, action: () => select(truth.best.arch) },
    });
  }
  const bestHere = lastOf(series.column('bestReward').view());
  // Where values are equal their labels keep this order.
  const all: PlotLine[] = [
    ...(ghost === null ? [] : [ghostLine('before', ghost, courseOf(ghost.series, unit)(ghost.series.episodes), before.mean)]),
    { key: 'raw', label: 'mean, raw', color: 'var(--policy-2)', width: 1, opacity: 0.45, end: null },
    {
      key: 'best',
      label: 'best so far',
      color: 'var(--soft)',
      width: 1.2,
      step: true,
      end: { x: end, value: bestHere, text: 'best so far' },
      note: `The best child so far: ${text(bestHere)}.`,
      ...(best === null
        ? {}
        : { press: { label: `Show the best so far, ${archLabel(best.arch)}`, action: () => select(best.arch) } }),
    },
    {
      key: 'max',
      label: 'max',
      drawn: false,
      color: 'var(--policy-2)',
      textColor: 'var(--policy)',
      width: 1.2,
      end: { x: end, value: lastOf(max), text: 'max' },
      note: `The best child of an episode${smoothed}: ${text(lastOf(max))}.`,
    },
    {
      key: 'mean',
      label: 'mean',
      color: 'var(--policy)',
      width: 2.2,
      bold: true,
      dot: true,
      end: { x: end, value: now, text: `mean ${text(now)}` },
      note: `The mean over an episode's children${smoothed}: ${text(now)}. Behind it, pale, without smoothing.`,
    },
    {
      key: 'below',
      label: 'one standard deviation below the mean',
      drawn: false,
      color: 'var(--policy)',
      width: 0,
      end: { x: end, value: now - lastOf(std), text: '− std' },
      note: `One standard deviation below the mean: ${text(now)} − ${text(lastOf(std))} = ${text(now - lastOf(std))}.`,
    },
    {
      key: 'min',
      label: 'min',
      drawn: false,
      color: 'var(--policy-2)',
      textColor: 'var(--policy)',
      width: 1.2,
      end: { x: end, value: lastOf(min), text: 'min' },
      note: `The worst child of an episode${smoothed}: ${text(lastOf(min))}.`,
    },
    ...overlays.map((overlay, k) => ({
      key: `over${k}`,
      label: overlay.title,
      color: 'var(--soft)',
      width: 1.5,
      dash: OVERLAY_DASHES[k % OVERLAY_DASHES.length] ?? '6 3',
      end: {
        x: courseOfSpent(overlay.spent, unit)(overlay.series.length),
        value: greatest([over[k]?.mean.at(-1) ?? Number.NaN]),
        text: overlay.title,
      },
    })),
  ];
  // Among seeds, the spread inside one of them would be a second band that means something else.
  const lines =
    band === null || seeds === null
      ? all.filter(({ key }) => childrenPerEpisode > 1 || !BESIDE_MEAN.has(key))
      : [
          ...all.filter(({ key }) => !WITHIN.has(key)),
          medianLine(band, courseOfSpent(band.spent, unit)(band.median.length), seeds),
        ];
  return {
    title: 'Reward per episode',
    unit: 'reward',
    rows,
    lines,
    bands:
      seeds === null
        ? [
            { key: 'range', color: 'var(--policy)', opacity: 0.08, stroke: 'var(--policy-2)' },
            { key: 'std', color: 'var(--policy)', opacity: 0.1 },
          ]
        : [QUARTILES],
    levels,
    low: Number.isFinite(low) ? low : high - 1,
    high: Number.isFinite(high) ? high : low + 1,
    summary:
      n === 0
        ? 'Reward per episode: no episode yet.'
        : `Reward per episode, ${formatCount(n)} episodes: smoothed mean ${text(now)}, ` +
          `min ${text(lastOf(min))}, max ${text(lastOf(max))}, best so far ${text(bestHere)}` +
          `${truth === null ? '' : `, best cell of the table ${text(truth.best.reward)}`}` +
          `${baseline === null ? '.' : `, random search ${text(baseline.mean)}.`}` +
          (band === null || seeds === null
            ? ''
            : ` Median of ${band.done} of ${band.size} seeds ${text(seeds.median.mean.at(-1) ?? Number.NaN)}, ` +
              `quartiles ${text(seeds.low.mean.at(-1) ?? Number.NaN)} and ${text(seeds.high.mean.at(-1) ?? Number.NaN)}.`),
  };
}
