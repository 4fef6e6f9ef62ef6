import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { RunFolder } from '../../../src/cli/runFolder';
import { runSearch } from '../../../src/cli/runSearch';
import { TableEstimator } from '../../../src/engine/estimate/table';
import type { RunConfig } from '../../../src/engine/run/config';
import type { RunEvent } from '../../../src/engine/run/events';
import { fig5 } from '../../../src/engine/run/presets';
import type { Checkpoint } from '../../../src/engine/run/types';
import { aSmall } from '../../../src/engine/space';
import { syntheticTable } from '../../support/syntheticTable';

const EPISODES = 12;
const config: RunConfig = { ...fig5(3), stop: { ...fig5(3).stop, episodes: EPISODES } };

let base = '';
const at = (name: string): string => join(base, name);
const read = (folder: string, name: string): string => readFileSync(join(at(folder), name), 'utf8');

/** A log without its wall-clock facts. */
const timeless = (text: string): string => text.replace(/"(wallMs|elapsedMs)":[0-9.e-]+/g, '"$1":0');

async function go(
  folder: RunFolder,
  checkpoint: Checkpoint | undefined,
  watch: (event: RunEvent) => void = () => undefined,
  signal: AbortSignal = new AbortController().signal,
): Promise<void> {
  const estimator = new TableEstimator(syntheticTable(), 'mean', aSmall);
  await runSearch(config, checkpoint, { root: base, estimator, signal, folder, emit: watch });
}

const reopen = (name: string) => RunFolder.open(at(name), () => aSmall);

function expectSameRun(name: string): void {
  for (const log of ['rollouts.csv', 'losses.csv', 'config.json', 'best.json'])
    expect(read(name, log), log).toBe(read('whole', log));
  for (const log of ['events.jsonl', 'checkpoint.json'])
    expect(timeless(read(name, log)), log).toBe(timeless(read('whole', log)));
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'nas-lab-run-'));
  await go(await RunFolder.create(at('whole'), config, aSmall), undefined, (event) => {
    // What kill -9 leaves right after a checkpoint.
    if (event.type === 'episode' && event.episode === 5) cpSync(at('whole'), at('killed'), { recursive: true });
  });
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe("a run's folder", () => {
  it('holds what the contract names: a row per child, a row per episode, the best child', () => {
    const rollouts = read('whole', 'rollouts.csv').trimEnd().split('\n');
    expect(rollouts).toHaveLength(EPISODES * 20);
    const events = read('whole', 'events.jsonl')
      .trimEnd()
      .split('\n')
      .map((line): RunEvent => JSON.parse(line));
    const episodes = events.filter((event) => event.type === 'episode');
    expect(episodes).toHaveLength(EPISODES);
    const [first] = episodes;
    const [a, b, reward] = (rollouts[0] ?? '').split(',').map(Number);
    expect(aSmall.format({ space: 'a-small', choices: [a ?? -1, b ?? -1] })).toBe(first?.archs[0]);
    expect(reward).toBe(first?.rewards[0]);
    expect(read('whole', 'losses.csv').trimEnd().split('\n')).toHaveLength(EPISODES);
    const best: unknown = JSON.parse(read('whole', 'best.json'));
    expect(best).toMatchObject({ reward: episodes.at(-1)?.bestReward, arch: episodes.at(-1)?.bestArch });
    expect(events.at(-1)?.type).toBe('done');
  });

  it('goes on after a kill between two episodes as if nothing had happened', async () => {
    cpSync(at('killed'), at('between'), { recursive: true });
    const { folder, checkpoint } = reopen('between');
    folder.goOn(config);
    expect(checkpoint?.episode).toBe(5);
    await go(folder, checkpoint);
    expectSameRun('between');
  });

  it('goes on after a kill in the middle of a write: what the checkpoint does not vouch for is cut off', async () => {
    cpSync(at('killed'), at('torn'), { recursive: true });
    appendFileSync(join(at('torn'), 'events.jsonl'), '{"type":"child","epis');
    appendFileSync(join(at('torn'), 'rollouts.csv'), '3,4,97.1\n3,');
    const { folder, checkpoint } = reopen('torn');
    folder.goOn(config);
    await go(folder, checkpoint);
    expectSameRun('torn');
  });

  it('goes on after a kill before the first episode', async () => {
    await RunFolder.create(at('early'), config, aSmall);
    appendFileSync(join(at('early'), 'events.jsonl'), '{"type":"started"');
    const { folder, checkpoint } = reopen('early');
    folder.goOn(config);
    expect(checkpoint).toBeUndefined();
    await go(folder, checkpoint);
    expectSameRun('early');
  });

  it('goes on after Ctrl-C in the middle of an episode', async () => {
    const abort = new AbortController();
    const stopped = go(
      await RunFolder.create(at('stopped'), config, aSmall),
      undefined,
      (event) => {
        if (event.type === 'child' && event.episode === 4) abort.abort();
      },
      abort.signal,
    );
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
    const { folder, checkpoint } = reopen('stopped');
    folder.goOn(config);
    expect(checkpoint?.episode).toBe(3);
    await go(folder, checkpoint);
    expectSameRun('stopped');
  });
});

describe('a folder that is refused', () => {
  it('for a new run: one that holds a run', async () => {
    await expect(RunFolder.create(at('whole'), config, aSmall)).rejects.toMatchObject({
      kind: 'storage',
      message: expect.stringContaining('holds a run already'),
    });
  });

  it('for a new run: one that cannot be made', async () => {
    writeFileSync(at('file'), '');
    await expect(RunFolder.create(join(at('file'), 'x'), config, aSmall)).rejects.toMatchObject({ kind: 'storage' });
    expect(existsSync(join(at('file'), 'x'))).toBe(false);
  });

  it('to go on: one without a run, with a damaged checkpoint, or with a log that is too short', () => {
    expect(() => reopen('nowhere')).toThrow(/holds no run/);
    cpSync(at('whole'), at('damaged'), { recursive: true });
    truncateSync(join(at('damaged'), 'checkpoint.json'), 500);
    expect(() => reopen('damaged')).toThrow(/checkpoint\.json is damaged: it is not JSON/);
    writeFileSync(join(at('damaged'), 'checkpoint.json'), '{"episode":3}');
    expect(() => reopen('damaged')).toThrow(/is not a checkpoint of a run folder/);
    cpSync(at('whole'), at('short'), { recursive: true });
    truncateSync(join(at('short'), 'rollouts.csv'), 10);
    expect(() => reopen('short')).toThrow(/rollouts\.csv has 10 bytes, its checkpoint speaks of \d+/);
  });
});
