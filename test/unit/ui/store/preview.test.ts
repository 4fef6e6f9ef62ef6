import { beforeEach, describe, expect, it, vi } from 'vitest';
import { SYNTHETIC_DEFAULTS, TRAIN_DEFAULTS } from '../../../../src/engine/estimate/metadata';
import { fig5 } from '../../../../src/engine/run/presets';
import type { SimulatedChunk } from '../../../../src/engine/run/simulate';
import { useLab } from '../../../../src/ui/store';
import { instantConfig, usePreview } from '../../../../src/ui/store/preview';
import { bandSeeds } from '../../../../src/ui/store/previewBand';
import { PreviewSeries } from '../../../../src/ui/store/previewSeries';
import type { Instant, InstantOutcome, InstantRequest } from '../../../../src/worker/instantClient';

/** Computes nothing: what was asked is answered by the test. */
class Asked {
  isCancelled = false;
  finish: (outcome: InstantOutcome) => void = () => undefined;
  readonly done = new Promise<InstantOutcome>((resolve) => {
    this.finish = resolve;
  });

  constructor(readonly request: InstantRequest) {}

  /** Episodes with that mean; like the pool, silent once cancelled. */
  say(episodes: number, mean: number, changes: Partial<SimulatedChunk> = {}, seed = this.request.config.seed): void {
    if (!this.isCancelled) this.request.onChunk(seed, chunkOf(episodes, mean, changes));
  }
}

function chunkOf(episodes: number, mean: number, changes: Partial<SimulatedChunk> = {}): SimulatedChunk {
  const column = (value: number) => new Float64Array(episodes).fill(value);
  const [means, none] = [column(mean), column(Number.NaN)];
  return {
    from: 0,
    episodes,
    series: {
      mean: means,
      min: means,
      max: means,
      std: column(0),
      bestReward: means,
      entropy: none,
      policyLoss: none,
      loss: none,
      kl: none,
      baseline: none,
      children: Float64Array.from({ length: episodes }, (_, i) => 2 * (i + 1)),
      uniqueChildren: column(1),
      epochs: column(1),
    },
    trials: { names: ['a'], archs: new Float64Array(2 * episodes), rewards: new Float64Array(2 * episodes).fill(mean) },
    snapshots: [],
    best: null,
    reason: null,
    error: null,
    ...changes,
  };
}

let asked: Asked[] = [];
let clock = 0;

const instant: Instant = {
  run: (request) => {
    const one = new Asked(request);
    asked.push(one);
    return {
      done: one.done,
      cancel: () => {
        one.isCancelled = true;
        one.finish({ kind: 'cancelled' });
      },
    };
  },
  dispose: () => undefined,
};

const preview = usePreview.getState;
const faster = (learningRate: number) => {
  const config = fig5(1);
  if (config.strategy.id !== 'ppo') throw new RangeError('fig5 is a PPO run');
  return {
    config: { ...config, strategy: { ...config.strategy, learningRate } },
    change: `learning rate ${learningRate}`,
    path: 'strategy.learningRate',
  };
};

/** Moves the knob and lets the time between two computations pass. */
const move = async (learningRate: number): Promise<Asked> => {
  preview().propose(faster(learningRate));
  clock += 100;
  await vi.advanceTimersByTimeAsync(100);
  return last();
};

const last = (): Asked => {
  const one = asked.at(-1);
  if (one === undefined) throw new Error('nothing was asked for');
  return one;
};

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  clock += 1e6;
  preview().connect({ openInstant: () => instant, now: () => clock });
  preview().back();
  preview().setBandSize(1);
  useLab.setState({ config: fig5(1), runId: `run ${clock}`, reward: { id: 'val' }, episodeCursor: null });
  asked = [];
});

