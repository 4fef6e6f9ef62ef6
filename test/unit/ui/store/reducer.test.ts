import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../../src/engine/run/events';
import { EMPTY_RUN, reduceRun } from '../../../../src/ui/store/reducer';
import { episodeOf } from './episodes';

const viewAfter = (...events: readonly RunEvent[]) => events.reduce(reduceRun, EMPTY_RUN);

const fault = { kind: 'reward', message: 'The reward threw.', remedy: 'Mend it.', line: 2, column: 5 } as const;
const report = { epoch: 1, trainLoss: 1, trainAccuracy: 0.5, validLoss: 1, validAccuracy: 0.6, trainMs: 10 };
const progress = { epoch: 1, epochs: 3, imagesDone: 10, imagesTotal: 20, trainLoss: 1 };

describe('reduceRun', () => {
  it('never changes the view it is given', () => {
    const frozen = Object.freeze({ ...EMPTY_RUN, log: Object.freeze([...EMPTY_RUN.log]) });
    const view = reduceRun(frozen, { type: 'log', level: 'warning', message: 'x' });
    expect(frozen.log).toEqual([]);
    expect(view.log).toHaveLength(1);
  });

  it('takes counts and best from an episode and ends what was in flight', () => {
    const view = viewAfter(
      { type: 'proposed', episode: 3, trials: [{ trial: 4, arch: 'conv3,max' }] },
      { type: 'childProgress', trial: 4, arch: 'conv3,max', progress },
      { type: 'episode', ...episodeOf(3) },
    );
    expect(view.counts).toEqual({ episodes: 3, children: 6, unique: 2 });
    expect(view.best).toEqual({ arch: 'conv3,max', reward: 93 });
    expect(view.training).toEqual([]);
    expect(view.proposed).toEqual([]);
  });

  it('gathers the epochs of children that train side by side', () => {
    const view = viewAfter(
      { type: 'childEpoch', trial: 1, arch: 'a', report },
      { type: 'childEpoch', trial: 2, arch: 'b', report },
      { type: 'childEpoch', trial: 1, arch: 'a', report: { ...report, epoch: 2 } },
    );
    expect(view.training.map((child) => [child.trial, child.epochs.length])).toEqual([
      [1, 2],
      [2, 1],
    ]);
  });

  it('keeps the fault of a pause until the run goes on, and logs it with its remedy', () => {
    const paused = viewAfter({ type: 'paused', episode: 5, error: fault });
    expect(paused.pauseError).toEqual(fault);
    expect(paused.log.at(-1)).toMatchObject({ level: 'error', message: 'The reward threw.', remedy: 'Mend it.' });
    expect(reduceRun(paused, { type: 'episode', ...episodeOf(6) }).pauseError).toBeNull();
  });

  it('does not take a pause by hand for a fault', () => {
    expect(viewAfter({ type: 'paused', episode: 5 })).toEqual(EMPTY_RUN);
  });

  it('counts the episodes that the reward in force has carried', () => {
    const view = viewAfter(
      { type: 'episode', ...episodeOf(1) },
      { type: 'rewardChanged', episode: 1, formula: '100 * m.validAccuracy', reward: { id: 'val' } },
      { type: 'episode', ...episodeOf(2) },
    );
    expect(view.episodesOnReward).toBe(1);
    expect(view.formula).toBe('100 * m.validAccuracy');
  });

  it('bounds the log and tells no line twice in a row', () => {
    let view = EMPTY_RUN;
    for (let i = 0; i < 500; i += 1) view = reduceRun(view, { type: 'log', level: 'info', message: `line ${i}` });
    expect(view.log).toHaveLength(200);
    expect(view.log.at(-1)?.message).toBe('line 499');
    expect(reduceRun(view, { type: 'log', level: 'info', message: 'line 499' }).log).toHaveLength(200);
    expect(new Set(view.log.map((entry) => entry.id)).size).toBe(200);
  });
});
