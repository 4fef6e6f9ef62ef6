import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../../src/cli/commands/search';
import { parseOptions } from '../../../src/cli/options';
import { RunFolder } from '../../../src/cli/runFolder';
import { runSearch } from '../../../src/cli/runSearch';
import { type SearchStart, startOf } from '../../../src/cli/searchStart';
import { makeTerminal } from '../../../src/cli/terminal';
import { LabError } from '../../../src/engine/core/errors';
import { TableEstimator } from '../../../src/engine/estimate/table';
import type { Estimator } from '../../../src/engine/estimate/types';
import type { RunEvent } from '../../../src/engine/run/events';
import { aSmall } from '../../../src/engine/space';
import { SlowEstimator } from '../../support/runCases';
import { syntheticTable } from '../../support/syntheticTable';

let base = '';
const at = (name: string): string => join(base, name);
const read = (folder: string, name: string): string => readFileSync(join(at(folder), name), 'utf8');
const start = (...args: string[]): Promise<SearchStart> => startOf(parseOptions(args, search.options, []));

async function go(
  { config, checkpoint, folder }: SearchStart,
  emit: (event: RunEvent) => void = () => undefined,
  estimator: Estimator = new TableEstimator(syntheticTable(), 'mean', aSmall),
): Promise<void> {
  await runSearch(config, checkpoint, { root: base, estimator, signal: new AbortController().signal, folder, emit });
}

beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), 'nas-lab-start-'));
  await go(await start('--preset', 'fig5', '--seed', '3', '--episodes', '4', '--out', at('four')));
  await go(await start('--preset', 'fig5', '--seed', '3', '--episodes', '8', '--out', at('eight')));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

describe('a run that goes on', () => {
  it('past its end, and is killed on the way, equals the one that was asked for so many episodes at once', async () => {
    cpSync(at('four'), at('longer'), { recursive: true });
    await go(await start('--resume', at('longer'), '--episodes', '8'), (event) => {
      if (event.type === 'episode' && event.episode === 6) cpSync(at('longer'), at('killed'), { recursive: true });
    });
    const killed = await start('--resume', at('killed'));
    expect([killed.config.stop.episodes, killed.checkpoint?.episode]).toEqual([8, 6]);
    await go(killed);
    for (const name of ['rollouts.csv', 'losses.csv', 'config.json', 'best.json']) {
      expect(read('longer', name), name).toBe(read('eight', name));
      expect(read('killed', name), name).toBe(read('eight', name));
    }
  });

  it('may be named again, but not another one', async () => {
    cpSync(at('four'), at('named'), { recursive: true });
    const resume = ['--resume', at('named'), '--episodes', '5'];
    const again = await start('--preset', 'fig5', '--seed', '3', '--out', at('named'), ...resume);
    expect(again.checkpoint?.episode).toBe(4);
    for (const other of [
      ['--preset', 'fig6', '--seed', '3'],
      ['--preset', 'fig5'],
      ['--seed', '4'],
      ['--set', 'strategy.hidden=7'],
    ]) {
      await expect(start(...other, ...resume)).rejects.toMatchObject({
        kind: 'checkpoint',
        message: expect.stringContaining('holds another run'),
      });
    }
    await expect(start('--out', at('elsewhere'), ...resume)).rejects.toMatchObject({ kind: 'config' });
  });

  it('leaves a finished run as it is, its last event included', async () => {
    const before = read('four', 'events.jsonl');
    await expect(start('--resume', at('four'))).rejects.toMatchObject({ message: expect.stringContaining('is finished') });
    expect(read('four', 'events.jsonl')).toBe(before);
    expect(before).toContain('"type":"done"');
  });

  it('takes another reward from where it stands', async () => {
    cpSync(at('four'), at('changed'), { recursive: true });
    const events: RunEvent[] = [];
    await go(await start('--resume', at('changed'), '--episodes', '6', '--set', 'reward.id=max-params'), (event) =>
      events.push(event),
    );
    expect(events.filter(({ type }) => type === 'rewardChanged')).toMatchObject([{ episode: 5, reward: { id: 'max-params' } }]);
    // Once changed, it is the run's own.
    const later: RunEvent[] = [];
    await go(await start('--resume', at('changed'), '--episodes', '7'), (event) => later.push(event));
    expect(later.some(({ type }) => type === 'rewardChanged')).toBe(false);
    expect(JSON.parse(read('changed', 'checkpoint.json'))).toMatchObject({ checkpoint: { reward: { id: 'max-params' } } });
  });
});

describe('a run that cannot go on', () => {
  it('keeps the children it has measured in the episode that failed', async () => {
    const asked = await start('--preset', 'digits', '--episodes', '1', '--out', at('failed'));
    const estimator = new SlowEstimator(1);
    const first: string[] = [];
    const failing = go(
      asked,
      (event) => {
        if (event.type !== 'child') return;
        first.push(event.arch);
        if (first.length === 3) for (const { arch } of syntheticTable().rows) estimator.failing.add(arch);
      },
      estimator,
    );
    await expect(failing).rejects.toMatchObject({ kind: 'train' });
    const { checkpoint } = await start('--resume', at('failed'));
    expect(checkpoint?.episode).toBe(0);
    const kept = checkpoint?.measurements.map(([, { arch }]) => arch) ?? [];
    expect(kept).toEqual(expect.arrayContaining(first));
  });

  it('because its data is not there leaves the folder free for the same command', async () => {
    const { NAS_LAB_DATA: before } = process.env;
    delete process.env.NAS_LAB_DATA;
    const silent = { write: () => undefined };
    const args = ['--preset', 'real-mnist', '--out', at('free')];
    const once = (): Promise<void> =>
      search.run({
        options: parseOptions(args, search.options, []),
        terminal: makeTerminal(true, silent, silent),
        signal: new AbortController().signal,
        root: base,
        typed: [],
        whenStopped: () => undefined,
      });
    try {
      for (let i = 0; i < 2; i += 1) await expect(once()).rejects.toMatchObject({ kind: 'data' });
    } finally {
      if (before !== undefined) process.env.NAS_LAB_DATA = before;
    }
    expect(existsSync(join(at('free'), 'config.json'))).toBe(false);
  });
});

describe('a folder that cannot be written', () => {
  it('is told before anything is trained', async () => {
    writeFileSync(at('file'), '');
    for (const out of ['/proc/nas-lab/run', join(at('file'), 'run')]) {
      const refused = start('--preset', 'digits', '--out', out);
      await expect(refused).rejects.toBeInstanceOf(LabError);
      await expect(refused).rejects.toMatchObject({ kind: 'storage' });
    }
  });

  it('in the middle of a run ends it with one error, and what was kept goes on', async () => {
    const asked = await start('--preset', 'fig5', '--episodes', '6', '--out', at('gone'));
    const running = go(asked, (event) => {
      if (event.type !== 'episode' || event.episode !== 3) return;
      cpSync(at('gone'), at('rescued'), { recursive: true });
      rmSync(at('gone'), { recursive: true });
    });
    await expect(running).rejects.toMatchObject({ kind: 'storage', message: expect.stringContaining('gone') });
    expect(RunFolder.open(at('rescued'), () => aSmall).checkpoint?.episode).toBe(3);
  });
});