describe('a knob that is moved', () => {
  it('shows the new curve from its first chunk on, the run’s own as the ghost', async () => {
    const one = await move(1e-3);
    const [base] = asked;
    base?.say(3, 90);
    expect(preview().shown).toBeNull();
    one.say(2, 95);
    expect(preview().shown?.series.episodes).toBe(2);
    expect(preview().ghost).toMatchObject({ title: 'before' });
    expect(preview().ghost?.series.column('mean').at(0)).toBe(90);
    one.say(2, 96, { reason: 'episodes' });
    expect(preview().shown).toMatchObject({ progress: 'done', error: null });
    expect([...(preview().shown?.series.column('mean').view() ?? [])]).toEqual([95, 95, 96, 96]);
  });

  it('computes a run on an invented landscape too, and none that trains its children', async () => {
    useLab.setState({ config: { ...fig5(1), estimator: SYNTHETIC_DEFAULTS } });
    preview().prepare();
    expect(last().request.config.estimator.id).toBe('synthetic');
    expect(instantConfig()?.estimator).toEqual(SYNTHETIC_DEFAULTS);
    useLab.setState({ config: { ...fig5(1), estimator: TRAIN_DEFAULTS } });
    expect(instantConfig()).toBeNull();
  });

  it('asks for the run’s own curve again where it failed', async () => {
    preview().prepare();
    preview().prepare();
    expect(asked).toHaveLength(1);
    last().finish({ kind: 'failed', error: { kind: 'worker', message: 'ended', remedy: 'again' } });
    await vi.advanceTimersByTimeAsync(0);
    preview().prepare();
    expect(asked).toHaveLength(2);
  });

  it('never shows what became stale: an older request is cancelled, and the last whole curve is the next ghost', async () => {
    const first = await move(1e-3);
    first.say(2, 91, { reason: 'episodes' });
    first.finish({ kind: 'done' });
    const second = await move(2e-3);
    second.say(1, 92);
    expect(preview().ghost?.title).toBe('learning rate 0.001');
    const third = await move(3e-3);
    expect(second.isCancelled).toBe(true);
    second.say(1, 50);
    third.say(1, 93);
    expect(preview().shown?.proposal.change).toBe('learning rate 0.003');
    expect([...(preview().shown?.series.column('mean').view() ?? [])]).toEqual([93]);
    expect(preview().ghost?.title).toBe('learning rate 0.001');
  });

  it('queues nothing: of fifty movements at once only the newest is computed', async () => {
    await move(1e-3);
    const before = asked.length;
    for (let i = 1; i <= 50; i += 1) preview().propose(faster(i * 1e-4));
    clock += 1000;
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.length).toBe(before + 1);
    expect(last().request.config).toMatchObject({ strategy: { learningRate: 50 * 1e-4 } });
  });

  it('keeps the last good curve where the newest cannot begin, and says why', async () => {
    (await move(1e-3)).say(2, 95);
    const broken = await move(2e-3);
    const error = { kind: 'reward', message: 'line 1', remedy: 'write it' } as const;
    broken.finish({ kind: 'failed', error });
    await vi.advanceTimersByTimeAsync(0);
    expect(preview().fault).toEqual(error);
    expect(preview().shown?.proposal.change).toBe('learning rate 0.001');
    (await move(3e-3)).say(1, 96);
    expect(preview().fault).toBeNull();
  });

  it('ends a diverging run at its last whole episode, with what it stands at', async () => {
    const error = { kind: 'config', message: 'diverged', remedy: 'smaller' } as const;
    (await move(1)).say(3, 90, { error });
    expect(preview().shown).toMatchObject({ progress: 'done', error });
  });

  it('takes movements of one knob back together, and the first one ends it', async () => {
    await move(1e-3);
    preview().propose(faster(2e-3));
    clock += 5000;
    await move(4e-3);
    preview().undo();
    expect(preview().proposal?.change).toBe('learning rate 0.002');
    preview().undo();
    expect(preview().proposal).toBeNull();
    expect(preview().shown).toBeNull();
  });

  it('goes back to the run at once, and what was under way is dropped', async () => {
    const one = await move(1e-3);
    one.say(5, 95);
    const { revision } = preview();
    preview().back();
    one.say(5, 95);
    expect(one.isCancelled).toBe(true);
    expect(preview()).toMatchObject({ shown: null, ghost: null, proposal: null, canUndo: false });
    expect(preview().revision).toBe(revision + 1);
  });

  it('belongs to the run that is open: another run or reward ends it', async () => {
    (await move(1e-3)).say(5, 95);
    useLab.setState({ runId: 'another' });
    expect(preview().proposal).toBeNull();
    (await move(1e-3)).say(5, 95);
    useLab.setState({ reward: { id: 'max-params', maxParams: 10, penalty: 0 } });
    expect(preview().shown).toBeNull();
  });
});

