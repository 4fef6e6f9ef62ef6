import { rollingMean } from '../../../engine/analysis';
import type { StrategyConfig } from '../../../engine/search/config';
import { isController } from '../../../engine/search/isController';
import { formatFixed } from '../../shared/format';
import type { SeriesKey } from '../../store';
import { bucketise, bucketSize } from './buckets';
import { ghostLine, pastSource } from './ghost';
import type { ModelInputs } from './modelInputs';
import { finite, greatest, least } from './numbers';
import type { PlotLevel, PlotModel } from './plotTypes';
import { rewardModel } from './rewardModel';
import { courseOf, rowsOf } from './unit';

const CHART_TABS = ['reward', 'losses', 'entropy', 'children'] as const;
export type ChartTab = (typeof CHART_TABS)[number];

/** The tabs that have something to show: losses, entropy and KL are of a controller's updates. */
export const tabsOf = (strategy: StrategyConfig | null): readonly ChartTab[] =>
  strategy === null || isController(strategy) ? CHART_TABS : ['reward', 'children'];

/** One or two smoothed series with their raw values behind. */
export function lineModel(
  inputs: ModelInputs,
  title: string,
  measure: string,
  keys: readonly { readonly key: SeriesKey; readonly label: string; readonly color: string; readonly smooth: boolean }[],
  digits: number,
  levels: readonly PlotLevel[] = [],
): PlotModel {
  const { series, unit, window, ghost } = inputs;
  const size = bucketSize(Math.max(series.episodes, ghost?.series.episodes ?? 0));
  const columns = keys.map((entry) => {
    const values = series.column(entry.key).view();
    const smoothed = entry.smooth ? rollingMean(values, window) : values;
    const past = ghost?.series.column(entry.key).view() ?? [];
    const before = bucketise(entry.smooth ? rollingMean(past, window) : past, size);
    return {
      ...entry,
      raw: bucketise(values, size),
      shown: bucketise(smoothed, size),
      before,
      last: smoothed.at(-1) ?? Number.NaN,
    };
  });
  const course = courseOf(series, unit);
  const rows = rowsOf([
    ...columns.map(({ key, shown, raw }) => ({
      episode: raw.episode,
      course,
      values: (i: number) => {
        const least = raw.min[i] ?? Number.NaN;
        return {
          [key]: finite(shown.mean[i] ?? Number.NaN),
          [`${key} raw`]: Number.isFinite(least) ? ([least, raw.max[i] ?? least] as const) : null,
        };
      },
    })),
    ...(ghost === null ? [] : columns.map(({ key, before }) => pastSource(ghost, unit, before, `${key} before`))),
  ]);
  const low = Math.min(
    ...columns.flatMap(({ raw, before }) => [least(raw.min), least(before.min)]),
    ...levels.map((level) => level.low),
  );
  const high = Math.max(
    ...columns.flatMap(({ raw, before }) => [greatest(raw.max), greatest(before.max)]),
    ...levels.map((level) => level.high),
  );
  const none = !Number.isFinite(low);
  return {
    title,
    unit: measure,
    rows: none ? [] : rows,
    lines: [
      ...(ghost === null
        ? []
        : columns.map(({ key, before }) =>
            ghostLine(`${key} before`, ghost, courseOf(ghost.series, unit)(ghost.series.episodes), before.mean),
          )),
      ...columns.map((column) => ({
        key: column.key,
        label: column.label,
        color: column.color,
        width: 1.8,
        dot: true,
        bold: true,
        end: Number.isFinite(column.last)
          ? { x: course(series.episodes), value: column.last, text: `${column.label} ${formatFixed(column.last, digits)}` }
          : null,
      })),
    ],
    bands: columns.flatMap((column) =>
      column.smooth
        ? [
            {
              key: `${column.key} raw`,
              color: column.color,
              opacity: 0.16,
              stroke: `color-mix(in srgb, ${column.color} 30%, transparent)`,
            },
          ]
        : [],
    ),
    levels,
    low: none ? 0 : low,
    high: none ? 1 : high,
    summary: none
      ? `${title}: nothing yet.`
      : `${title}: ${columns.map((column) => `${column.label} ${formatFixed(column.last, digits)} ${measure}`).join(', ')}.`,
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
