import { type SeedRun, seedRun } from '../../src/engine/analysis/sampleEfficiency';
import { fromPlainError, LabError } from '../../src/engine/core/errors';
import { TableEstimator, tableMeasurements } from '../../src/engine/estimate/table';
import type { TableFile } from '../../src/engine/estimate/tableFile';
import { makePresetReward } from '../../src/engine/reward/presets';
import type { RewardFunction } from '../../src/engine/reward/types';
import type { RunConfig } from '../../src/engine/run/config';
import { rewardsOf } from '../../src/engine/run/rewarding';
import { Simulation } from '../../src/engine/run/simulate';
import { openSpace } from '../../src/engine/space';

/** Whole runs on one table: each config and seed computed once, however many figures show it. */
export class SeedBook {
  private readonly runs = new Map<string, SeedRun>();

  constructor(private readonly table: TableFile) {}

  /** Rejects with the LabError that a seed ends with: a figure shows whole runs only. */
  async run(config: RunConfig, seed: number): Promise<SeedRun> {
    const key = JSON.stringify({ ...config, title: '', seed });
    const known = this.runs.get(key);
    if (known !== undefined) return known;
    const space = openSpace(config.space);
    const simulation = await Simulation.open(
      { ...config, seed },
      {
        space,
        estimator: new TableEstimator(this.table, 'mean', space),
        makeReward: async () => rewardOf(config),
        // Time stands still: what is drawn depends on nothing but the config.
        now: () => 0,
      },
    );
    const { error, ...chunk } = await simulation.next(1);
    simulation.dispose();
    if (error !== null) throw fromPlainError(error);
    const run = seedRun([chunk]);
    this.runs.set(key, run);
    return run;
  }

  async runSeeds(config: RunConfig, seeds: readonly number[]): Promise<readonly SeedRun[]> {
    const runs: SeedRun[] = [];
    for (const seed of seeds) runs.push(await this.run(config, seed));
    return runs;
  }

  /** The reward of every cell of the table. */
  async rewards(config: RunConfig): Promise<readonly number[]> {
    const reward = rewardOf(config);
    const requests = tableMeasurements(this.table).map((measurement, trial) => ({
      measurement,
      context: { episode: 0, trial, bestReward: null, classes: this.table.classes },
    }));
    const rewards = await rewardsOf(reward, requests);
    reward.dispose();
    return rewards;
  }
}

function rewardOf({ reward }: RunConfig): RewardFunction {
  if (reward.id !== 'code') return makePresetReward(reward);
  throw new LabError('config', "reward.id: 'code' has no figure.", 'Choose a preset of the rewards.');
}
