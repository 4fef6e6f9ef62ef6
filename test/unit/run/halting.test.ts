import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import type { RewardConfig } from '../../../src/engine/reward/config';
import { makePresetReward } from '../../../src/engine/reward/presets';
import type { RewardFunction } from '../../../src/engine/reward/types';
import { parseCheckpoint } from '../../../src/engine/run/checkpoint';
import type { RunEvent } from '../../../src/engine/run/events';
import { facts, SlowEstimator, small, table, trained } from '../../support/runCases';
import { episodesOf, openRun } from '../../support/tableRun';

const never = new AbortController().signal;

/** 'val', but it throws on the calls and in the way told. */
class FragileReward {
  calls = 0;
  disposed = 0;
  readonly failOn = new Set<number>();
  failure: () => readonly number[] = () => {
    throw new LabError('reward', 'reward: boom', 'mend it', { line: 2, column: 7 });
  };

  readonly make = async (config: RewardConfig): Promise<RewardFunction> => {
    if (config.id === 'code') {
      if (config.source === 'syntax error')
        throw new LabError('reward', 'reward: unexpected token', 'mend it', { line: 1, column: 1 });
      return {
        formula: config.source,
        evaluate: async (requests) => {
          this.calls += 1;
          if (this.failOn.has(this.calls)) return this.failure();
          return requests.map(({ measurement }) => 100 * measurement.validAccuracy);
        },
        dispose: () => {
          this.disposed += 1;
        },
      };
    }
    return makePresetReward(config);
  };
}

const code = (source: string): RewardConfig => ({ id: 'code', source, deadlineMs: 50 });

describe('a reward that fails', () => {
  it('halts the run with its error and place; going on gives the run that never failed', async () => {
    const fragile = new FragileReward();
    fragile.failOn.add(3);
    const config = small(5, { reward: code('mine') });
    const events: RunEvent[] = [];
    const run = await openRun(config, table, events, { makeReward: fragile.make });
    const outcome = await run.advance(never);
    expect(outcome).toEqual({
      kind: 'halted',
      error: { kind: 'reward', message: 'reward: boom', remedy: 'mend it', line: 2, column: 7 },
    });
    expect(events.at(-1)).toMatchObject({ type: 'paused', episode: 2, error: { line: 2 } });
    expect(run.checkpoint().episode).toBe(2);
    expect(await run.advance(never)).toEqual({ kind: 'done' });

    const sound: RunEvent[] = [];
    const steady = await openRun(config, table, sound, { makeReward: new FragileReward().make });
    await steady.advance(never);
    expect(facts(events).filter(({ type }) => type !== 'paused')).toEqual(facts(sound));
    expect(run.checkpoint()).toEqual(steady.checkpoint());
  });

  it.each([
    ['NaN', () => Array(20).fill(Number.NaN)],
    ['infinity', () => Array(20).fill(Number.POSITIVE_INFINITY)],
    ['too few', () => [1]],
  ])('halts on %s without telling the strategy', async (_, failure) => {
    const fragile = new FragileReward();
    fragile.failOn.add(1);
    fragile.failure = failure;
    const events: RunEvent[] = [];
    const run = await openRun(small(2, { reward: code('mine') }), table, events, { makeReward: fragile.make });
    expect(await run.advance(never)).toMatchObject({
      kind: 'halted',
      error: { kind: 'reward', message: expect.stringContaining('finite number') },
    });
    expect(events.some(({ type }) => type === 'child' || type === 'update')).toBe(false);
  });

  it('halts on a reward so large that the policy, in float32, would be NaN for good', async () => {
    const fragile = new FragileReward();
    fragile.failOn.add(1);
    fragile.failure = () => Array(20).fill(1e300);
    const run = await openRun(small(2, { reward: code('mine') }), table, [], { makeReward: fragile.make });
    expect(await run.advance(never)).toMatchObject({ kind: 'halted', error: { message: expect.stringContaining('1e+300') } });
  });

  it('that hangs does not keep a cancelled run waiting, and is ended when the run is closed before it is made', async () => {
    const stop = new AbortController();
    const hanging = new FragileReward();
    let finishMaking: (() => void) | undefined;
    const run = await openRun(small(2, { reward: code('mine') }), table, [], {
      makeReward: async (config) => {
        await new Promise<void>((resolve) => {
          finishMaking = resolve;
        });
        return hanging.make(config);
      },
    });
    const advancing = run.advance(stop.signal);
    await new Promise((resolve) => setTimeout(resolve, 20));
    stop.abort();
    await expect(advancing).rejects.toMatchObject({ kind: 'aborted' });
    run.dispose();
    finishMaking?.();
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(hanging.disposed).toBe(1);
  });

  it('is replaced in the same episode: its children keep their measurements and come again with the new rewards', async () => {
    const fragile = new FragileReward();
    fragile.failOn.add(4);
    const estimator = new SlowEstimator(1);
    const config = { ...trained(2), reward: code('mine') };
    const events: RunEvent[] = [];
    const run = await openRun(config, table, events, { makeReward: fragile.make, estimator });
    expect(await run.advance(never)).toMatchObject({ kind: 'halted' });
    expect(run.checkpoint().episode).toBe(0);
    const before = estimator.asked.length;
    run.setReward({ id: 'max-params', maxParams: 2500, penalty: -100 });
    expect(await run.advance(never)).toEqual({ kind: 'done' });
    expect(new Set(estimator.asked).size).toBe(estimator.asked.length);
    expect(before).toBeLessThan(estimator.asked.length);
    const [first] = episodesOf(events);
    expect(first?.rewards.every((reward) => reward === -100 || reward > 80)).toBe(true);
    expect(first?.rewards).toContain(-100);
    expect(fragile.disposed).toBe(1);
    const trials = events.flatMap((event) => (event.type === 'child' && event.episode === 1 ? [event.trial] : []));
    expect(trials.slice(0, 3)).toEqual([0, 1, 2]);
    expect(trials.slice(3)).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });
});

