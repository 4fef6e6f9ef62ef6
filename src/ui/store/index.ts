import { create } from 'zustand';
import { fromPlainError, type PlainError, toPlainError } from '../../engine/core/errors';
import { trainsChildren } from '../../engine/estimate/trainsChildren';
import type { RewardConfig } from '../../engine/reward/config';
import type { RunConfig } from '../../engine/run/config';
import type { RunEvent } from '../../engine/run/events';
import type { RunClient } from '../../worker/client';
import type { RunCommand, RunMessage } from '../../worker/protocol';
import { isSpaceHere, loadSpaces, openedSpace } from '../shared/spaces';
import { Answers } from './answers';
import { ChildTable } from './children';
import { lookSlice } from './look';
import { storageFailure, writePref, writeVisit } from './prefs';
import { EMPTY_RUN, reduceRun } from './reducer';
import { RunSeries } from './series';
import { truthOf } from './truth';
import type { DryRunResult, LabDeps, LabState, OpenOptions } from './types';

export type { ChildRow, ChildTable } from './children';
export type { LogEntry, RunView } from './reducer';
export { RunSeries, SERIES_KEYS, type SeriesKey } from './series';
export * from './types';

/** Events reduced in one task: a stored run's past arrives in one batch and must not freeze the page. */
const SLICE = 2000;
const DEFAULT_PACE = 10;

function freshRunId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Resolves in a later task, so that input and drawing come in between. */
const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

const notConnected: PlainError = {
  kind: 'worker',
  message: 'No run is open.',
  remedy: 'Open a run first: choose a preset.',
};

