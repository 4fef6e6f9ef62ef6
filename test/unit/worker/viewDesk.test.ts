import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src/engine/run/config';
import type { ReplayProgress } from '../../../src/engine/run/replayTypes';
import { REGULARIZED_EVOLUTION_DEFAULTS } from '../../../src/engine/search/evolution/config';
import { ViewDesk } from '../../../src/worker/viewDesk';
import { small, table } from '../../support/runCases';
import { recordedTrials } from '../../support/tableRun';

const config: RunConfig = small(20, { strategy: REGULARIZED_EVOLUTION_DEFAULTS });
const signal = new AbortController().signal;

/** A desk whose clock moves on by so many milliseconds whenever it is read. */
function deskWith(msPerLook: number): ViewDesk {
  let clock = 0;
  return new ViewDesk({
    now: () => {
      clock += msPerLook;
      return clock;
    },
    nextTask: async () => undefined,
  });
}

describe('the view worker', () => {
  it('goes on from where it stands, and back without beginning again', async () => {
    const desk = deskWith(100);
    const recorded = await recordedTrials(config, table);
    const heard: ReplayProgress[][] = [];
    for (const episode of [12, 13, 11]) {
      const progress: ReplayProgress[] = [];
      const replayed = await desk.view({ pastId: 'a', config, episode, recorded }, signal, (at) => progress.push(at));
      expect(replayed.episode).toBe(episode);
      expect(replayed.view).toMatchObject({ kind: 'population' });
      heard.push(progress);
    }
    expect(heard.map((progress) => progress.length)).toEqual([12, 1, 0]);
  });

  it('drops what is no longer wanted, and opens another past', async () => {
    const desk = deskWith(100);
    const recorded = await recordedTrials(config, table);
    const stop = new AbortController();
    const heard: number[] = [];
    const stale = desk.view({ pastId: 'a', config, episode: 18, recorded }, stop.signal, ({ done }) => {
      heard.push(done);
      if (done === 3) stop.abort();
    });
    const newer = desk.view({ pastId: 'a', config, episode: 5, recorded }, signal, () => undefined);
    await expect(stale).rejects.toMatchObject({ kind: 'aborted' });
    expect(heard).toEqual([1, 2, 3]);
    expect((await newer).episode).toBe(5);
    const other: RunConfig = { ...config, seed: config.seed + 1 };
    await expect(desk.view({ pastId: 'b', config: other, episode: 2, recorded }, signal, () => undefined)).rejects.toMatchObject({
      kind: 'checkpoint',
    });
    expect((await desk.view({ pastId: 'a', config, episode: 20, recorded }, signal, () => undefined)).episode).toBe(20);
  });
});
