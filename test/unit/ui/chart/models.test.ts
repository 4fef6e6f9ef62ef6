import { describe, expect, it } from 'vitest';
import { PAPER_PPO, RANDOM_DEFAULTS } from '../../../../src/engine/search/metadata';
import type { ModelInputs } from '../../../../src/ui/features/chart/modelInputs';
import { modelsOf, tabsOf } from '../../../../src/ui/features/chart/models';
import { rewardModel } from '../../../../src/ui/features/chart/rewardModel';
import { RunSeries } from '../../../../src/ui/store/series';
import { episodeOf } from '../store/episodes';

function inputsWith(episodes: number, change: Partial<ModelInputs> = {}): ModelInputs {
  const series = new RunSeries();
  for (let episode = 1; episode <= episodes; episode += 1) {
    series.record(episodeOf(episode, { mean: 90, std: 2, min: 60, max: 95, bestReward: 95 }));
  }
  return {
    series,
    unit: 'episodes',
    window: 20,
    truth: null,
    seenRewards: [],
    overlays: [],
    ghost: null,
    band: null,
    childrenPerEpisode: 4,
    spaceSize: 64,
    best: null,
    select: () => undefined,
    ...change,
  };
}

describe('rewardModel', () => {
  it('shows the deviation, not the worst child: rare bad children must not flatten the curve', () => {
    const model = rewardModel(inputsWith(40));
    expect(model.low).toBeCloseTo(88, 9);
    expect(model.high).toBe(95);
    expect(model.rows.at(-1)).toMatchObject({ x: 40, mean: 90, range: [60, 95], std: [88, 92] });
  });

  it('has a best cell and the band of random search where the table is known', () => {
    const rewards = new Map([
      ['a', 90],
      ['b', 92],
      ['c', 96],
      ['d', 98],
    ]);
    const model = rewardModel(inputsWith(3, { truth: { rewards, best: { arch: 'd', reward: 98 } } }));
    const [band, best] = model.levels;
    expect(best).toMatchObject({ low: 98, high: 98, label: 'best cell 98.00' });
    // The mean of 4 draws has expectation 94 and standard deviation sqrt(40 / 4 / 4) = 1.58.
    expect(band?.low).toBeGreaterThan(94 - 2.5 * 1.581);
    expect(band?.low).toBeLessThan(93);
    expect(band?.high).toBeGreaterThan(95);
    expect(model.high).toBe(98);
  });

  it('estimates random search from the children seen where there is no table, and says from how many', () => {
    const [band] = rewardModel(inputsWith(3, { seenRewards: [90, 91, 92, 93, Number.NaN] })).levels;
    expect(band?.label).toBe('random, from 4');
    expect(((band?.low ?? 0) + (band?.high ?? 0)) / 2).toBeCloseTo(91.5, 0);
    expect(rewardModel(inputsWith(3, { seenRewards: [90, 91] })).levels).toEqual([]);
  });

  it('draws an overlaid run that is longer than this one to its end', () => {
    const model = rewardModel(
      inputsWith(2, {
        overlays: [{ id: 'o', title: 'other', series: [1, 2, 3, 4], spent: { children: [4, 8, 12, 16], epochs: [3, 6, 6, 7] } }],
        window: 1,
      }),
    );
    expect(model.rows.map((row) => [row.x, row.over0])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
    expect(model.rows[3]?.mean).toBeUndefined();
  });

  it('labels no spread where an episode has one child', () => {
    const keys = (childrenPerEpisode: number) => rewardModel(inputsWith(3, { childrenPerEpisode })).lines.map(({ key }) => key);
    expect(keys(2)).toEqual(['raw', 'best', 'max', 'mean', 'below', 'min']);
    expect(keys(1)).toEqual(['raw', 'best', 'mean']);
  });

  it('says that there is nothing yet', () => {
    expect(rewardModel(inputsWith(0)).summary).toContain('no episode yet');
  });

  it('keeps every series within 300 points', () => {
    expect(rewardModel(inputsWith(5000)).rows.length).toBeLessThanOrEqual(300);
  });
});

describe('modelsOf', () => {
  it('marks the entropy of a uniform policy over 64 cells: ln 64 = 4.16 nats', () => {
    const [entropy] = modelsOf('entropy', inputsWith(3));
    expect(entropy?.levels[0]).toMatchObject({ label: 'uniform 4.16' });
    expect(entropy?.levels[0]?.low).toBeCloseTo(Math.log(64), 12);
  });
});

describe('the tabs', () => {
  it('of losses and entropy are a controller’s alone', () => {
    expect(tabsOf(RANDOM_DEFAULTS)).toEqual(['reward', 'children']);
    expect(tabsOf(PAPER_PPO)).toEqual(['reward', 'losses', 'entropy', 'children']);
    expect(tabsOf(null)).toContain('losses');
  });
});
