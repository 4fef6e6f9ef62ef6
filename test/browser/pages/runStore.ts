import { LabError } from '../../../src/engine/core/errors';
import { configHash } from '../../../src/engine/run/checkpoint';
import type { RunEvent } from '../../../src/engine/run/events';
import { presetById } from '../../../src/engine/run/presets';
import type { Checkpoint } from '../../../src/engine/run/types';
import { RunSaver } from '../../../src/worker/runSaver';
import { RunStore } from '../../../src/worker/runStore';

const fig5 = () => presetById('fig5');

const checkpoint = (episode: number): Checkpoint => ({
  version: 1,
  configHash: configHash(fig5()),
  config: fig5(),
  reward: { id: 'val' },
  nextReward: null,
  episode,
  children: episode * 20,
  uniqueArchs: [],
  best: null,
  convergedFor: 0,
  strategy: { weights: [episode] },
  measuredKeys: [],
  measurements: [],
  elapsedMs: 0,
});

const log = (message: string): RunEvent => ({ type: 'log', level: 'info', message });

/** Saves 150 pieces (past the merge), reads them back, renames, exports, imports, deletes. */
export default async function exercise(): Promise<unknown> {
  const store = await RunStore.open();
  const run = RunSaver.newRun('run-1', fig5(), 1_000);
  for (let i = 1; i <= 150; i += 1) await store.save({ ...run, episodes: i, updatedAt: i }, checkpoint(i), [log(`piece ${i}`)]);
  await store.rename('run-1', 'renamed by the person');
  await store.save({ ...run, episodes: 151 }, checkpoint(151), []);
  const loaded = await store.load('run-1');
  const text = await store.export('run-1');
  const imported = await store.import(text, 'run-2', 5);
  const again = await store.load('run-2');
  const refusals: string[] = [];
  for (const bad of [
    '{',
    '{}',
    text.replace('"version":1,"title"', '"version":99,"title"'),
    text.replace('piece 7', 'piece 7","extra":"'),
  ]) {
    try {
      await store.import(bad, 'run-3', 5);
      refusals.push('accepted');
    } catch (thrown) {
      refusals.push(thrown instanceof LabError ? `${thrown.kind}: ${thrown.message}` : `untyped: ${String(thrown)}`);
    }
  }
  await store.delete('run-1');
  const left = (await store.list()).map(({ id }) => id);
  store.close();
  return {
    title: loaded?.run.title,
    episode: loaded?.checkpoint?.episode,
    messages: loaded?.events.map((event) => (event.type === 'log' ? event.message : event.type)),
    importedTitle: imported.title,
    sameEvents: JSON.stringify(again?.events) === JSON.stringify(loaded?.events),
    sameCheckpoint: JSON.stringify(again?.checkpoint) === JSON.stringify(loaded?.checkpoint),
    refusals,
    left,
  };
}
