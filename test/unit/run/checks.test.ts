import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import { SYNTHETIC_DEFAULTS, TRAIN_DEFAULTS } from '../../../src/engine/estimate/metadata';
import { SyntheticEstimator } from '../../../src/engine/estimate/synthetic/estimator';
import { checkRun, type RunParts } from '../../../src/engine/run/checks';
import type { RunConfig } from '../../../src/engine/run/config';
import { fig5, PRESETS, presetById } from '../../../src/engine/run/presets';
import { createRun } from '../../../src/engine/run/run';
import { Simulation } from '../../../src/engine/run/simulate';
import { ASHA_DEFAULTS, HYPERBAND_DEFAULTS, SUCCESSIVE_HALVING_DEFAULTS } from '../../../src/engine/search/budgets/config';
import { NSGA2_DEFAULTS, type OBJECTIVES } from '../../../src/engine/search/evolution/config';
import { MORPHISM_DEFAULTS } from '../../../src/engine/search/morphism/config';
import { PBT_DEFAULTS } from '../../../src/engine/search/pbt/config';
import { aSmall } from '../../../src/engine/space/aSmall/space';
import { openSpace } from '../../../src/engine/space/catalogue';
import { syntheticTable } from '../../support/syntheticTable';
import { tableDeps } from '../../support/tableRun';

function refusal(config: RunConfig, estimator: RunParts['estimator'] = {}, goesOn = false): string | null {
  try {
    checkRun(config, { space: openSpace(config.space), estimator }, goesOn);
    return null;
  } catch (thrown) {
    if (!(thrown instanceof LabError)) throw thrown;
    expect(thrown.kind).toBe('config');
    expect(thrown.remedy).not.toBe('');
    return `${thrown.message} ${thrown.remedy}`;
  }
}

const invented: RunConfig = { ...fig5(1), space: { id: 'nats-bench' }, estimator: SYNTHETIC_DEFAULTS };
const onBranin: RunConfig = { ...presetById('bayesian-branin') };

function nsga2(config: RunConfig, of: (typeof OBJECTIVES)[number]): RunConfig {
  return {
    ...config,
    strategy: {
      ...NSGA2_DEFAULTS,
      objectives: [
        { of: 'accuracy', direction: 'max' },
        { of, direction: 'min' },
      ],
    },
  };
}

describe('what is not measured', () => {
  it('is refused as an objective: latency where none is measured, counts where there is no network', () => {
    const silent = { measuresLatency: false };
    expect(refusal(nsga2(invented, 'latency'), silent)).toMatch(
      /^strategy\.objectives\[1\]\.of: 'latency' .* estimator 'synthetic' does not measure here\. Set it to 'reward'/,
    );
    expect(refusal(nsga2(invented, 'latency'), { measuresLatency: true })).toBe(null);
    for (const of of ['params', 'macs', 'memory'] as const) {
      expect(refusal(nsga2(onBranin, of), silent)).toMatch(
        new RegExp(`^strategy\\.objectives\\[1\\]\\.of: '${of}' is counted on a network, and the points of 'branin'`),
      );
      expect(refusal(nsga2(invented, of), silent)).toBe(null);
    }
    expect(refusal(nsga2(onBranin, 'reward'), silent)).toBe(null);
  });

  it('is refused as a reward in the same words', () => {
    const reward = (config: RunConfig, of: RunConfig['reward']) => refusal({ ...config, reward: of }, { measuresLatency: false });
    expect(reward(invented, { id: 'latency', targetMs: 1, weight: 1 })).toMatch(
      /^reward\.id: 'latency' .* Set reward\.id to 'val'/,
    );
    expect(reward(invented, { id: 'mnasnet', targetMs: 1, alpha: -1, beta: -1 })).toMatch(/^reward\.id: 'mnasnet'/);
    expect(reward(onBranin, { id: 'max-params', maxParams: 1, penalty: 0 })).toMatch(/^reward\.id: 'max-params' is counted/);
    expect(reward(invented, { id: 'max-params', maxParams: 1, penalty: 0 })).toBe(null);
  });

  it('is known of every estimator that answers at once', () => {
    expect(tableDeps(fig5(1), syntheticTable(), []).estimator.measuresLatency).toBe(true);
    const blind = syntheticTable();
    const rows = blind.rows.map((row, i) => (i === 3 ? { ...row, latencyMs: 0 } : row));
    expect(tableDeps(fig5(1), { ...blind, rows }, []).estimator.measuresLatency).toBe(false);
    expect(new SyntheticEstimator(SYNTHETIC_DEFAULTS, aSmall).measuresLatency).toBe(false);
  });
});

