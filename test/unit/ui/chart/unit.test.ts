import { describe, expect, it } from 'vitest';
import { HYPERBAND_DEFAULTS } from '../../../../src/engine/search/budgets/config';
import { PBT_DEFAULTS } from '../../../../src/engine/search/pbt/config';
import type { ModelInputs } from '../../../../src/ui/features/chart/modelInputs';
import { rewardModel } from '../../../../src/ui/features/chart/rewardModel';
import { type ChartUnit, courseOf, episodeNear, keepUnit, rowsOf, unitFor } from '../../../../src/ui/features/chart/unit';
import { RunSeries } from '../../../../src/ui/store/series';
import { episodeOf } from '../store/episodes';

/** One bracket of successive halving: ever fewer children for ever more epochs. */
const EPOCHS = [9, 15, 24, 24, 51];
const CHILDREN = [9, 12, 13, 14, 15];

function halving(): RunSeries {
  const series = new RunSeries();
  EPOCHS.forEach((epochs, i) => {
    series.record(episodeOf(i + 1, { mean: 50 + i, children: CHILDREN[i] ?? 0, epochs }));
  });
  return series;
}

describe('the chart over what was spent', () => {
  it.each([
    ['episodes', [1, 2, 3, 4, 5]],
    ['children', CHILDREN],
    ['epochs', EPOCHS],
  ] as const)('puts an episode where its %s end', (unit: ChartUnit, places) => {
    const course = courseOf(halving(), unit);
    expect(places.map((_, i) => course(i + 1))).toEqual(places);
    expect(course(0)).toBe(0);
  });

  it('finds the episode whose end is nearest; of those that cost nothing the last', () => {
    const course = courseOf(halving(), 'epochs');
    const at = (place: number): number => episodeNear(course, 5, place);
    expect([0, 9, 11, 13, 24, 37, 38, 51, 900].map(at)).toEqual([1, 1, 1, 2, 4, 4, 5, 5, 5]);
  });

  it('joins timelines in the order of their places, several values at one place in one row', () => {
    const of = (key: string, places: readonly number[]) => ({
      episode: places.map((_, i) => i + 1),
      course: (episode: number) => places[episode - 1] ?? Number.NaN,
      values: (i: number) => ({ [key]: i }),
    });
    expect(rowsOf([of('a', [3, 6, 6]), of('b', [3, 5, Number.NaN])])).toEqual([
      { x: 3, a: 0, b: 0 },
      { x: 5, b: 1 },
      { x: 6, a: 1 },
      { x: 6, a: 2 },
    ]);
  });

  it('draws the mean over epochs to where they end, and another run over its own', () => {
    const inputs: ModelInputs = {
      series: halving(),
      unit: 'epochs',
      window: 1,
      truth: null,
      seenRewards: [],
      overlays: [{ id: 'o', title: 'other', series: [1, 2], spent: { children: [20, 40], epochs: [24, 48] } }],
      ghost: null,
      band: null,
      childrenPerEpisode: 9,
      spaceSize: null,
      best: null,
      select: () => undefined,
    };
    const { rows, lines } = rewardModel(inputs);
    expect(rows.map(({ x, mean, over0 }) => [x, mean, over0])).toEqual([
      [9, 50, undefined],
      [15, 51, undefined],
      [24, 52, 1],
      [24, 53, undefined],
      [48, undefined, 2],
      [51, 54, undefined],
    ]);
    expect(lines.find(({ key }) => key === 'mean')?.end?.x).toBe(51);
    expect(lines.find(({ key }) => key === 'over0')?.end?.x).toBe(48);
  });

  it('counts epochs for a strategy that gives them out until somebody chooses, and keeps the choice for such strategies', () => {
    const random = { id: 'random', childrenPerEpisode: 1 } as const;
    expect([unitFor(HYPERBAND_DEFAULTS), unitFor(random)]).toEqual(['epochs', 'episodes']);
    keepUnit(HYPERBAND_DEFAULTS, 'children');
    expect([unitFor(HYPERBAND_DEFAULTS), unitFor(PBT_DEFAULTS), unitFor(random)]).toEqual(['children', 'children', 'episodes']);
  });
});
