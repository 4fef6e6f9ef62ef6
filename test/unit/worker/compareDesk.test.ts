import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { SyntheticEstimatorConfig } from '../../../src/engine/estimate/config';
import { SyntheticEstimator } from '../../../src/engine/estimate/synthetic/estimator';
import { parseTable } from '../../../src/engine/estimate/table';
import { makePresetReward } from '../../../src/engine/reward/presets';
import type { RunConfig } from '../../../src/engine/run/config';
import { fig5 } from '../../../src/engine/run/presets';
import { Simulation } from '../../../src/engine/run/simulate';
import { openSpace } from '../../../src/engine/space';
import { configOf, OWN, type Question } from '../../../src/ui/features/compare/question';
import { CompareDesk } from '../../../src/worker/compareDesk';
import type { CompareAnswer, CompareCommand, KeptOutcome } from '../../../src/worker/compareProtocol';

const ROOT = path.resolve(import.meta.dirname, '../../..');

const desk = new CompareDesk({
  loadTable: async (name) =>
    parseTable(JSON.parse(await readFile(path.join(ROOT, 'public/tables', `${name}.json`), 'utf8')), name),
  makeReward: async (reward) => {
    if (reward.id === 'code') throw new Error('no code here');
    return makePresetReward(reward);
  },
  tensorAssets: async () => ({}),
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setImmediate(resolve)),
});

const ask = (command: Exclude<CompareCommand, { type: 'cancel' }>): Promise<CompareAnswer> =>
  desk.answer(command, new AbortController().signal, () => undefined);

async function run(config: RunConfig): Promise<KeptOutcome> {
  const answer = await ask({ type: 'run', id: 1, config, baseUrl: '' });
  if (answer.type !== 'ran') throw new Error(answer.type);
  return answer.outcome;
}

const QUESTION: Question = {
  version: 1,
  problem: fig5(),
  own: 'fig5',
  contenders: [OWN, 'random', 'tpe'],
  seeds: 3,
  budget: { unit: 'children', amount: 200 },
  metric: 'best',
};

interface Told {
  readonly preset: string;
  readonly values: readonly number[];
  readonly p: number | null;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  readonly rank: number;
}

describe('the compare worker', () => {
  it.each(['best', 'area'] as const)(
    'gives the numbers of the command line, bit for bit: 3 strategies, seeds 1 to 3, judged by %s',
    async (metric) => {
      const played = [];
      for (const [contender, name] of [
        [OWN, 'fig5'],
        ['random', 'random'],
        ['tpe', 'tpe'],
      ] as const) {
        const outcomes = [];
        for (const seed of [1, 2, 3]) outcomes.push(await run(configOf(QUESTION, contender, seed)));
        played.push({ name, outcomes });
      }
      const answer = await ask({ type: 'statistics', id: 2, played, metric, budget: QUESTION.budget });
      if (answer.type !== 'statistics') throw new Error(answer.type);
      const args = ['compare', '--presets', 'fig5', '--strategies', 'random,tpe', '--seeds', '3', '--children', '200'];
      const { stdout } = await promisify(execFile)(process.execPath, [
        path.join(ROOT, 'bin/nas-lab.mjs'),
        ...args,
        '--metric',
        metric,
        '--json',
      ]);
      const lines = stdout.trimEnd().split('\n');
      const told = lines.map((line): Told => JSON.parse(line));
      expect(told).toHaveLength(3);
      expect(
        answer.statistics.rows.map(({ name, values, versusBest, mean, low, high, rank }) => ({
          preset: name,
          values,
          p: versusBest?.p ?? null,
          mean,
          low,
          high,
          rank,
        })),
      ).toEqual(told.map(({ preset, values, p, mean, low, high, rank }) => ({ preset, values, p, mean, low, high, rank })));
    },
  );

  it('says why a strategy cannot take a problem, and null where it can', async () => {
    const branin: RunConfig = {
      ...fig5(),
      space: { id: 'branin' },
      estimator: { id: 'synthetic', landscape: 1, noise: 0, epochs: 1, profile: 'teach', image: '28x28x1' },
    };
    const configs = ['random', 'exhaustive'].map((id) => configOf({ ...QUESTION, problem: branin }, id, 1));
    const answer = await ask({ type: 'check', id: 3, configs, baseUrl: '' });
    if (answer.type !== 'checked') throw new Error(answer.type);
    expect(answer.reasons[0]).toBeNull();
    expect(answer.reasons[1]?.kind).toBe('space');
    expect(answer.reasons[1]?.remedy).not.toBe('');
    const optimum = await ask({ type: 'optimum', id: 4, config: branin, baseUrl: '' });
    expect(optimum).toEqual({ type: 'optimum', id: 4, reward: 100 });
  });

  it("the optimum of a table is its best cell's reward, which no run exceeds", async () => {
    const answer = await ask({ type: 'optimum', id: 5, config: fig5(), baseUrl: '' });
    if (answer.type !== 'optimum') throw new Error(answer.type);
    const { best } = await run(configOf({ ...QUESTION, budget: { unit: 'children', amount: 1000 } }, 'random', 1));
    expect(best).toBe(answer.reward);
  });

  it('judges the recommended child without the noise it was found by, so that no run exceeds the optimum', async () => {
    const estimator: SyntheticEstimatorConfig = {
      id: 'synthetic',
      landscape: 3,
      noise: 0.05,
      epochs: 12,
      profile: 'teach',
      image: '28x28x1',
    };
    const problem: RunConfig = {
      ...fig5(),
      space: { id: 'a-small' },
      estimator,
      reward: { id: 'val' },
    };
    const answer = await ask({ type: 'optimum', id: 6, config: problem, baseUrl: '' });
    if (answer.type !== 'optimum' || answer.reward === null) throw new Error('no optimum');
    const landscape = new SyntheticEstimator({ ...estimator, noise: 0 }, openSpace(problem.space));
    for (const seed of [1, 2, 3]) {
      const config = configOf({ ...QUESTION, problem, budget: { unit: 'children', amount: 300 } }, 'random', seed);
      const { arch, best, byChildren } = await run(config);
      expect(best).toBe(100 * landscape.expected(openSpace(problem.space).parse(arch), 12));
      expect(byChildren.best.at(-1)).toBe(best);
      for (const value of byChildren.best) expect(value).toBeLessThanOrEqual(answer.reward);
      // What the run itself was told of that child: noise of 5 points lifts the luckiest of 300 above everything.
      const simulation = await Simulation.open(config, {
        space: openSpace(config.space),
        estimator: new SyntheticEstimator(estimator, openSpace(problem.space)),
        makeReward: async () => makePresetReward({ id: 'val' }),
        now: () => 0,
      });
      const told = (await simulation.next(1)).best;
      simulation.dispose();
      expect(told?.arch).toBe(arch);
      expect(told?.reward).toBeGreaterThan(answer.reward);
    }
  });
});
