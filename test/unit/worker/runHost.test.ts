import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import type { RewardConfig } from '../../../src/engine/reward/config';
import { makePresetReward } from '../../../src/engine/reward/presets';
import type { RewardFunction } from '../../../src/engine/reward/types';
import type { RunConfig } from '../../../src/engine/run/config';
import { parseExportedRun } from '../../../src/engine/run/exported';
import { HostCase, MemoryStore } from '../../support/hostCases';
import { small } from '../../support/runCases';
import { episodesOf } from '../../support/tableRun';

const POWER: RewardConfig = { id: 'mnasnet', targetMs: 1, alpha: 0, beta: 0 };
const code = (source: string): RewardConfig => ({ id: 'code', source, deadlineMs: 50 });
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 20));

/** What a run that was never interrupted ends with; steer: what the person does, and when. */
async function finished(config: RunConfig, steer: (lab: HostCase) => Promise<void> = async () => undefined) {
  const lab = new HostCase(new MemoryStore());
  await lab.open('run', config, false);
  await steer(lab);
  await lab.host.handle({ type: 'play' });
  await lab.reaches('done');
  return lab.stored('run');
}

const timeless = <T>(value: T): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner) => (key === 'elapsedMs' || key === 'wallMs' ? 0 : inner)));

describe('a run in the browser, killed without a word', () => {
  it('when paused stands where the page showed it, and ends as the uninterrupted one', async () => {
    const store = new MemoryStore();
    const first = new HostCase(store);
    await first.open('run', small(6), false);
    for (let i = 0; i < 3; i += 1) await first.step('episode');
    await first.step('child');
    expect((await first.stored('run')).checkpoint?.episode).toBe(3);
    expect(episodesOf((await first.stored('run')).events)).toHaveLength(3);

    const second = new HostCase(store);
    await second.open('run', small(6), true);
    await second.reaches('done');
    const [again, whole] = [await second.stored('run'), await finished(small(6))];
    expect(timeless(again.checkpoint)).toEqual(timeless(whole.checkpoint));
    expect(episodesOf(again.events)).toEqual(episodesOf(whole.events));
  });

  it.each(['child', 'update'] as const)(
    'keeps a reward set while it stood after a %s of its second episode, and applies it where it would have been',
    async (unit) => {
      const steer = async (lab: HostCase): Promise<void> => {
        await lab.step('episode');
        await lab.step(unit);
        await lab.host.handle({ type: 'setReward', reward: POWER });
      };
      const store = new MemoryStore();
      const first = new HostCase(store);
      await first.open('run', small(5), false);
      await steer(first);
      // After an update the episode is told already: the reward is kept with its end.
      if (unit === 'update') await first.step('episode');

      const second = new HostCase(store);
      await second.open('run', small(5), true);
      await second.reaches('done');
      const [again, whole] = [await second.stored('run'), await finished(small(5), steer)];
      expect(timeless(again.checkpoint)).toEqual(timeless(whole.checkpoint));
      expect(again.checkpoint?.reward).toEqual(POWER);
      const changes = again.events.filter(({ type }) => type === 'rewardChanged');
      expect(changes).toEqual([expect.objectContaining({ episode: 3 })]);
    },
  );

  it('keeps a reward that has come into force, however soon after the last save', async () => {
    const lab = new HostCase(new MemoryStore());
    await lab.open('run', small(50), false);
    await lab.step('episode');
    await lab.host.handle({ type: 'setReward', reward: POWER });
    await lab.step('child');
    await turn();
    const { checkpoint, events } = await lab.stored('run');
    expect(checkpoint).toMatchObject({ episode: 1, reward: POWER, nextReward: null });
    expect(events.at(-1)).toMatchObject({ type: 'rewardChanged', episode: 2 });
  });
});

describe('a finished run', () => {
  it('opens as finished, adds nothing to its log, and is not run by play or step', async () => {
    const store = new MemoryStore();
    const first = new HostCase(store);
    await first.open('run', small(2), true);
    await first.reaches('done');
    await first.host.handle({ type: 'close' });
    const before = await first.stored('run');

    const second = new HostCase(store);
    await second.open('run', small(2), true);
    await second.reaches('done');
    await second.host.handle({ type: 'play' });
    await second.host.handle({ type: 'step', unit: 'episode' });
    await turn();
    expect(second.statuses.at(-1)).toBe('done');
    await second.host.handle({ type: 'close' });
    expect(await second.stored('run')).toEqual(before);
    expect(second.events().filter(({ type }) => type === 'done')).toHaveLength(1);
  });
});

