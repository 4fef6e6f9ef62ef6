import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../src/engine/run/config';
import type { RunEvent } from '../../../src/engine/run/events';
import { fig6 } from '../../../src/engine/run/presets';
import type { Checkpoint, StepUnit } from '../../../src/engine/run/types';
import { facts, randomRun, SlowEstimator, small, table, trained } from '../../support/runCases';
import { episodesOf, openRun, runTable } from '../../support/tableRun';

const never = new AbortController().signal;

describe('events of a run', () => {
  it('come in order: proposed, 20 children, 5 updates, episode, and done at the end', async () => {
    const events: RunEvent[] = [];
    const run = await openRun(small(2), table, events);
    expect(await run.advance(never)).toEqual({ kind: 'done' });
    const episode = ['proposed', ...Array(20).fill('child'), ...Array(5).fill('update'), 'episode'];
    expect(events.map(({ type }) => type)).toEqual(['started', ...episode, ...episode, 'done']);
  });

  it("sum an episode's rewards: mean, least, greatest, standard deviation with divisor n, best so far", async () => {
    const events: RunEvent[] = [];
    await (await openRun(randomRun(3), table, events)).advance(never);
    const seen: number[] = [];
    const archs = new Set<string>();
    for (const { rewards, mean, min, max, std, bestReward, children, uniqueChildren, archs: sampled } of episodesOf(events)) {
      const average = rewards.reduce((sum, r) => sum + r, 0) / 20;
      expect(mean).toBeCloseTo(average, 10);
      expect(std).toBeCloseTo(Math.sqrt(rewards.reduce((sum, r) => sum + (r - average) ** 2, 0) / 20), 10);
      expect([min, max]).toEqual([Math.min(...rewards), Math.max(...rewards)]);
      seen.push(...rewards);
      for (const arch of sampled) archs.add(arch);
      expect(bestReward).toBe(Math.max(...seen));
      expect([children, uniqueChildren]).toEqual([seen.length, archs.size]);
    }
  });

  it('mark a child as cached exactly where an earlier one had the same architecture', async () => {
    const events: RunEvent[] = [];
    await (await openRun(randomRun(10), table, events)).advance(never);
    const seen = new Set<string>();
    for (const event of events) {
      if (event.type !== 'child') continue;
      expect(event.cached).toBe(seen.has(event.arch));
      seen.add(event.arch);
    }
    expect(seen.size).toBeGreaterThan(50);
  });
});

describe('determinism', () => {
  it('one seed, one run; two seeds, two runs', async () => {
    const noisy = (seed: number) => small(5, { seed, estimator: { id: 'table', table: 'synthetic', noise: 'seed' } });
    const [a, b, c] = [await runTable(noisy(4), table), await runTable(noisy(4), table), await runTable(noisy(5), table)];
    expect(b).toEqual(a);
    expect(c).not.toEqual(a);
  });

  it.each([2, 3, 16])('%i workers that finish out of order give the run of one worker', async (workers) => {
    const of = async (parallelism: number) => {
      const events: RunEvent[] = [];
      const estimator = new SlowEstimator(parallelism);
      await (await openRun(small(4), table, events, { estimator })).advance(never);
      return { events: facts(events), estimator };
    };
    const one = await of(1);
    const many = await of(workers);
    expect(many.events).toEqual(one.events);
    expect(one.estimator.most).toBe(1);
    expect(many.estimator.most).toBeLessThanOrEqual(workers);
    expect(many.estimator.most).toBeGreaterThan(1);
    expect(new Set(many.estimator.asked).size).toBe(many.estimator.asked.length); // every child paid for once
  });
});

