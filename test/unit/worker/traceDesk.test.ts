import { describe, expect, it } from 'vitest';
import type { ReplayProgress } from '../../../src/engine/run/replayTypes';
import { TraceDesk } from '../../../src/worker/traceDesk';
import { small, table } from '../../support/runCases';
import { recordedTrials } from '../../support/tableRun';

const config = small(30);
const signal = new AbortController().signal;

/** A clock that moves on by so many milliseconds whenever it is read. */
function deskWith(msPerLook: number) {
  let clock = 0;
  let tasks = 0;
  const desk = new TraceDesk({
    tensorAssets: async () => ({}),
    now: () => {
      clock += msPerLook;
      return clock;
    },
    nextTask: async () => {
      tasks += 1;
    },
  });
  return { desk, tasks: () => tasks };
}

describe('the trace worker', () => {
  it('says how far a slow replay is, and lets other tasks come between', async () => {
    const { desk, tasks } = deskWith(100);
    const progress: ReplayProgress[] = [];
    const order = { runId: 'a', config, episode: 20, recorded: await recordedTrials(config, table) };
    const trace = await desk.trace(order, signal, (at) => progress.push(at));
    expect(trace.episode).toBe(20);
    expect(progress).toEqual(Array.from({ length: 19 }, (_, i) => ({ done: i + 1, total: 19 })));
    expect(tasks()).toBe(19);
  });

  it('says nothing of a quick one, and goes on from where it stands for the next episode', async () => {
    const { desk } = deskWith(0);
    const recorded = await recordedTrials(config, table);
    const progress: ReplayProgress[] = [];
    for (const episode of [20, 21, 3]) {
      const trace = await desk.trace({ runId: 'a', config, episode, recorded }, signal, (at) => progress.push(at));
      expect(trace.children.map(({ reward }) => reward)).toEqual(
        Array.from(recorded.rewards).slice((episode - 1) * 20, episode * 20),
      );
    }
    expect(progress).toEqual([]);
  });

  it('is of use after a cancel and after a refusal, and takes up another run', async () => {
    const { desk } = deskWith(100);
    const recorded = await recordedTrials(config, table);
    const stop = new AbortController();
    const cancelled = desk.trace({ runId: 'a', config, episode: 25, recorded }, stop.signal, ({ done }) => {
      if (done === 3) stop.abort();
    });
    await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
    await expect(desk.trace({ runId: 'a', config, episode: 31, recorded }, signal, () => undefined)).rejects.toMatchObject({
      kind: 'config',
    });
    const other = { ...config, seed: config.seed + 1 };
    await expect(desk.trace({ runId: 'b', config: other, episode: 2, recorded }, signal, () => undefined)).rejects.toMatchObject({
      kind: 'checkpoint',
    });
    expect((await desk.trace({ runId: 'a', config, episode: 25, recorded }, signal, () => undefined)).episode).toBe(25);
  });
});