describe('leaving a run', () => {
  it('keeps its last whole episode, gives back lock and store, and is silent afterwards', async () => {
    const lab = new HostCase(new MemoryStore());
    await lab.open('run', small(100_000), true);
    for (let i = 0; i < 200 && episodesOf(lab.events()).length < 3; i += 1) await turn();
    await lab.host.handle({ type: 'close' });
    const said = lab.messages.length;
    const { checkpoint, events } = await lab.stored('run');
    expect(checkpoint?.episode).toBe(episodesOf(events).length);
    expect(checkpoint?.episode).toBeGreaterThanOrEqual(3);
    expect([lab.held, lab.store.closed]).toEqual([0, 1]);
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(lab.messages).toHaveLength(said);
  });

  it('that is still loading does not wait for it, and what it opened late is closed', async () => {
    let disposed = 0;
    let arrive: (() => void) | undefined;
    const lab: HostCase = new HostCase(new MemoryStore(), {
      openEstimator: async (config) => {
        const ready = await new HostCase(new MemoryStore()).place.openEstimator(config, {
          baseUrl: '',
          store: null,
          log: () => undefined,
          onBackend: () => undefined,
        });
        if (config.title !== 'slow') return ready;
        await new Promise<void>((resolve) => {
          arrive = resolve;
        });
        return {
          ...ready,
          estimator: {
            ...ready.estimator,
            dispose: async () => {
              disposed += 1;
            },
          },
        };
      },
    });
    void lab.open('slow', small(2, { title: 'slow' }), true);
    await turn();
    await lab.open('quick', small(2), true);
    await lab.reaches('done');
    expect(lab.statuses).not.toContain('failed');
    expect(lab.held).toBe(1);
    arrive?.();
    await turn();
    expect(disposed).toBe(1);
  });

  it('that cannot be closed is told once, and the next run opens', async () => {
    let broken = true;
    const lab: HostCase = new HostCase(new MemoryStore(), {
      openEstimator: async (config) => {
        const ready = await new HostCase(new MemoryStore()).place.openEstimator(config, {
          baseUrl: '',
          store: null,
          log: () => undefined,
          onBackend: () => undefined,
        });
        const { estimator } = ready;
        if (!broken) return ready;
        broken = false;
        estimator.dispose = () => Promise.reject(new LabError('worker', 'it does not end', 'wait'));
        return ready;
      },
    });
    await lab.open('one', small(1), false);
    await lab.open('two', small(1), true);
    expect(lab.statuses.filter((status) => status === 'failed')).toHaveLength(1);
    await lab.open('two', small(1), true);
    await lab.reaches('done');
  });
});

describe('a reward that fails in the page', () => {
  const fragile = async (config: RewardConfig): Promise<RewardFunction> => {
    if (config.id !== 'code') return makePresetReward(config);
    const evaluate =
      config.source === 'hang'
        ? () => new Promise<never>(() => undefined)
        : () => Promise.reject(new LabError('reward', 'reward: boom', 'mend it', { line: 1, column: 2 }));
    return { formula: config.source, evaluate, dispose: () => undefined };
  };

  it('pauses the run with its place; another one and play go on in the same episode', async () => {
    const lab = new HostCase(new MemoryStore(), { makeReward: fragile });
    await lab.open('run', small(2, { reward: code('boom') }), true);
    await lab.reaches('paused');
    expect(lab.messages.at(-1)).toMatchObject({ status: 'paused', error: { message: 'reward: boom', line: 1, column: 2 } });
    await lab.host.handle({ type: 'setReward', reward: { id: 'val' } });
    await lab.host.handle({ type: 'play' });
    await lab.reaches('done');
    expect(episodesOf((await lab.stored('run')).events).map(({ episode }) => episode)).toEqual([1, 2]);
  });

  it('by never answering holds up neither a dry run beside a run, nor closing', async () => {
    const lab = new HostCase(new MemoryStore(), { makeReward: fragile });
    await lab.open('run', small(2), true);
    await lab.host.handle({ type: 'dryRun', id: 1, reward: code('hang') });
    await lab.reaches('done');
    await lab.open('hung', small(2, { reward: code('hang') }), true);
    await turn();
    expect(lab.statuses.at(-1)).toBe('running');
    await lab.host.handle({ type: 'close' });
    expect(lab.held).toBe(0);
  });
});

