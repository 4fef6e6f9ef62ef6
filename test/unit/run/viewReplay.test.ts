import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { SyntheticEstimator } from '../../../src/engine/estimate/synthetic/estimator';
import { parseTable, TableEstimator } from '../../../src/engine/estimate/table';
import type { Estimator } from '../../../src/engine/estimate/types';
import type { RunConfig } from '../../../src/engine/run/config';
import type { RunEvent } from '../../../src/engine/run/events';
import { KeptStates } from '../../../src/engine/run/keptStates';
import { BUDGET_PRESETS } from '../../../src/engine/run/presets/budgets';
import { STRATEGY_PRESETS } from '../../../src/engine/run/presets/strategies';
import { needsMeasurements, type RecordedPast } from '../../../src/engine/run/replayTypes';
import { createRun } from '../../../src/engine/run/run';
import { ViewReplay } from '../../../src/engine/run/viewReplay';
import { NSGA2_DEFAULTS, REGULARIZED_EVOLUTION_DEFAULTS } from '../../../src/engine/search/evolution/config';
import { isController } from '../../../src/engine/search/isController';
import { STRATEGIES } from '../../../src/engine/search/metadata';
import type { StrategyView } from '../../../src/engine/search/views';
import { openSpace } from '../../../src/engine/space/catalogue';
import { ChildTable } from '../../../src/ui/store/children';
import { RunSeries } from '../../../src/ui/store/series';
import { thinEvents } from '../../../src/worker/thinEvents';
import { makeReward } from '../../support/tableRun';

const shipped = parseTable(
  JSON.parse(readFileSync(new URL('../../../public/tables/a-small-mnist-teach.json', import.meta.url), 'utf8')),
  'a-small-mnist-teach',
);
const signal = new AbortController().signal;
const MOST_EPISODES = 26;

function estimatorOf({ estimator, space }: RunConfig): Estimator {
  const opened = openSpace(space);
  if (estimator.id === 'table') return new TableEstimator(shipped, estimator.noise, opened);
  if (estimator.id === 'synthetic') return new SyntheticEstimator(estimator, opened);
  throw new RangeError('these runs look their children up');
}

interface Lived {
  /** The view that the run itself had after each episode. */
  readonly live: ReadonlyMap<number, StrategyView>;
  readonly episodes: number;
  /** What a page has of the run after it was stored and opened again. */
  readonly recordedUpTo: (episode: number) => RecordedPast;
  readonly events: readonly RunEvent[];
}

async function lived(config: RunConfig): Promise<Lived> {
  const events: RunEvent[] = [];
  const run = await createRun(config, {
    space: openSpace(config.space),
    estimator: estimatorOf(config),
    makeReward,
    now: () => 0,
    emit: (event) => events.push(event),
    views: () => true,
    save: () => undefined,
    gate: () => undefined,
  });
  expect(await run.advance(signal)).toEqual({ kind: 'done' });
  run.dispose();
  const series = new RunSeries();
  const children = new ChildTable();
  for (const event of thinEvents(events, new Set())) {
    if (event.type === 'episode') series.record(event);
    if (event.type === 'child') children.recordChild(event);
  }
  const live = new Map(events.flatMap((event) => (event.type === 'view' ? [[event.episode, event.view] as const] : [])));
  const recordedUpTo = (episode: number): RecordedPast => {
    const past = series.trialsUpTo(episode);
    if (!needsMeasurements(config.strategy)) return past;
    return { ...past, measurements: past.names.map((name) => children.get(name)?.measurement ?? null) };
  };
  return { live, episodes: series.episodes, recordedUpTo, events };
}

function configOf(id: string): RunConfig {
  const preset = [...STRATEGY_PRESETS, ...BUDGET_PRESETS].find(({ config }) => config.strategy.id === id);
  if (preset === undefined) throw new RangeError(`no preset of ${id}`);
  return { ...preset.config, stop: { ...preset.config.stop, episodes: MOST_EPISODES } };
}

const repeated: RunConfig = {
  ...(BUDGET_PRESETS.find(({ id }) => id === 'hyperband-mnist')?.config ?? configOf('hyperband')),
  title: 'Hyperband that begins again',
};
const cases: readonly (readonly [string, RunConfig])[] = [
  ...STRATEGIES.filter(({ defaults }) => !isController(defaults)).map(({ id }) => [id, configOf(id)] as const),
  ['hyperband, again and again', repeated],
];

describe.each(cases)('a replay of %s', (id, config) => {
  it('has the view that the run had, after every episode, forwards and backwards', async () => {
    const { live, episodes, recordedUpTo, events } = await lived(config);
    const hasView = !['random', 'grid', 'exhaustive'].includes(id);
    expect(live.size > 0).toBe(hasView);
    const replay = await ViewReplay.open(config, openSpace(config.space));
    const forwards = Array.from({ length: episodes }, (_, i) => i + 1);
    const jumps = [episodes - 1, 2, episodes, 1, Math.ceil(episodes / 2), Math.ceil(episodes / 2) - 1].filter((at) => at > 0);
    for (const episode of [...forwards, ...jumps]) {
      const shown = await replay.at(episode, recordedUpTo(episode), { signal });
      expect(shown.view, `episode ${episode}`).toEqual(live.get(episode) ?? null);
      const told = events.filter((event) => event.type === 'proposed').filter((event) => event.episode <= episode);
      const origins = told.flatMap(({ trials }) => trials.map(({ origin }) => origin ?? null));
      expect(shown.trials).toBe(origins.length);
      expect(shown.origins).toEqual(origins.slice(-2000));
    }
    replay.dispose();
  });
});

