import { beforeEach, describe, expect, it } from 'vitest';
import type { PlainError } from '../../../../src/engine/core/errors';
import { SYNTHETIC_DEFAULTS } from '../../../../src/engine/estimate/metadata';
import type { RunEvent } from '../../../../src/engine/run/events';
import { fig5 } from '../../../../src/engine/run/presets';
import { useLab } from '../../../../src/ui/store';
import type { RunClient } from '../../../../src/worker/client';
import type { RunCommand, RunMessage } from '../../../../src/worker/protocol';
import { fakeTable } from '../../../support/page/fakeTable';
import { episodeOf } from './episodes';

const table = fakeTable();

/** A worker played by hand: what was sent to it, and a way to answer. */
function openWorker() {
  const sent: RunCommand[] = [];
  let listener: (message: RunMessage) => void = () => undefined;
  const client: RunClient = {
    send: (command) => sent.push(command),
    onMessage: (added) => {
      listener = added;
      return () => undefined;
    },
    dispose: () => undefined,
  };
  useLab.getState().connect({
    presets: [],
    openClient: () => client,
    loadTable: () => Promise.resolve(table),
    baseUrl: 'http://localhost/',
  });
  return { sent, tell: (message: RunMessage) => listener(message) };
}

/** Longer than every chain of promises and zero timers that a message sets off. */
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 30));
const lab = () => useLab.getState();
const openId = (): string => lab().runId ?? '';
const episode = (n: number): RunEvent => ({ type: 'episode', ...episodeOf(n) });
const fault: PlainError = { kind: 'reward', message: 'The reward threw.', remedy: 'Mend it.', line: 2 };

let worker = openWorker();
beforeEach(() => {
  worker = openWorker();
  lab().openRun(fig5(), { play: true });
});

