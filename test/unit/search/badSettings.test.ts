import { describe, expect, it } from 'vitest';
import type { ControllerConfig } from '../../../src/engine/controller/config';
import { scheduled } from '../../../src/engine/controller/schedule';
import { LabError } from '../../../src/engine/core/errors';
import type { RunEvent } from '../../../src/engine/run/events';
import { parseRunConfig } from '../../../src/engine/run/parseConfig';
import { fig5 } from '../../../src/engine/run/presets';
import { createRun } from '../../../src/engine/run/run';
import { Simulation } from '../../../src/engine/run/simulate';
import { openStrategy } from '../../../src/engine/search/catalogue';
import { ONE_HOT_REINFORCE, PAPER_PPO } from '../../../src/engine/search/metadata';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import type { SearchSpace } from '../../../src/engine/space/types';
import { syntheticTable } from '../../support/syntheticTable';
import { tableDeps } from '../../support/tableRun';

const open = (config: ControllerConfig, space: SearchSpace = aSmall) =>
  openStrategy(config, { space, seed: 1, tensorAssets: async () => ({}) });

async function refusal(work: Promise<unknown>): Promise<LabError> {
  const thrown = await work.catch((error: unknown) => error);
  if (thrown instanceof LabError) return thrown;
  throw new Error(`expected a LabError, got ${String(thrown)}`);
}

describe('a controller that diverges', () => {
  /** A child that was drawn at random against all probability, and is rare no more after a step, has a ratio beyond all numbers. */
  const diverging = { ...PAPER_PPO, hidden: 16, learningRate: 1, exploration: 0.5 };
  const config = { ...fig5(1), strategy: diverging };

  it('stops the run at its last finite episode, names the setting and offers its default', async () => {
    const events: RunEvent[] = [];
    const run = await createRun(config, tableDeps(config, syntheticTable(), events));
    const outcome = await run.advance(new AbortController().signal);
    expect(outcome).toMatchObject({ kind: 'halted', error: { kind: 'config' } });
    const { message, remedy } = outcome.kind === 'halted' ? outcome.error : { message: '', remedy: '' };
    expect(message).toMatch(/strategy\.learningRate: got 1; the controller diverged: .*last finite episode/);
    expect(remedy).toBe('Set strategy.learningRate to its default, 0.00035.');
    const episodes = events.filter((event) => event.type === 'episode');
    const last = episodes.at(-1);
    for (const p of last?.policy ?? []) expect(Number.isFinite(p)).toBe(true);
    expect(run.checkpoint().episode).toBe(episodes.length);
    // What is kept is whole: another run opens from it.
    const again = await createRun(config, tableDeps(config, syntheticTable(), []), run.checkpoint());
    expect(again.checkpoint().strategy).toEqual(run.checkpoint().strategy);
    run.dispose();
    again.dispose();
  });

  it('ends a simulation with the same error and the same episodes', async () => {
    const events: RunEvent[] = [];
    const run = await createRun(config, tableDeps(config, syntheticTable(), events));
    const outcome = await run.advance(new AbortController().signal);
    const simulation = await Simulation.open(config, tableDeps(config, syntheticTable(), []));
    const chunk = await simulation.next(1e9);
    expect(chunk.error).toEqual(outcome.kind === 'halted' ? outcome.error : null);
    expect(Array.from(chunk.series.mean)).toEqual(events.flatMap((event) => (event.type === 'episode' ? [event.mean] : [])));
    expect(simulation.isOver).toBe(true);
  });

  it.each(['cpu', 'float64'] as const)('does so too where it is computed on %s', async (compute) => {
    const strategy = await open({ ...diverging, compute });
    const work = async (): Promise<void> => {
      for (let e = 0; e < 200; e += 1) {
        const proposals = await strategy.ask();
        await strategy.tell(proposals.map((proposal, i) => ({ ...proposal, reward: i % 3 })));
      }
    };
    expect((await refusal(work())).message).toMatch(/strategy\.learningRate: got 1; the controller diverged/);
  });
});