describe('a replay', () => {
  const config = configOf('regularized-evolution');

  it('goes at once to where it was asked, and back, with progress', async () => {
    const { live, recordedUpTo } = await lived(config);
    const replay = await ViewReplay.open(config, openSpace(config.space));
    const heard: string[] = [];
    const hooks = { signal, onEpisode: (done: number, total: number) => void heard.push(`${done} of ${total}`) };
    const onEpisode = (done: number, total: number): undefined => {
      hooks.onEpisode(done, total);
      return undefined;
    };
    expect((await replay.at(20, recordedUpTo(20), { signal, onEpisode })).view).toEqual(live.get(20));
    expect(heard).toEqual(Array.from({ length: 20 }, (_, i) => `${i + 1} of 20`));
    heard.length = 0;
    expect((await replay.at(19, recordedUpTo(19), { signal, onEpisode })).view).toEqual(live.get(19));
    expect(heard).toEqual([]);
    replay.dispose();
  });

  it('refuses an episode that is not over, and goes on where it stood after a cancel', async () => {
    const { live, recordedUpTo, episodes } = await lived(config);
    const replay = await ViewReplay.open(config, openSpace(config.space));
    await expect(replay.at(episodes + 1, recordedUpTo(episodes), { signal })).rejects.toMatchObject({ kind: 'config' });
    const stop = new AbortController();
    const fresh = await ViewReplay.open(config, openSpace(config.space));
    const cancelled = fresh.at(9, recordedUpTo(9), {
      signal: stop.signal,
      onEpisode: (done) => {
        if (done === 4) stop.abort();
        return undefined;
      },
    });
    await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
    let first = 0;
    const onEpisode = (_: number, total: number): undefined => {
      first ||= total;
      return undefined;
    };
    expect((await fresh.at(9, recordedUpTo(9), { signal, onEpisode })).view).toEqual(live.get(9));
    expect(first).toBe(5);
    for (const one of [replay, fresh]) one.dispose();
  });

  it('says where it leaves the run: other settings propose other children', async () => {
    const { recordedUpTo } = await lived(config);
    const other: RunConfig = { ...config, strategy: { ...REGULARIZED_EVOLUTION_DEFAULTS, sampleSize: 2 } };
    const replay = await ViewReplay.open(other, openSpace(config.space));
    await expect(replay.at(26, recordedUpTo(26), { signal })).rejects.toMatchObject({
      kind: 'checkpoint',
      message: expect.stringMatching(
        /^The replay leaves the run at child \d of episode \d+: the run proposed .+, the replay .+\./,
      ),
    });
    replay.dispose();
  });

  it('does not go back where each trial’s accuracy was its own, and says why', async () => {
    const accuracies: RunConfig = {
      ...configOf('nsga-2'),
      strategy: {
        ...NSGA2_DEFAULTS,
        objectives: [
          { of: 'accuracy', direction: 'max' },
          { of: 'params', direction: 'min' },
        ],
      },
    };
    const noisy: RunConfig = { ...accuracies, estimator: { id: 'table', table: 'a-small-mnist-teach', noise: 'seed' } };
    await expect(ViewReplay.open(noisy, openSpace(noisy.space))).rejects.toMatchObject({
      kind: 'config',
      message: expect.stringContaining("strategy.objectives ask for 'accuracy'"),
    });
    // Without noise a child's accuracy is one.
    const { live, recordedUpTo } = await lived(accuracies);
    const replay = await ViewReplay.open(accuracies, openSpace(accuracies.space));
    expect((await replay.at(7, recordedUpTo(7), { signal })).view).toEqual(live.get(7));
    await expect(replay.at(9, { ...recordedUpTo(9), measurements: [] }, { signal })).rejects.toMatchObject({
      message: expect.stringContaining('is not kept'),
    });
    replay.dispose();
  });
});

describe('kept states', () => {
  it('are evenly spread over all that was replayed, and whole for the latest', () => {
    const kept = new KeptStates('0', { most: 4, recent: 3 });
    for (let episode = 1; episode <= 40; episode += 1) kept.keep(episode, String(episode));
    for (const at of [38, 39, 40]) expect(kept.before(at)).toEqual({ episode: at, state: String(at) });
    const spread = new Set(Array.from({ length: 37 }, (_, i) => kept.before(i + 1).episode));
    expect([...spread]).toEqual([0, 16, 32]);
    expect(kept.before(0)).toEqual({ episode: 0, state: '0' });
  });
});