describe('useLab', () => {
  it('projects the events of the open run and of no other', async () => {
    worker.tell({ type: 'events', runId: openId(), events: [episode(1), episode(2)] });
    worker.tell({ type: 'events', runId: 'another run', events: [episode(3)] });
    await settled();
    expect(lab().run.counts.episodes).toBe(2);
    expect(lab().series.episodes).toBe(2);
    expect(lab().children.get('conv3,max')?.visits).toBe(2);
  });

  it('takes a stored past of many episodes in slices, in order', async () => {
    const past = Array.from({ length: 7000 }, (_, i) => episode(i + 1));
    const before = lab().version;
    worker.tell({ type: 'events', runId: openId(), events: past });
    worker.tell({ type: 'events', runId: openId(), events: [episode(7001)] });
    for (let i = 0; i < 50 && lab().series.episodes < 7001; i += 1) await settled();
    expect(lab().series.episodes).toBe(7001);
    expect(lab().version - before).toBeGreaterThanOrEqual(5);
  });

  it('forgets the past when another run is opened, while its messages are still on the way', async () => {
    worker.tell({ type: 'events', runId: openId(), events: [episode(1)] });
    lab().restart();
    await settled();
    expect(lab().series.episodes).toBe(0);
    expect(worker.sent.filter((command) => command.type === 'open')).toHaveLength(2);
    expect(lab().config?.seed).toBe(1);
  });

  it('opens a fresh run of the same settings where another tab has the one that was open, and says so', async () => {
    lab().openRun({ ...fig5(), seed: 7 }, { play: false, runId: 'elsewhere', orFresh: true });
    const opens = () => worker.sent.filter((command) => command.type === 'open');
    expect(opens().at(-1)).toMatchObject({ runId: 'elsewhere', tellBusy: true });
    worker.tell({ type: 'busy', runId: 'elsewhere' });
    expect(openId()).not.toBe('elsewhere');
    expect(lab().notice).toMatch(/another tab/);
    expect(lab().error).toBeNull();
    const opened = opens().at(-1);
    expect(opened).toMatchObject({ runId: openId(), config: { seed: 7 }, play: true, tellBusy: false });
    worker.tell({ type: 'busy', runId: 'elsewhere' });
    expect(opens().at(-1)).toBe(opened);
    lab().openRun(fig5(), { play: true });
    expect(lab().notice).toBeNull();
  });

  it('asks the worker for the truth of the table, and has its best cell', async () => {
    await settled();
    const asked = worker.sent.find((command) => command.type === 'dryRun');
    expect(asked?.reward).toEqual({ id: 'val' });
    worker.tell({
      type: 'dryRun',
      id: asked?.id ?? -1,
      rows: [
        { arch: 'a', reward: 1 },
        { arch: 'b', reward: 3 },
        { arch: 'c', reward: Number.NaN },
      ],
    });
    await settled();
    expect(lab().truth?.best).toEqual({ arch: 'b', reward: 3 });
  });

  it('keeps the reward that has carried episodes as the last good one, through rewards that never did', async () => {
    worker.tell({ type: 'events', runId: openId(), events: [episode(1)] });
    await settled();
    lab().setReward({ id: 'code', source: 'm => m.oops', deadlineMs: 50 });
    const reward = { id: 'code', source: 'm => m.oops', deadlineMs: 50 } as const;
    worker.tell({
      type: 'events',
      runId: openId(),
      events: [{ type: 'rewardChanged', episode: 1, formula: 'm => m.oops', reward }],
    });
    worker.tell({ type: 'events', runId: openId(), events: [{ type: 'paused', episode: 1, error: fault }] });
    await settled();
    expect(lab().error).toEqual(fault);
    lab().setReward({ id: 'code', source: 'm => m.again', deadlineMs: 50 });
    expect(lab().lastGoodReward).toEqual({ id: 'val' });
  });

  it('knows the reward in force of a stored run whose reward was changed', async () => {
    const reward = { id: 'max-params', maxParams: 2500, penalty: -100 } as const;
    const changed: RunEvent = { type: 'rewardChanged', episode: 2, formula: 'm.params.cells < 2500 ? ...', reward };
    worker.tell({ type: 'events', runId: openId(), events: [episode(1), changed, episode(2)] });
    await settled();
    expect(lab().reward).toEqual(reward);
    expect(worker.sent.filter((command) => command.type === 'setReward')).toEqual([]);
    expect(worker.sent.findLast((command) => command.type === 'dryRun')).toMatchObject({ reward });
  });

  it('clears a fault once the run goes on', async () => {
    worker.tell({ type: 'status', runId: openId(), status: 'failed', error: fault });
    await settled();
    expect([lab().status, lab().error]).toEqual(['failed', fault]);
    worker.tell({ type: 'status', runId: openId(), status: 'running' });
    await settled();
    expect([lab().status, lab().error]).toEqual(['running', null]);
  });

  it('answers a dry run with rows or with the error, and one that outlives its run with an error', async () => {
    const good = lab().dryRun({ id: 'val' });
    const bad = lab().dryRun({ id: 'val' });
    const ids = worker.sent.flatMap((command) => (command.type === 'dryRun' ? [command.id] : []));
    const [goodId = -1, badId = -1] = ids.slice(-2);
    worker.tell({ type: 'dryRunFailed', id: badId, error: fault });
    worker.tell({ type: 'dryRun', id: goodId, rows: [] });
    expect(await good).toEqual({ ok: true, rows: [] });
    expect(await bad).toEqual({ ok: false, error: fault });
    const left = lab().dryRun({ id: 'val' });
    lab().restart();
    expect((await left).ok).toBe(false);
  });

  it('holds the cursor inside the run, and follows it again at the end', async () => {
    worker.tell({ type: 'events', runId: openId(), events: [episode(1), episode(2), episode(3)] });
    await settled();
    lab().setCursor(-4);
    expect(lab().episodeCursor).toBe(1);
    lab().setCursor(2);
    expect(lab().episodeCursor).toBe(2);
    lab().setCursor(3);
    expect(lab().episodeCursor).toBeNull();
  });

  it('starts again with the reward in force and the draft, by reset and by another seed', () => {
    const written = { id: 'code', source: '(m) => 7', deadlineMs: 50 } as const;
    lab().setReward(written);
    lab().setRewardDraft({ ...written, source: '(m) => 8' });
    lab().restart();
    expect([lab().config?.reward, lab().reward]).toEqual([written, written]);
    lab().restart({ seed: 99 });
    expect([lab().config?.seed, lab().config?.reward]).toEqual([99, written]);
    expect(lab().rewardDraft).toEqual({ ...written, source: '(m) => 8' });
    expect(worker.sent.findLast((command) => command.type === 'open')).toMatchObject({ config: { seed: 99, reward: written } });
    lab().openRun(fig5(), { play: true });
    expect([lab().reward, lab().rewardDraft]).toEqual([{ id: 'val' }, null]);
  });

  it('keeps code that failed as the draft when the last good reward comes back', async () => {
    const failing = { id: 'code', source: '() => { throw 1 }', deadlineMs: 50 } as const;
    lab().setReward(failing);
    expect(lab().rewardDraft).toBeNull();
    worker.tell({ type: 'status', runId: openId(), status: 'paused', error: fault });
    await settled();
    lab().setReward({ id: 'val' });
    expect([lab().reward, lab().rewardDraft]).toEqual([{ id: 'val' }, failing]);
    lab().setReward(failing);
    expect(lab().rewardDraft).toBeNull();
  });

  it('steps nothing once a run is done, and opens a failed one again where it stopped', async () => {
    const runId = openId();
    worker.tell({ type: 'status', runId, status: 'done' });
    await settled();
    lab().step('episode');
    expect(worker.sent.map((command) => command.type)).not.toContain('step');
    worker.tell({ type: 'status', runId, status: 'failed', error: fault });
    await settled();
    lab().play();
    expect(worker.sent.findLast((command) => command.type === 'open')).toMatchObject({ runId, play: true });
    expect([lab().runId, lab().status]).toEqual([runId, 'loading']);
  });

  it('says that it is pausing until the worker has paused, or the person has thought better of it', async () => {
    const runId = openId();
    worker.tell({ type: 'status', runId, status: 'running' });
    await settled();
    lab().pause();
    expect(lab().isPausing).toBe(true);
    worker.tell({ type: 'status', runId, status: 'paused' });
    await settled();
    expect(lab().isPausing).toBe(false);
    worker.tell({ type: 'status', runId, status: 'running' });
    await settled();
    lab().pause();
    lab().play();
    expect(lab().isPausing).toBe(false);
  });

  it('does not open a run in a space that there is not, and keeps what is open', async () => {
    const runId = openId();
    lab().openRun({ ...fig5(), space: { id: '__proto__' } }, { play: true });
    await expect.poll(() => lab().error?.kind).toBe('space');
    expect([lab().runId, lab().config?.space.id]).toEqual([runId, 'a-small']);
    expect(worker.sent.filter((command) => command.type === 'open')).toHaveLength(1);
  });

  it('opens any space of the catalogue once its code is here, and the last run that was asked for', async () => {
    const other = { ...fig5(), estimator: SYNTHETIC_DEFAULTS };
    lab().openRun({ ...other, space: { id: 'a-large?blocks=2' } }, { play: true });
    lab().openRun({ ...other, space: { id: 'darts+training' } }, { play: true });
    await expect.poll(() => lab().config?.space.id).toBe('darts+training');
    lab().openRun(fig5(), { play: true });
    expect(lab().config?.space.id).toBe('a-small');
  });

  it('releases a cell that is selected again', () => {
    lab().select('conv3,max');
    lab().select('conv3,max');
    expect(lab().selectedArch).toBeNull();
  });
});