describe('settings that cannot be', () => {
  it.each([
    [{ clip: 0 }, /strategy\.clip/],
    [{ childrenPerEpisode: 0 }, /strategy\.childrenPerEpisode/],
    [{ learningRate: Number.NaN }, /strategy\.learningRate/],
    [{ gradientClip: 0 }, /strategy\.gradientClip/],
    [{ exploration: 1.5 }, /strategy\.exploration/],
    [{ faults: ['no-such-fault'] }, /strategy\.faults/],
    [{ cell: 'rnn' }, /strategy\.cell/],
    [{ learningRateSchedule: { kind: 'linear', to: 0, episodes: 10 } }, /strategy\.learningRateSchedule\.to/],
  ])('%o is refused by its path', async (changes, message) => {
    const config = { ...fig5(1), strategy: { ...PAPER_PPO, ...changes } };
    expect(() => parseRunConfig(config)).toThrow(message);
    expect(() => parseRunConfig(config)).toThrow(LabError);
  });

  it('normalising over one child is refused, for its advantage is always 0', async () => {
    const baseline = { ...PAPER_PPO.baseline, kind: 'batch-normalised' } as const;
    const error = await refusal(open({ ...PAPER_PPO, childrenPerEpisode: 1, baseline }));
    expect(error.message).toMatch(/strategy\.baseline\.kind: 'batch-normalised' compares the children/);
  });

  it('one child an episode learns with a moving average', async () => {
    const strategy = await open({ ...PAPER_PPO, childrenPerEpisode: 1, batch: 4 });
    const before = strategy.policy()?.slice() ?? [];
    for (let e = 0; e < 5; e += 1) {
      const [proposal] = await strategy.ask();
      if (proposal === undefined) throw new Error('no proposal');
      const report = await strategy.tell([{ ...proposal, reward: e }]);
      expect(report.advantages).toHaveLength(1);
    }
    expect(Array.from(strategy.policy() ?? [])).not.toEqual(Array.from(before));
  });

  it('views of time-major rows are refused where decisions differ in their options', async () => {
    const uneven: SearchSpace = {
      ...aSmall,
      next: (choices) =>
        choices.length < 2
          ? { kind: 'categorical', name: `d${choices.length}`, options: ['a', 'b', 'c'].slice(choices.length) }
          : null,
    };
    const strategy = await open({ ...PAPER_PPO, faults: ['time-major-view'] }, uneven);
    expect((await refusal(strategy.ask())).message).toMatch(/strategy\.faults: 'time-major-view'.* 3, 2 options/);
  });

  it('a policy too large for memory is refused with what it would need', async () => {
    const wide: SearchSpace = {
      ...aSmall,
      format: ({ choices }) => choices.join(),
      next: (choices) =>
        choices.length < 128
          ? { kind: 'categorical', name: `d${choices.length}`, options: Array.from({ length: 8 }, (_, i) => `${i}`) }
          : null,
    };
    const config: ControllerConfig = { ...PAPER_PPO, cell: 'nas', input: 'sample', hidden: 512, childrenPerEpisode: 512 };
    const error = await refusal(open(config, wide));
    expect([error.kind, error.message]).toEqual(['config', expect.stringMatching(/strategy\.hidden: .* MiB/)]);
  });
});

describe('a constant reward', () => {
  it('moves nothing but by the entropy bonus, and stays finite over 300 episodes', async () => {
    const strategy = await open({ ...PAPER_PPO, hidden: 8, entropyCoefficient: 0 });
    const before = Array.from(strategy.policy() ?? []);
    for (let e = 0; e < 300; e += 1) {
      await strategy.tell((await strategy.ask()).map((proposal) => ({ ...proposal, reward: 98 })));
    }
    const after = Array.from(strategy.policy() ?? []);
    for (const [i, p] of after.entries()) expect(p).toBeCloseTo(before[i] ?? Number.NaN, 10);
  });
});

describe('schedules', () => {
  it('go from their start to their end and stay there', () => {
    for (const kind of ['linear', 'exponential', 'cosine'] as const) {
      const at = (episode: number) => scheduled(2, { kind, to: 0.25, episodes: 100 }, episode);
      expect(at(0)).toBeCloseTo(2, 12);
      expect([at(100), at(1000)].map((value) => value.toFixed(12))).toEqual(['0.500000000000', '0.500000000000']);
    }
    expect(scheduled(2, { kind: 'linear', to: 0.25, episodes: 100 }, 50)).toBeCloseTo(1.25, 12);
    expect(scheduled(2, { kind: 'exponential', to: 0.25, episodes: 100 }, 50)).toBeCloseTo(1, 12);
    expect(scheduled(2, { kind: 'cosine', to: 0.25, episodes: 100 }, 50)).toBeCloseTo(1.25, 12);
    expect(scheduled(2, { kind: 'constant', to: 0.25, episodes: 100 }, 50)).toBe(2);
  });

  it('stop a controller whose learning rate has fallen to nothing, seed 1', async () => {
    const moved = async (to: number): Promise<number> => {
      const strategy = await open({ ...ONE_HOT_REINFORCE, learningRateSchedule: { kind: 'linear', to, episodes: 10 } });
      const before = strategy.policy()?.slice() ?? new Float64Array(0);
      for (let e = 0; e < 60; e += 1) {
        await strategy.tell(
          (await strategy.ask()).map((proposal) => ({ ...proposal, reward: proposal.genotype.choices[0] ?? 0 })),
        );
      }
      const after = strategy.policy() ?? new Float64Array(0);
      return after.reduce((sum, p, i) => sum + Math.abs(p - (before[i] ?? 0)), 0);
    };
    expect(await moved(1e-6)).toBeLessThan(0.5 * (await moved(1)));
  });
});