describe('a dry run', () => {
  it('refuses what a run would refuse: a reward of 1e308', async () => {
    const lab = new HostCase(new MemoryStore(), {
      makeReward: async () => ({ formula: 'huge', evaluate: async (requests) => requests.map(() => 1e308), dispose: () => {} }),
    });
    await lab.open('run', small(1), false);
    await lab.host.handle({ type: 'dryRun', id: 7, reward: { id: 'val' } });
    await turn();
    expect(lab.messages.at(-1)).toMatchObject({
      type: 'dryRunFailed',
      id: 7,
      error: { kind: 'reward', remedy: expect.stringContaining('Scale') },
    });
  });
});

describe('a place with little to give', () => {
  it('without storage runs all the same, and says so', async () => {
    const lab = new HostCase(new MemoryStore(), {
      openStore: () => Promise.reject(new LabError('storage', 'The browser cannot keep runs here.', 'Allow site data.')),
    });
    await lab.open('run', small(2), true);
    await lab.reaches('done');
    expect(lab.events()).toContainEqual(expect.objectContaining({ type: 'log', message: 'The browser cannot keep runs here.' }));
  });

  it('without storage exports the open run from memory, as one that can be gone on with', async () => {
    const lab = new HostCase(new MemoryStore(), {
      openStore: () => Promise.reject(new LabError('storage', 'The browser cannot keep runs here.', 'Allow site data.')),
    });
    await lab.host.handle({ type: 'export', id: 1 });
    expect(lab.messages.at(-1)).toMatchObject({ type: 'exportFailed', id: 1, error: { kind: 'storage' } });
    await lab.open('run', small(4), false);
    for (let i = 0; i < 2; i += 1) await lab.step('episode');
    await lab.host.handle({ type: 'export', id: 2 });
    await turn();
    const answer = lab.messages.findLast((message) => message.type === 'exported');
    if (answer?.type !== 'exported') throw new RangeError('the run was not exported');
    const exported = parseExportedRun(answer.text);
    expect(exported).toMatchObject({ title: small(4).title, done: false, checkpoint: { episode: 2 } });
    expect(exported.events.filter(({ type }) => type === 'episode')).toHaveLength(2);
  });

  it('whose storage is full says so once and goes on', async () => {
    const store = new MemoryStore();
    store.save = () => Promise.reject(new LabError('storage', 'no room', 'make room'));
    const lab = new HostCase(store);
    await lab.open('run', small(3), false);
    for (let i = 0; i < 2; i += 1) await lab.step('episode');
    await lab.host.handle({ type: 'play' });
    await lab.reaches('done');
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(lab.events().filter((event) => event.type === 'log' && event.message === 'no room')).toHaveLength(1);
  });

  it('that cannot lock a run opens it with a warning; one whose run is open elsewhere refuses', async () => {
    const warning = { message: 'nobody knows', remedy: 'one tab' };
    const alone = new HostCase(new MemoryStore(), { lockRun: async () => ({ release: () => undefined, warning }) });
    await alone.open('run', small(1), true);
    await alone.reaches('done');
    expect(alone.events()).toContainEqual(expect.objectContaining({ type: 'log', level: 'warning', ...warning }));

    const second = new HostCase(new MemoryStore(), { lockRun: async () => null });
    await second.open('run', small(1), true);
    expect(second.messages.at(-1)).toMatchObject({ status: 'failed', error: { kind: 'storage' } });
    expect(second.store.saves).toBe(0);

    const told = second.messages.length;
    const command = { type: 'open', runId: 'run', config: small(1), play: true, pace: null, baseUrl: '' } as const;
    await second.host.handle({ ...command, tellBusy: true });
    expect(second.messages.slice(told).map(({ type }) => type)).toEqual(['status', 'busy']);
    expect(second.messages.at(-1)).toEqual({ type: 'busy', runId: 'run' });
  });
});
