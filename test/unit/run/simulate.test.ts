import { describe, expect, it } from 'vitest';
import { TableEstimator } from '../../../src/engine/estimate/table';
import type { RunConfig } from '../../../src/engine/run/config';
import { fig5, fig5Normalised, fig6 } from '../../../src/engine/run/presets';
import { type SimulatedChunk, Simulation, type SimulationDeps, type SimulationOptions } from '../../../src/engine/run/simulate';
import { RANDOM_DEFAULTS } from '../../../src/engine/search/metadata';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { syntheticTable } from '../../support/syntheticTable';
import { makeReward, runTable } from '../../support/tableRun';

const table = syntheticTable();
const short = (config: RunConfig, episodes: number): RunConfig => ({ ...config, stop: { ...config.stop, episodes } });

function depsOf(config: RunConfig, changes: Partial<SimulationDeps> = {}): SimulationDeps {
  const noise = config.estimator.id === 'table' ? config.estimator.noise : 'mean';
  return { space: aSmall, estimator: new TableEstimator(table, noise, aSmall), makeReward, now: () => 0, ...changes };
}

async function chunksOf(config: RunConfig, ms: number, deps = depsOf(config), options: SimulationOptions = {}) {
  const simulation = await Simulation.open(config, deps, options);
  const chunks: SimulatedChunk[] = [];
  while (!simulation.isOver) chunks.push(await simulation.next(ms));
  simulation.dispose();
  return chunks;
}

const seriesOf = (chunks: readonly SimulatedChunk[], name: keyof SimulatedChunk['series']): number[] =>
  chunks.flatMap(({ series }) => Array.from(series[name]));

const CONFIGS: readonly (readonly [string, RunConfig])[] = [
  ['fig5', short(fig5(1), 30)],
  ['fig5, one seed of the table at each trial', short({ ...fig5(2), estimator: { id: 'table', table: 'x', noise: 'seed' } }, 30)],
  ['fig6', short(fig6(3), 30)],
  ['normalised advantages, sampled input', short({ ...fig5Normalised(4) }, 30)],
  ['random search', short({ ...fig5(5), strategy: RANDOM_DEFAULTS }, 30)],
  ['stopped by a reward', { ...short(fig5(6), 400), stop: { ...fig5().stop, reward: 98.8 } }],
  ['stopped by its children', { ...short(fig5(7), 400), stop: { ...fig5().stop, children: 150 } }],
];

describe.each(CONFIGS)('a simulation of %s', (_, config) => {
  it('gives the numbers of the run, bit for bit', async () => {
    const run = await runTable(config, table);
    const chunks = await chunksOf(config, 1);
    for (const name of ['mean', 'min', 'max', 'std', 'bestReward', 'children', 'uniqueChildren'] as const) {
      expect(seriesOf(chunks, name), name).toEqual(run.map((episode) => episode[name]));
    }
    for (const name of ['entropy', 'policyLoss', 'loss', 'kl', 'baseline'] as const) {
      expect(seriesOf(chunks, name), name).toEqual(run.map((episode) => episode[name] ?? Number.NaN));
    }
    const archs = chunks.flatMap(({ trials }) => Array.from(trials.archs, (index) => trials.names[index]));
    expect(archs).toEqual(run.flatMap((episode) => episode.archs));
    expect(chunks.flatMap(({ trials }) => Array.from(trials.rewards))).toEqual(run.flatMap((episode) => episode.rewards));
    expect(chunks.at(-1)?.best?.arch).toBe(run.at(-1)?.bestArch);
    expect(chunks.at(-1)?.error).toBeNull();
    expect(chunks.at(-1)?.reason).not.toBeNull();
  });
});

describe('slices', () => {
  const config = short(fig5(1), 20);

  it('are of at least one episode, and end when their time is over', async () => {
    let clock = 0;
    const ticking = depsOf(config, { now: () => clock++ });
    const simulation = await Simulation.open(config, ticking);
    const first = await simulation.next(0);
    expect([first.from, first.episodes, first.reason]).toEqual([0, 1, null]);
    const second = await simulation.next(5);
    expect([second.from, second.episodes]).toEqual([1, 5]);
    simulation.dispose();
    expect(simulation.isOver).toBe(true);
  });

  it('do not change the numbers', async () => {
    let clock = 0;
    const inOne = await chunksOf(config, 1e9);
    const inMany = await chunksOf(config, 3, depsOf(config, { now: () => clock++ }));
    expect(inMany.length).toBeGreaterThan(5);
    expect(seriesOf(inMany, 'mean')).toEqual(seriesOf(inOne, 'mean'));
  });

  it('bring snapshots of the policy that are those of the run', async () => {
    const run = await runTable(config, table);
    const snapshots = (await chunksOf(config, 1e9, depsOf(config), { snapshotEvery: 8 })).flatMap((chunk) => chunk.snapshots);
    expect(snapshots.map(({ episode }) => episode)).toEqual([8, 16, 20]);
    for (const { episode, policy, marginals } of snapshots) {
      expect(Array.from(policy ?? [])).toEqual(run[episode - 1]?.policy);
      expect(marginals?.map((row) => Array.from(row))).toEqual(run[episode - 1]?.marginals);
    }
  });
});

describe('failures', () => {
  it('a reward that fails ends the run at its last whole episode', async () => {
    const config = short(fig5(1), 20);
    const failing: SimulationDeps['makeReward'] = async () => ({
      formula: 'fails at trial 45',
      evaluate: async (requests) => requests.map(({ context }) => (context.trial < 45 ? context.trial % 3 : Number.NaN)),
      dispose: () => undefined,
    });
    const [chunk, ...rest] = await chunksOf(config, 1e9, depsOf(config, { makeReward: failing }), { rewardDependsOn: 'context' });
    expect(rest).toEqual([]);
    expect(chunk).toMatchObject({ episodes: 2, reason: null, error: { kind: 'reward' } });
  });

  it('children that would have to be trained are refused', async () => {
    const config: RunConfig = {
      ...fig5(1),
      estimator: {
        id: 'train',
        data: 'digits',
        profile: 'teach',
        train: 10,
        valid: 10,
        test: 10,
        epochs: 1,
        batch: 5,
        learningRate: 1e-3,
        backend: 'cpu',
      },
    };
    await expect(Simulation.open(config, depsOf(config))).rejects.toMatchObject({ kind: 'config' });
  });

  it('a reward that knows the trial is asked in every episode', async () => {
    const config = short(fig5(1), 5);
    const trials: number[] = [];
    const deps = depsOf(config, {
      makeReward: async () => ({
        formula: 'trial',
        evaluate: async (requests) =>
          requests.map(({ context }) => {
            trials.push(context.trial);
            return context.trial % 7;
          }),
        dispose: () => undefined,
      }),
    });
    await chunksOf(config, 1e9, deps, { rewardDependsOn: 'context' });
    expect(trials).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });
});
