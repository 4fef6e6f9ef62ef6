import { describe, expect, it } from 'vitest';
import type { RunConfig } from '../../../../src/engine/run/config';
import { fig5 } from '../../../../src/engine/run/presets';
import type { SimulatedChunk } from '../../../../src/engine/run/simulate';
import { SeedRunner } from '../../../../src/ui/shared/seedRunner';
import type { Instant, InstantOutcome, InstantRequest } from '../../../../src/worker/instantClient';

interface Asked {
  readonly request: InstantRequest;
  readonly end: (outcome: InstantOutcome) => void;
  isCancelled: boolean;
}

/** An Instant that does what the test tells it to. */
function fakeInstant() {
  const asked: Asked[] = [];
  let disposals = 0;
  const instant: Instant = {
    run: (request) => {
      let end: Asked['end'] = () => undefined;
      const done = new Promise<InstantOutcome>((resolve) => {
        end = resolve;
      });
      const entry: Asked = { request, end, isCancelled: false };
      asked.push(entry);
      const cancel = (): void => {
        entry.isCancelled = true;
        end({ kind: 'cancelled' });
      };
      return { done, cancel };
    },
    dispose: () => {
      disposals += 1;
    },
  };
  return { asked, instant, disposals: () => disposals };
}

const one = Float64Array.of(1);

function chunkOf(reward: number, error: SimulatedChunk['error'] = null): SimulatedChunk {
  const column = Float64Array.of(reward);
  return {
    from: 0,
    episodes: 1,
    series: {
      mean: column,
      min: column,
      max: column,
      std: column,
      bestReward: column,
      entropy: column,
      policyLoss: column,
      loss: column,
      kl: column,
      baseline: column,
      children: one,
      uniqueChildren: one,
      epochs: one,
    },
    trials: { names: ['a'], archs: Float64Array.of(0), rewards: column },
    snapshots: [],
    best: null,
    reason: error === null ? 'episodes' : null,
    error,
  };
}

const titled = (episodes: number): RunConfig => ({ ...fig5(), stop: { ...fig5().stop, episodes } });
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function held(instant: Instant): SeedRunner {
  const runner = new SeedRunner(() => instant);
  runner.hold();
  return runner;
}

describe('a runner of configs over seeds', () => {
  it('computes the lowest rank first, one config at a time, and drops it for a lower one', async () => {
    const { asked, instant } = fakeInstant();
    const runner = held(instant);
    runner.want(titled(10), [1, 2], 5);
    runner.want(titled(20), [1, 2], 6);
    expect(asked.map(({ request }) => request.config.stop.episodes)).toEqual([10]);
    asked[0]?.request.onChunk(1, chunkOf(90));
    runner.want(titled(30), [1, 2], 1);
    expect(asked[0]?.isCancelled).toBe(true);
    expect(asked[1]?.request.config.stop.episodes).toBe(30);
    for (const seed of [1, 2]) asked[1]?.request.onChunk(seed, chunkOf(91));
    asked[1]?.end({ kind: 'done' });
    await settle();
    // Back to the first, of which one seed is done already.
    expect(asked[2]?.request.config.stop.episodes).toBe(10);
    expect(asked[2]?.request.seeds).toEqual([2]);
    expect(runner.read(titled(30)).runs.map(({ mean }) => mean[0])).toEqual([91, 91]);
  });

  it('stops when nobody wants it and goes on from the seeds that are done', () => {
    const { asked, instant } = fakeInstant();
    const runner = held(instant);
    const release = runner.want(fig5(), [1, 2, 3], 0);
    asked[0]?.request.onChunk(2, chunkOf(95));
    expect(runner.read(fig5()).isComputing).toBe(true);
    release();
    expect(asked[0]?.isCancelled).toBe(true);
    expect(runner.read(fig5())).toMatchObject({ isComputing: false, error: null });
    runner.want(fig5(), [1, 2, 3], 0);
    expect(asked[1]?.request.seeds).toEqual([1, 3]);
  });

  it('goes on while one of two still wants it, and does nothing twice', async () => {
    const { asked, instant } = fakeInstant();
    const runner = held(instant);
    const release = runner.want(fig5(), [1], 0);
    runner.want({ ...fig5(), title: 'The same under another name' }, [1], 3);
    release();
    expect(asked).toHaveLength(1);
    expect(asked[0]?.isCancelled).toBe(false);
    asked[0]?.request.onChunk(1, chunkOf(95));
    asked[0]?.end({ kind: 'done' });
    await settle();
    expect(asked).toHaveLength(1);
  });

  it('tells of every seed, in the order asked for, with a snapshot that keeps its identity in between', () => {
    const { asked, instant } = fakeInstant();
    const runner = held(instant);
    let told = 0;
    runner.subscribe(() => {
      told += 1;
    });
    runner.want(fig5(), [1, 2], 0);
    asked[0]?.request.onTruth?.({ rows: [{ arch: 'a', reward: 97 }], readsContext: false });
    const before = told;
    asked[0]?.request.onChunk(2, chunkOf(92));
    expect(told).toBe(before + 1);
    asked[0]?.request.onChunk(1, chunkOf(91));
    const shown = runner.read(fig5());
    expect(shown.runs.map(({ mean }) => mean[0])).toEqual([91, 92]);
    expect(shown.rewards).toEqual([97]);
    expect(runner.read(fig5())).toBe(shown);
  });

  it('says what stands against a config, goes on to the next, and tries again when it is wanted anew', async () => {
    const { asked, instant } = fakeInstant();
    const runner = held(instant);
    const release = runner.want(titled(10), [1], 0);
    runner.want(titled(20), [1], 1);
    asked[0]?.end({ kind: 'failed', error: { kind: 'data', message: 'The table is gone.', remedy: 'Measure it again.' } });
    await settle();
    expect(runner.read(titled(10)).error?.message).toBe('The table is gone.');
    expect(asked[1]?.request.config.stop.episodes).toBe(20);
    release();
    runner.want(titled(10), [1], 0);
    expect(runner.read(titled(10)).error).toBeNull();
    expect(asked[2]?.request.config.stop.episodes).toBe(10);
  });

  it('computes only while it is held: wishes may come before that and be withdrawn after it', () => {
    const { asked, instant, disposals } = fakeInstant();
    let opened = 0;
    const runner = new SeedRunner(() => {
      opened += 1;
      return instant;
    });
    const releases = [runner.want(titled(10), [1], 0), runner.want(titled(20), [1], 1)];
    expect(opened).toBe(0);
    const release = runner.hold();
    expect(asked).toHaveLength(1);
    release();
    expect([opened, disposals(), asked[0]?.isCancelled]).toEqual([1, 1, true]);
    // The first wish is withdrawn while the second stands: nothing is begun again.
    for (const withdraw of releases) withdraw();
    expect([opened, asked.length]).toEqual([1, 1]);
    runner.want(titled(10), [1], 0);
    runner.hold();
    expect([opened, asked.length]).toEqual([2, 2]);
  });
});