describe('resuming', () => {
  it.each(['table', 'train'] as const)('after 3 of 8 episodes equals the uninterrupted run bit for bit (%s)', async (kind) => {
    const config = kind === 'table' ? small(8, { estimator: { id: 'table', table: 'synthetic', noise: 'seed' } }) : trained(8);
    const open = (events: RunEvent[], checkpoint?: Checkpoint, save?: (take: () => Checkpoint) => undefined) =>
      openRun(config, table, events, save === undefined ? {} : { save }, checkpoint);
    const whole: RunEvent[] = [];
    const checkpoints: string[] = [];
    const wholeRun = await open(whole, undefined, (take) => void checkpoints.push(JSON.stringify(take())));
    await wholeRun.advance(never);

    const resumed: RunEvent[] = [];
    const resumedRun = await open(resumed, JSON.parse(checkpoints[2] ?? '') as Checkpoint);
    await resumedRun.advance(never);
    expect(resumed[0]).toMatchObject({ type: 'started', resumedAtEpisode: 3 });
    const rest = facts(whole).slice(facts(whole).findIndex((event) => event.type === 'proposed' && event.episode === 4));
    expect(facts(resumed)).toEqual(rest);
    expect(resumedRun.checkpoint()).toEqual(wholeRun.checkpoint());
  });

  it('keeps children measured in the broken episode, and pays for none twice', async () => {
    const config = trained(2);
    const first = new SlowEstimator(2);
    const stop = new AbortController();
    const broken: RunEvent[] = [];
    let children = 0;
    const run = await openRun(config, table, broken, {
      estimator: first,
      gate: (unit) => {
        if (unit === 'child') children += 1;
        if (children === 7) stop.abort();
        return undefined;
      },
    });
    await expect(run.advance(stop.signal)).rejects.toMatchObject({ kind: 'aborted' });
    const checkpoint = JSON.parse(JSON.stringify(run.checkpoint())) as Checkpoint;
    expect(checkpoint.episode).toBe(0);
    expect(checkpoint.measurements.length).toBeGreaterThan(3);

    const second = new SlowEstimator(2);
    const resumed: RunEvent[] = [];
    await (await openRun(config, table, resumed, { estimator: second }, checkpoint)).advance(never);
    const paid = checkpoint.measurements.map(([, { arch }]) => arch);
    expect(second.asked.filter((arch) => paid.includes(arch))).toEqual([]);

    const whole: RunEvent[] = [];
    await (await openRun(config, table, whole, { estimator: new SlowEstimator(1) })).advance(never);
    expect(facts(resumed)).toEqual(facts(whole));
  });

  it('refuses the checkpoint of another run, and one whose config was changed', async () => {
    const run = await openRun(small(1), table, []);
    await run.advance(never);
    const checkpoint = run.checkpoint();
    await expect(openRun(small(1, { seed: 2 }), table, [], {}, checkpoint)).rejects.toMatchObject({
      kind: 'checkpoint',
      message: expect.stringContaining('another run'),
    });
    const forged = { ...checkpoint, config: { ...checkpoint.config, seed: 2 } };
    await expect(openRun(small(1, { seed: 2 }), table, [], {}, forged)).rejects.toMatchObject({ kind: 'checkpoint' });
  });

  it('accepts a checkpoint whose run had been given another reward', async () => {
    const run = await openRun(small(1), table, []);
    await run.advance(never);
    const resumed = await openRun(small(1, { reward: fig6().reward }), table, [], {}, run.checkpoint());
    expect(resumed.checkpoint().reward).toEqual({ id: 'val' });
  });
});

describe('gates', () => {
  it('are passed after each child, update and episode; a closed one stops the run until it opens', async () => {
    const events: RunEvent[] = [];
    const units: StepUnit[] = [];
    let open: (() => void) | undefined;
    const run = await openRun(small(1), table, events, {
      gate: (unit) => {
        units.push(unit);
        return unit === 'update' && units.length === 22
          ? new Promise<void>((resolve) => {
              open = resolve;
            })
          : undefined;
      },
    });
    const advancing = run.advance(never);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(units).toEqual([...Array(20).fill('child'), 'update', 'update']);
    expect(events.at(-1)).toMatchObject({ type: 'update', step: 2 });
    open?.();
    expect(await advancing).toEqual({ kind: 'done' });
    expect(units.slice(20)).toEqual([...Array(5).fill('update'), 'episode']);
  });

  it('do not count as time spent: a run of 1 minute waits at its gate for 10', async () => {
    let clock = 0;
    const config = small(5);
    const run = await openRun({ ...config, stop: { ...config.stop, minutes: 1 } }, table, [], {
      now: () => clock,
      gate: (unit) => {
        if (unit !== 'episode') return undefined;
        clock += 1000;
        return Promise.resolve().then(() => {
          clock += 120_000;
        });
      },
    });
    await run.advance(never);
    expect(run.checkpoint()).toMatchObject({ episode: 5, elapsedMs: 5000 });
  });

  it('let go when the run is cancelled', async () => {
    const stop = new AbortController();
    const run = await openRun(small(3), table, [], {
      gate: (unit) => (unit === 'episode' ? new Promise(() => undefined) : undefined),
    });
    const advancing = run.advance(stop.signal);
    setTimeout(() => stop.abort(), 5);
    await expect(advancing).rejects.toMatchObject({ kind: 'aborted' });
    expect(run.checkpoint().episode).toBe(1);
  });
});

describe('stop conditions', () => {
  const stopped = async (stop: Partial<RunConfig['stop']>, changes: Partial<RunConfig> = {}) => {
    const events: RunEvent[] = [];
    const config = small(30, changes);
    let clock = 0;
    await (
      await openRun({ ...config, stop: { ...config.stop, ...stop } }, table, events, { now: () => (clock += 1000) })
    ).advance(never);
    const done = events.at(-1);
    if (done?.type !== 'done') throw new RangeError('the run did not end');
    return done;
  };

  it('episodes, children, time, reward, convergence: whichever comes first', async () => {
    expect(await stopped({ episodes: 4 })).toMatchObject({ reason: 'episodes', episodes: 4, children: 80 });
    expect(await stopped({ children: 50 })).toMatchObject({ reason: 'children', episodes: 3 });
    expect(await stopped({ minutes: 0.1 })).toMatchObject({ reason: 'time' });
    const reached = await stopped({ reward: 98 });
    expect(reached).toMatchObject({ reason: 'reward' });
    expect(reached.best.reward).toBeGreaterThanOrEqual(98);
  });

  it('time: not before the first episode, for a run that ends has a best child', async () => {
    expect(await stopped({ minutes: 0.001 })).toMatchObject({ reason: 'time', episodes: 1 });
  });

  it('convergence counts episodes in a row with equal rewards', async () => {
    const done = await stopped({ convergedFor: 3 }, { strategy: { id: 'random', childrenPerEpisode: 1 } });
    expect(done).toMatchObject({ reason: 'converged', episodes: 3 });
  });
});