describe('a band over seeds', () => {
  it('is of the run’s own seed and those after it', () => {
    expect(bandSeeds(7, 3)).toEqual([7, 8, 9]);
    expect(bandSeeds(0xffffffff, 2)).toEqual([0xffffffff, 0]);
  });

  it('fills in as seeds finish: median and quartiles of those that are done', () => {
    preview().setBandSize(8);
    const one = last();
    expect(one.request.seeds).toHaveLength(8);
    one.say(2, 90, {}, 1);
    expect(preview().band).toMatchObject({ done: 0, size: 8, isComputing: true });
    for (let seed = 1; seed <= 5; seed += 1) one.say(1, 90 + seed, { reason: 'episodes' }, seed);
    const { band } = preview();
    expect(band?.done).toBe(5);
    // Of 91, ..., 95, and the first seed's 90 of its first episode in place of 91: quartiles of 90, 92, 93, 94, 95.
    expect([band?.low[0], band?.median[0], band?.high[0]]).toEqual([92, 93, 94]);
    expect([band?.spent.children[0], band?.spent.epochs[0]]).toEqual([2, 1]);
    preview().setBandSize(1);
    expect(one.isCancelled).toBe(true);
    expect(preview().band).toBeNull();
  });

  it('makes way for a knob, and follows it once its curve is whole', async () => {
    preview().setBandSize(8);
    const band = last();
    const one = await move(1e-3);
    expect(band.isCancelled).toBe(true);
    expect(preview().band).toBeNull();
    one.say(4, 95, { reason: 'episodes' });
    one.finish({ kind: 'done' });
    await vi.advanceTimersByTimeAsync(0);
    expect(last().request).toMatchObject({ priority: 'background', config: { strategy: { learningRate: 1e-3 } } });
    expect(last().request.seeds).toHaveLength(8);
  });
});

describe('the past of a run computed at once', () => {
  it('holds children, visits and the policy of the latest snapshot at or before an episode', () => {
    const series = new PreviewSeries();
    const snapshot = (episode: number) => ({
      episode,
      policy: Float64Array.of(episode),
      marginals: [Float64Array.of(episode, 0)],
    });
    series.append({
      ...chunkOf(2, 1),
      trials: { names: ['a', 'b'], archs: Float64Array.of(0, 1, 1, 1), rewards: Float64Array.of(1, 2, 3, 4) },
      snapshots: [snapshot(2)],
    });
    const second = chunkOf(1, 2);
    series.append({
      ...second,
      series: { ...second.series, children: Float64Array.of(6) },
      trials: { names: ['b', 'c'], archs: Float64Array.of(1, 0), rewards: Float64Array.of(5, 6) },
      snapshots: [snapshot(3)],
    });
    expect(series.childrenOf(2)).toEqual([
      { arch: 'b', reward: 3 },
      { arch: 'b', reward: 4 },
    ]);
    expect(series.childrenOf(3)).toEqual([
      { arch: 'c', reward: 5 },
      { arch: 'b', reward: 6 },
    ]);
    expect([...series.visitsUpTo(2)]).toEqual([
      ['a', 1],
      ['b', 3],
    ]);
    expect(series.visitsUpTo(3).get('c')).toBe(1);
    expect([1, 2, 3, 9].map((episode) => series.policyAt(episode)?.[0])).toEqual([2, 2, 3, 3]);
    expect(series.marginalsAt(3)?.[0]?.[0]).toBe(3);
  });
});
