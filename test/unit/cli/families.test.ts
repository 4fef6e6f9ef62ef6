import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { search } from '../../../src/cli/commands/search';
import type { RunConfig } from '../../../src/engine/run/config';
import { presetById } from '../../../src/engine/run/presets';
import { nasLab, runHere } from '../../support/commandLine';

/** kill -9 of real processes: the controllers' are in process.test.ts. */

let base = '';
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), 'nas-lab-families-'));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

const at = (name: string): string => join(base, name);
const MINUTES = 60_000;

/** Wall-clock facts aside; the first line holds the configuration, whose end was moved. */
function logOf(folder: string, name: string): readonly string[] {
  const text = readFileSync(join(folder, name), 'utf8').replace(/"(wallMs|elapsedMs|trainMs|latencyMs)": ?[0-9.e-]+/g, '"$1":0');
  return text.split('\n').slice(name === 'events.jsonl' ? 1 : 0);
}

function expectSame(folder: string, whole: string): void {
  for (const name of ['config.json', 'rollouts.csv', 'losses.csv', 'events.jsonl', 'best.json'])
    expect(logOf(folder, name), name).toEqual(logOf(whole, name));
}

const episodeOf = (folder: string): number => {
  const { checkpoint } = JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8')) as {
    readonly checkpoint: { readonly episode: number };
  };
  return checkpoint.episode;
};

const without = (config: RunConfig, strategy: Partial<RunConfig['strategy']> = {}): unknown => ({
  ...config,
  strategy: { ...config.strategy, ...strategy },
  stop: { ...config.stop, episodes: 100_000, convergedFor: null },
});
const pbt = presetById('pbt');

/** One of each family, none of which comes to its end by itself before it is killed. */
const FAMILIES: readonly (readonly [string, unknown])[] = [
  ['evolution', without(presetById('evolution'))],
  ['nsga-2', without(presetById('nsga-2'))],
  ['gp', without(presetById('bayesian-branin'))],
  ['tpe', without(presetById('tpe'))],
  ['mcts', without(presetById('mcts'))],
  ['hyperband', without(presetById('hyperband'), { repeat: true })],
  [
    'pbt',
    { ...pbt, estimator: { ...pbt.estimator, epochs: 1000 }, strategy: { ...pbt.strategy, epochsPerStep: 1, steps: 1000 } },
  ],
  ['progressive', without(presetById('progressive'), { stages: 100, childrenPerStage: 10_000 })],
];

describe('a run that was killed by kill -9', () => {
  it.each(FAMILIES)(
    'goes on as if nothing had happened: %s',
    async (name, config) => {
      const file = at(`${name}.json`);
      writeFileSync(file, JSON.stringify(config));
      const cut = await nasLab(['search', '--config', file, '--out', at(name), '--json'], '"episode":1,');
      expect(cut.code, cut.stderr).toBe(null);
      // Hyperband's first bracket takes seven.
      const end = String(Math.max(8, episodeOf(at(name)) + 3));
      await runHere(search, ['--resume', at(name), '--episodes', end]);
      await runHere(search, ['--config', file, '--episodes', end, '--out', at(`${name}-whole`)]);
      expectSame(at(name), at(`${name}-whole`));
    },
    3 * MINUTES,
  );

  it(
    'with its weights trains again those that children go on from, says so once, and comes to the same: Hyperband on digits',
    async () => {
      const { estimator } = presetById('digits');
      const config = {
        ...presetById('hyperband-mnist'),
        estimator: { ...estimator, train: 64, valid: 50, test: 50, batch: 16, backend: 'wasm' },
        stop: { ...presetById('hyperband-mnist').stop, episodes: 6 },
      };
      const file = at('trained.json');
      writeFileSync(file, JSON.stringify(config));
      const asked = ['search', '--config', file, '--workers', '1', '--json', '--out'];
      const whole = await nasLab([...asked, at('whole')]);
      expect(whole.code, whole.stderr).toBe(0);
      expect(whole.stderr).not.toContain('not in memory any more');
      const cut = await nasLab([...asked, at('cut')], '"episode":1,');
      expect(cut.code, cut.stderr).toBe(null);
      const again = await nasLab(['search', '--resume', at('cut'), '--workers', '1', '--json']);
      expect(again.code, again.stderr).toBe(0);
      expect(again.stderr.split('are not in memory any more: they are trained again')).toHaveLength(2);
      expectSame(at('cut'), at('whole'));
    },
    10 * MINUTES,
  );
});
