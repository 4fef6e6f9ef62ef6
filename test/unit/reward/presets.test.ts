import { describe, expect, it } from 'vitest';
import { LabError } from '../../../src/engine/core/errors';
import type { Measurement } from '../../../src/engine/core/measurement';
import { rewardSchema } from '../../../src/engine/reward/config';
import { makePresetReward, type PresetRewardConfig, presetFormula, REWARDS } from '../../../src/engine/reward/presets';

const child = (changes: Partial<Measurement>): Measurement => ({
  arch: 'conv3,max',
  validAccuracy: 0.9861,
  testAccuracy: null,
  epochs: [],
  params: { total: 52_138, trainable: 52_138, cells: 1_248, head: 50_890 },
  macs: 1,
  memoryBytes: 1,
  latencyMs: null,
  trainMs: null,
  source: 'invented',
  ...changes,
});

async function reward(config: PresetRewardConfig, measurement: Measurement): Promise<number | undefined> {
  const context = { episode: 1, trial: 0, bestReward: null, classes: 10 };
  const [value] = await makePresetReward(config).evaluate([{ measurement, context }]);
  return value;
}

describe('reward presets', () => {
  it('val is percent', async () => {
    expect(await reward({ id: 'val' }, child({}))).toBeCloseTo(98.61, 12);
  });

  it('max-params counts the cells and refuses n itself (P >= n)', async () => {
    const config = { id: 'max-params', maxParams: 1_248, penalty: -100 } as const;
    expect(await reward(config, child({}))).toBe(-100);
    expect(await reward({ ...config, maxParams: 1_249 }, child({}))).toBeCloseTo(98.61, 12);
  });

  it('latency takes weight points for each multiple of the target beyond it', async () => {
    const config = { id: 'latency', targetMs: 2, weight: 10 } as const;
    expect(await reward(config, child({ latencyMs: 1.9 }))).toBeCloseTo(98.61, 12);
    expect(await reward(config, child({ latencyMs: 3 }))).toBeCloseTo(98.61 - 5, 12);
  });

  it('mnasnet is ACC * (LAT / T)^w with alpha up to the target and beta above it', async () => {
    const config = { id: 'mnasnet', targetMs: 2, alpha: -0.07, beta: -1 } as const;
    expect(await reward(config, child({ latencyMs: 1 }))).toBeCloseTo(0.9861 * 0.5 ** -0.07, 12);
    expect(await reward(config, child({ latencyMs: 2 }))).toBeCloseTo(0.9861, 12);
    expect(await reward(config, child({ latencyMs: 6 }))).toBeCloseTo(0.9861 / 3, 12);
  });

  it.each(['latency', 'mnasnet'] as const)('%s refuses a child whose latency was not measured', async (id) => {
    const config = id === 'latency' ? { id, targetMs: 1, weight: 1 } : { id, targetMs: 1, alpha: 0, beta: 0 };
    await expect(reward(config, child({}))).rejects.toThrow(LabError);
  });

  it('rewards in the order of the requests', async () => {
    const context = { episode: 1, trial: 0, bestReward: null, classes: 10 };
    const accuracies = [0.5, 0.25, 1];
    const requests = accuracies.map((validAccuracy) => ({ measurement: child({ validAccuracy }), context }));
    expect(await makePresetReward({ id: 'val' }).evaluate(requests)).toEqual([50, 25, 100]);
  });

  it('shows each formula with its numbers', () => {
    expect(presetFormula({ id: 'max-params', maxParams: 2500, penalty: -100 })).toBe(
      'm.params.cells < 2500 ? 100 * m.validAccuracy : -100',
    );
    expect(presetFormula({ id: 'mnasnet', targetMs: 2, alpha: -0.07, beta: -1 })).toContain(
      '/ 2) ** (m.latencyMs <= 2 ? -0.07 : -1)',
    );
  });

  it('has a valid default for every reward in every profile; n is 150,000 in paper and 2,500 in teach', () => {
    for (const entry of REWARDS) {
      for (const profile of ['paper', 'teach', 'as-published'] as const) {
        expect(rewardSchema.parse(entry.defaults(profile)).id).toBe(entry.id);
      }
    }
    const limit = REWARDS.find(({ id }) => id === 'max-params');
    expect(limit?.defaults('paper')).toMatchObject({ maxParams: 150_000, penalty: -100 });
    expect(limit?.defaults('teach')).toMatchObject({ maxParams: 2_500 });
  });
});