/** The page's projection of the run worker's truth, and what the person looks at. */
export const useLab = create<LabState>()((set, get) => {
  let deps: LabDeps | null = null;
  let client: RunClient | null = null;
  /** Grows with every run that is asked for: the last one wins, whichever space loads first. */
  let asked = 0;
  const dryRuns = new Answers<DryRunResult>();
  const exports = new Answers<string>();
  /** Batches are applied one after another, however long one takes. */
  let queue: Promise<void> = Promise.resolve();

  /** What the next visit opens again, and this tab when it is loaded anew, and whether it then goes on by itself. */
  const remember = (play: boolean): void => {
    const { runId, config } = get();
    if (runId === null || config === null) return;
    const text = JSON.stringify({ runId, config, play });
    writePref('run', text);
    writeVisit('run', text);
  };

  const send = (command: RunCommand): void => client?.send(command);

  const apply = (events: readonly RunEvent[]): void => {
    const { series, children } = get();
    let view = get().run;
    for (const event of events) {
      view = reduceRun(view, event);
      if (event.type === 'episode' && event.episode === series.episodes + 1) {
        series.record(event);
        children.recordEpisode(event);
      } else if (event.type === 'proposed') {
        series.lineage.record(event.trials);
      } else if (event.type === 'child') {
        children.recordChild(event);
      } else if (event.type === 'rewardChanged') {
        children.forgetRewards();
        // By another hand than setReward's: a stored run's past.
        if (rewardKey(get().reward) !== rewardKey(event.reward)) replaceReward(event.reward);
      }
    }
    set((state) => ({ run: view, version: state.version + 1, error: view.pauseError ?? state.error }));
    if (events.some((event) => event.type === 'rewardChanged')) void refreshTruth();
  };

  /** The reward before it stays at hand as the last good one if it has carried an episode. */
  const replaceReward = (reward: RewardConfig): void => {
    const { reward: before, run, lastGoodReward } = get();
    set({ reward, lastGoodReward: run.episodesOnReward > 0 && before !== null ? before : lastGoodReward, truth: null });
  };

  const applyAll = async (runId: string, events: readonly RunEvent[]): Promise<void> => {
    for (let from = 0; from < events.length; from += SLICE) {
      if (get().runId !== runId) return;
      apply(events.slice(from, from + SLICE));
      if (from + SLICE < events.length) await nextTask();
    }
  };

  const receive = (message: RunMessage): void => {
    switch (message.type) {
      case 'events':
        queue = queue.then(() => applyAll(message.runId, message.events));
        return;
      case 'status':
        if (message.runId !== get().runId) return;
        queue = queue.then(() => {
          if (message.runId !== get().runId) return;
          const goesOn = message.status === 'running' || message.status === 'loading';
          set((state) => ({
            status: message.status,
            error: message.error ?? (goesOn ? null : state.error),
            isPausing: state.isPausing && message.status === 'running',
          }));
        });
        return;
      case 'busy': {
        const { runId, config } = get();
        if (message.runId !== runId || config === null) return;
        // Nothing may train in a second tab that nobody has asked for it there.
        get().openRun(config, { play: !trainsChildren(config.estimator) });
        set({ notice: 'Your last run goes on in another tab; this is a new one of the same settings.' });
        return;
      }
      case 'backend':
        set({ backend: message.report });
        return;
      case 'dryRun':
        dryRuns.resolve(message.id, { ok: true, rows: message.rows });
        return;
      case 'dryRunFailed':
        dryRuns.resolve(message.id, { ok: false, error: message.error });
        return;
      case 'exported':
        exports.resolve(message.id, message.text);
        return;
      case 'exportFailed':
        exports.reject(message.id, fromPlainError(message.error));
        return;
      default:
        message satisfies never;
    }
  };

  const loadTable = async (name: string, runId: string): Promise<void> => {
    if (deps === null) return;
    if (get().table?.id === name) {
      set({ tableState: { state: 'ready', name } });
    } else {
      set({ table: null, tableState: { state: 'loading', name } });
      try {
        const table = await deps.loadTable(name);
        if (get().runId !== runId) return;
        set({ table, tableState: { state: 'ready', name } });
      } catch (thrown) {
        if (get().runId === runId) set({ tableState: { state: 'failed', name, error: toPlainError(thrown) } });
        return;
      }
    }
    await refreshTruth();
  };

  /** Asks the worker for the reward of every child of the table: the page itself evaluates no reward. */
  const refreshTruth = async (): Promise<void> => {
    const { reward, runId, table } = get();
    if (reward === null || table === null) return;
    const result = await get().dryRun(reward);
    if (get().runId !== runId || get().reward !== reward) return;
    set({ truth: result.ok ? truthOf(result.rows) : null });
  };

  /** Opens a run once the code of its space is here. */
  const openLater = async (config: RunConfig, options: OpenOptions, turn: number): Promise<void> => {
    try {
      await loadSpaces();
    } catch (thrown) {
      if (turn === asked) set({ error: toPlainError(thrown) });
      return;
    }
    if (turn === asked) get().openRun(config, options);
  };

  return {
    config: null,
    runId: null,
    status: 'idle',
    error: null,
    backend: null,
    notice: null,
    isPausing: false,
    pace: DEFAULT_PACE,
    presets: [],
    run: EMPTY_RUN,
    series: new RunSeries(),
    children: new ChildTable(),
    version: 0,
    reward: null,
    lastGoodReward: null,
    rewardDraft: null,
    table: null,
    tableState: { state: 'none' },
    truth: null,
    storageFault: storageFailure(),
    ...lookSlice(set, get),

    connect: (world) => {
      client?.dispose();
      deps = world;
      client = world.openClient();
      client.onMessage(receive);
      set({ presets: world.presets });
    },

    fetchPresets: async () => {
      const load = deps?.loadPresets;
      if (load === undefined) return;
      try {
        set({ presets: await load() });
      } catch (thrown) {
        set({ error: toPlainError(thrown) });
      }
    },

    openRun: (config, options) => {
      if (deps === null) return;
      asked += 1;
      if (!isSpaceHere(config.space)) {
        void openLater(config, options, asked);
        return;
      }
      try {
        openedSpace(config.space);
      } catch (thrown) {
        // Every view draws the space: a run without one must not replace what is open, nor be kept as the last one.
        set({ error: toPlainError(thrown) });
        return;
      }
      const runId = options.runId ?? freshRunId();
      dryRuns.resolveAll({ ok: false, error: notConnected });
      if (get().runId !== null) send({ type: 'close' });
      const previous = get();
      const sameTable = config.estimator.id === 'table' && previous.table?.id === config.estimator.table;
      set({
        config,
        runId,
        status: 'loading',
        error: null,
        backend: config.estimator.id === previous.config?.estimator.id ? previous.backend : null,
        notice: null,
        isPausing: false,
        run: EMPTY_RUN,
        series: new RunSeries(),
        children: new ChildTable(),
        version: previous.version + 1,
        reward: config.reward,
        lastGoodReward: null,
        rewardDraft: null,
        table: sameTable ? previous.table : null,
        tableState: { state: 'none' },
        truth: null,
        selectedArch: null,
        hoveredArch: null,
        episodeCursor: null,
      });
      remember(options.play);
      set({ storageFault: storageFailure() });
      const { play, orFresh = false } = options;
      send({ type: 'open', runId, config, play, pace: previous.pace, tellBusy: orFresh, baseUrl: deps.baseUrl });
      if (config.estimator.id === 'table') void loadTable(config.estimator.table, runId);
    },

    restart: (options = {}) => {
      const { config, reward, lastGoodReward, rewardDraft } = get();
      if (config === null) return;
      const next = { ...config, seed: options.seed ?? config.seed, reward: reward ?? config.reward };
      get().openRun(next, { play: options.play ?? true });
      set({ lastGoodReward, rewardDraft });
    },

    play: () => {
      const { status, config, runId, rewardDraft } = get();
      set({ episodeCursor: null, isPausing: false });
      remember(true);
      if (status === 'failed' && config !== null && runId !== null) {
        get().openRun(config, { play: true, runId });
        set({ rewardDraft });
      } else send({ type: 'play' });
    },
    pause: () => {
      set({ isPausing: get().status === 'running' });
      remember(false);
      send({ type: 'pause' });
    },
    step: (unit) => {
      const { status } = get();
      if (status !== 'running' && status !== 'paused') return;
      set({ episodeCursor: null });
      send({ type: 'step', unit });
    },
    setPace: (pace) => {
      set({ pace });
      send({ type: 'pace', pace });
    },

    setReward: (reward) => {
      const { reward: before, rewardDraft, error } = get();
      const failed = error?.kind === 'reward' && before?.id === 'code' ? before : null;
      const written = rewardDraft ?? failed;
      replaceReward(reward);
      set({ rewardDraft: rewardKey(written) === rewardKey(reward) ? null : written });
      send({ type: 'setReward', reward });
      void refreshTruth();
    },

    setRewardDraft: (rewardDraft) => set({ rewardDraft }),

    dryRun: (reward: RewardConfig) => {
      if (client === null || get().runId === null) return Promise.resolve({ ok: false, error: notConnected });
      return dryRuns.ask((id) => send({ type: 'dryRun', id, reward }));
    },

    exportRun: () => {
      if (client === null || get().runId === null) return Promise.reject(fromPlainError(notConnected));
      return exports.ask((id) => send({ type: 'export', id }));
    },

    readTable: (name) => {
      if (deps === null) return Promise.reject(fromPlainError(notConnected));
      return deps.loadTable(name);
    },
  };
});

const rewardKey = (reward: RewardConfig | null): string => JSON.stringify(reward);
