import { TableEstimator } from '../../src/engine/estimate/table';
import type { TableFile } from '../../src/engine/estimate/tableFile';
import type { RewardConfig } from '../../src/engine/reward/config';
import { makePresetReward } from '../../src/engine/reward/presets';
import type { RewardFunction } from '../../src/engine/reward/types';
import type { RunConfig } from '../../src/engine/run/config';
import type { EpisodeSummary, RunEvent } from '../../src/engine/run/events';
import { createRun } from '../../src/engine/run/run';
import type { RecordedTrials } from '../../src/engine/run/traceTypes';
import type { Checkpoint, Run, RunDeps } from '../../src/engine/run/types';
import { aSmall } from '../../src/engine/space/aSmall/space';

export async function makeReward(config: RewardConfig): Promise<RewardFunction> {
  if (config.id === 'code') throw new RangeError('tests of the run bring their own code rewards');
  return makePresetReward(config);
}

/** Everything a run needs, its children looked up in the table; events are pushed to `events`, the clock stands still. */
export function tableDeps(config: RunConfig, table: TableFile, events: RunEvent[], changes: Partial<RunDeps> = {}): RunDeps {
  const noise = config.estimator.id === 'table' ? config.estimator.noise : 'mean';
  return {
    space: aSmall,
    estimator: new TableEstimator(table, noise, aSmall),
    makeReward,
    now: () => 0,
    emit: (event) => events.push(event),
    save: () => undefined,
    gate: () => undefined,
    ...changes,
  };
}

/** Runs to the end and returns the episodes. */
export async function runTable(config: RunConfig, table: TableFile): Promise<readonly EpisodeSummary[]> {
  const events: RunEvent[] = [];
  const run = await createRun(config, tableDeps(config, table, events));
  await run.advance(new AbortController().signal);
  run.dispose();
  return episodesOf(events);
}

/** Runs to the end and returns what the run recorded of its children. */
export async function recordedTrials(config: RunConfig, table: TableFile): Promise<RecordedTrials> {
  const episodes = await runTable(config, table);
  const names = [...new Set(episodes.flatMap(({ archs }) => archs))];
  return {
    names,
    archs: Float64Array.from(episodes.flatMap(({ archs }) => archs.map((arch) => names.indexOf(arch)))),
    rewards: Float64Array.from(episodes.flatMap(({ rewards }) => rewards)),
  };
}

export function episodesOf(events: readonly RunEvent[]): readonly (EpisodeSummary & { readonly type: 'episode' })[] {
  return events.filter((event) => event.type === 'episode');
}

export async function openRun(
  config: RunConfig,
  table: TableFile,
  events: RunEvent[],
  changes: Partial<RunDeps> = {},
  checkpoint?: Checkpoint,
): Promise<Run> {
  return createRun(config, tableDeps(config, table, events, changes), checkpoint);
}
