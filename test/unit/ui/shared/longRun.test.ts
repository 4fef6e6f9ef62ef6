import { describe, expect, it } from 'vitest';
import { trainsChildren } from '../../../../src/engine/estimate/trainsChildren';
import { fig5, PRESETS } from '../../../../src/engine/run/presets';
import { longRunMs } from '../../../../src/ui/shared/longRun';

describe('a link is asked about before it starts', () => {
  it('where it takes long at the pace of the page, by episodes or by children', () => {
    const of = (stop: Partial<ReturnType<typeof fig5>['stop']>, childrenPerEpisode = 20) =>
      longRunMs({ stop: { ...fig5().stop, ...stop }, strategy: { ...fig5().strategy, childrenPerEpisode } });
    expect(of({ episodes: 1_000_000 }, 512)).toBe(100_000_000);
    expect(of({ episodes: 10_000 }, 512)).toBe(1_000_000);
    expect(of({ episodes: 1_000_000, children: 2_000 }, 20)).toBeNull();
    expect(of({ episodes: 1_000_000, minutes: 1 })).toBeNull();
    expect(of({ episodes: 1_000_000, minutes: 60 })).toBe(3_600_000);
  });

  it('but no experiment of the lab that looks its children up', () => {
    for (const { id, config } of PRESETS)
      if (!trainsChildren(config.estimator)) expect([id, longRunMs(config)]).toEqual([id, null]);
  });
});