describe('what a table does not have', () => {
  it('is the weights of another child, which morphisms and populations go on from', () => {
    for (const strategy of [MORPHISM_DEFAULTS, PBT_DEFAULTS]) {
      expect(refusal({ ...fig5(1), strategy }, { recordedEpochs: 1000 })).toMatch(
        new RegExp(`^strategy\\.id: '${strategy.id}' lets a child go on .* Set estimator\\.id to 'train' or 'synthetic'`),
      );
      for (const estimator of [TRAIN_DEFAULTS, SYNTHETIC_DEFAULTS])
        expect(refusal({ ...fig5(1), strategy, estimator })).toBe(null);
    }
  });

  it('is more epochs than were recorded', () => {
    const hyperband: RunConfig = { ...fig5(1), strategy: HYPERBAND_DEFAULTS };
    expect(refusal(hyperband)).toBe(null);
    expect(refusal(hyperband, { recordedEpochs: 81 })).toBe(null);
    expect(refusal(hyperband, { recordedEpochs: 3 })).toMatch(/^strategy\.maxEpochs: .* 81 epochs, the table has 3 of each/);
    expect(refusal(fig5(1), { recordedEpochs: 3 })).toBe(null);
  });
});

describe("a landscape's curves", () => {
  it('have as many epochs as its optimum is for; test functions have no curves', () => {
    const short = { ...SYNTHETIC_DEFAULTS, epochs: 80 };
    for (const strategy of [HYPERBAND_DEFAULTS, SUCCESSIVE_HALVING_DEFAULTS, ASHA_DEFAULTS]) {
      expect(refusal({ ...invented, strategy })).toBe(null);
      expect(refusal({ ...invented, strategy, estimator: short })).toMatch(
        /^strategy\.maxEpochs: .* 81 epochs, the curves of the landscape have 80 .* or set estimator\.epochs to 81/,
      );
      expect(refusal({ ...onBranin, strategy, stop: fig5(1).stop })).toBe(null);
    }
    expect(refusal({ ...invented, strategy: PBT_DEFAULTS, estimator: short })).toMatch(/^strategy\.steps: .* 81 epochs/);
  });
});

describe('a budget smaller than the first bracket', () => {
  const of = (strategy: RunConfig['strategy'], stop: Partial<RunConfig['stop']>): RunConfig => ({
    ...fig5(1),
    strategy,
    stop: { ...fig5(1).stop, ...stop },
  });

  it('is refused in children: 81 + 27 + 9 + 3 + 1 of Hyperband, up to the last rung of a halving', () => {
    expect(refusal(of(HYPERBAND_DEFAULTS, { children: 120 }))).toMatch(/^stop\.children: 120 are fewer than the 121 trials/);
    expect(refusal(of(HYPERBAND_DEFAULTS, { children: 121 }))).toBe(null);
    const halving = { ...SUCCESSIVE_HALVING_DEFAULTS, maxEpochs: 9 };
    expect(refusal(of(halving, { children: 117 }))).toBe(null);
    expect(refusal(of(halving, { children: 116 }))).toMatch(/Set stop\.children to 117 or more, or to null/);
  });

  it('is refused in episodes: 3 + 1 + 1 + 1 + 1 of 27 children each', () => {
    expect(refusal(of(HYPERBAND_DEFAULTS, { episodes: 6 }))).toMatch(/^stop\.episodes: 6 are fewer than the 7 episodes/);
    expect(refusal(of(HYPERBAND_DEFAULTS, { episodes: 7 }))).toBe(null);
  });

  it('is not held against a run that goes on', () => {
    expect(refusal(of(HYPERBAND_DEFAULTS, { episodes: 6, children: 7 }), {}, true)).toBe(null);
  });
});

describe('a run that cannot come to its end', () => {
  it('is refused before a run or a simulation begins', async () => {
    const config: RunConfig = { ...fig5(1), strategy: HYPERBAND_DEFAULTS };
    const deps = tableDeps(config, syntheticTable(), []);
    await expect(createRun(config, deps)).rejects.toThrow(/the table has 3 of each/);
    await expect(Simulation.open(config, deps)).rejects.toThrow(/the table has 3 of each/);
  });

  it('is none of the presets', () => {
    const facts = (id: RunConfig['estimator']['id']) => (id === 'table' ? { recordedEpochs: 3, measuresLatency: true } : {});
    for (const { config } of PRESETS)
      expect([config.title, refusal(config, facts(config.estimator.id))]).toEqual([config.title, null]);
  });
});
