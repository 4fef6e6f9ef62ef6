import { describe, expect, it } from 'vitest';
import { RunSeries } from '../../../../src/ui/store/series';
import { episodeOf } from './episodes';

describe('RunSeries', () => {
  it('keeps columns, children, policy and marginals of every episode', () => {
    const series = new RunSeries();
    for (let episode = 1; episode <= 30; episode += 1) series.record(episodeOf(episode));
    expect(series.episodes).toBe(30);
    expect(series.column('max').at(6)).toBe(97);
    expect(series.childrenOf(7)).toEqual([
      { arch: 'conv3,max', reward: 97 },
      { arch: 'conv5,max', reward: 80 },
    ]);
    expect([...(series.policyAt(12) ?? [])]).toEqual([12, 0, 0]);
    expect(series.marginalsAt(12)?.map((row) => [...row])).toEqual([
      [12, 1],
      [2, 3, 4],
    ]);
  });

  it('counts visits up to the cursor and no further', () => {
    const series = new RunSeries();
    series.record(episodeOf(1, { archs: ['a', 'a'], rewards: [1, 2] }));
    series.record(episodeOf(2, { archs: ['b', 'a'], rewards: [1, 2] }));
    expect(series.visitsUpTo(1)).toEqual(new Map([['a', 2]]));
    expect(series.visitsUpTo(2)).toEqual(
      new Map([
        ['a', 3],
        ['b', 1],
      ]),
    );
    expect(series.visitsUpTo(0)).toEqual(new Map());
  });

  it('has NaN where a strategy has no number, and no policy where it has none', () => {
    const series = new RunSeries();
    series.record(episodeOf(1, { kl: null, policy: null, marginals: null }));
    expect(series.column('kl').at(0)).toBeNaN();
    expect(series.policyAt(1)).toBeNull();
    expect(series.marginalsAt(1)).toBeNull();
  });

  it('has no children outside its episodes', () => {
    const series = new RunSeries();
    series.record(episodeOf(1));
    expect(series.childrenOf(0)).toEqual([]);
    expect(series.childrenOf(2)).toEqual([]);
  });
});