describe('a new reward', () => {
  it('takes effect at the next episode, with the best child rewarded anew', async () => {
    const events: RunEvent[] = [];
    let episodes = 0;
    const run = await openRun(small(4), table, events, {
      gate: (unit) => {
        if (unit === 'child') episodes += 1;
        if (episodes === 30) run.setReward({ id: 'mnasnet', targetMs: 1, alpha: 0, beta: 0 });
        return undefined;
      },
    });
    await run.advance(never);
    const changed = events.findIndex(({ type }) => type === 'rewardChanged');
    expect(events[changed]).toMatchObject({ episode: 3, formula: expect.stringContaining('m.latencyMs') });
    const [, second, third] = episodesOf(events);
    expect(second?.min).toBeGreaterThan(80); // percent
    expect(third?.max).toBeLessThanOrEqual(1); // fractions
    expect(third?.bestReward).toBeLessThanOrEqual(1);
    expect(third?.bestReward).toBeGreaterThanOrEqual((second?.bestReward ?? 0) / 100 - 1e-12);
    expect(run.checkpoint().reward.id).toBe('mnasnet');
  });

  it('that cannot be made halts the run and leaves the last good one in force', async () => {
    const fragile = new FragileReward();
    const events: RunEvent[] = [];
    const run = await openRun(small(3), table, events, {
      makeReward: fragile.make,
      gate: (unit) => {
        if (unit === 'episode' && episodesOf(events).length === 1) run.setReward(code('syntax error'));
        return undefined;
      },
    });
    expect(await run.advance(never)).toMatchObject({ kind: 'halted', error: { message: 'reward: unexpected token', line: 1 } });
    expect(run.checkpoint().reward).toEqual({ id: 'val' });
    expect(await run.advance(never)).toEqual({ kind: 'done' });
    expect(events.some(({ type }) => type === 'rewardChanged')).toBe(false);
  });

  it('that fails on the best child is refused in the same way', async () => {
    const fragile = new FragileReward();
    fragile.failOn.add(1);
    const run = await openRun(small(3), table, [], {
      makeReward: fragile.make,
      gate: (unit) => {
        if (unit === 'episode' && run.checkpoint().episode === 1) run.setReward(code('mine'));
        return undefined;
      },
    });
    expect(await run.advance(never)).toMatchObject({ kind: 'halted', error: { message: 'reward: boom' } });
    expect(fragile.disposed).toBe(1);
    expect(run.checkpoint().reward).toEqual({ id: 'val' });
    expect(await run.advance(never)).toEqual({ kind: 'done' });
  });
});

describe('a new reward that is not yet in force', () => {
  it('is in the checkpoint: the resumed run changes to it where the uninterrupted one does', async () => {
    const whole: RunEvent[] = [];
    let text = '';
    let children = 0;
    const run = await openRun(small(4), table, whole, {
      gate: (unit) => {
        if (unit !== 'child') return undefined;
        children += 1;
        if (children !== 30) return undefined;
        run.setReward({ id: 'mnasnet', targetMs: 1, alpha: 0, beta: 0 });
        text = JSON.stringify(run.checkpoint());
        return undefined;
      },
    });
    await run.advance(never);
    const checkpoint = parseCheckpoint(JSON.parse(text));
    expect(checkpoint).toMatchObject({
      episode: 1,
      reward: { id: 'val' },
      nextReward: { reward: { id: 'mnasnet' }, episode: 3 },
    });

    const resumed: RunEvent[] = [];
    const again = await openRun(small(4), table, resumed, {}, checkpoint);
    await again.advance(never);
    const second = (event: RunEvent): boolean => event.type === 'proposed' && event.episode === 2;
    expect(facts(resumed)).toEqual(facts(whole).slice(facts(whole).findIndex(second)));
    expect(again.checkpoint()).toEqual(run.checkpoint());
  });
});

describe('a child that cannot be measured', () => {
  it('halts the run when its turn comes; going on tries it again and loses nothing', async () => {
    const estimator = new SlowEstimator(3);
    const events: RunEvent[] = [];
    const run = await openRun(trained(2), table, events, {
      estimator,
      gate: (unit) => {
        if (unit === 'update') for (const arch of ['sep,conv7', 'conv3,max', 'max,avg', 'conv5,sep']) estimator.failing.add(arch);
        return undefined;
      },
    });
    let halts = 0;
    for (;;) {
      const outcome = await run.advance(never);
      if (outcome.kind === 'done') break;
      halts += 1;
      expect(outcome.error).toMatchObject({ kind: 'train', message: expect.stringContaining('fell over') });
      estimator.failing.clear();
    }
    expect(halts).toBe(1);
    const sound: RunEvent[] = [];
    await (await openRun(trained(2), table, sound, { estimator: new SlowEstimator(1) })).advance(never);
    expect(facts(events).filter(({ type }) => type !== 'paused')).toEqual(facts(sound));
  });
});

describe('several children that fail of one cause', () => {
  it('halt the run once: going on tries all of them again', async () => {
    const estimator = new SlowEstimator(20);
    const run = await openRun(trained(1), table, [], { estimator });
    for (const { arch } of table.rows) estimator.failing.add(arch);
    expect(await run.advance(never)).toMatchObject({ kind: 'halted', error: { kind: 'train' } });
    await new Promise((resolve) => setTimeout(resolve, 20));
    estimator.failing.clear();
    expect(await run.advance(never)).toEqual({ kind: 'done' });
  });
});

describe('a checkpoint that cannot be kept', () => {
  it('halts the run after its episode, which is not lost', async () => {
    let full = true;
    const events: RunEvent[] = [];
    const run = await openRun(small(2), table, events, {
      save: () => {
        if (full) return Promise.reject(new LabError('storage', 'The disk is full.', 'Make room.'));
        return undefined;
      },
    });
    expect(await run.advance(never)).toMatchObject({ kind: 'halted', error: { kind: 'storage' } });
    expect(run.checkpoint().episode).toBe(1);
    full = false;
    expect(await run.advance(never)).toEqual({ kind: 'done' });
    expect(episodesOf(events).map(({ episode }) => episode)).toEqual([1, 2]);
  });
});
