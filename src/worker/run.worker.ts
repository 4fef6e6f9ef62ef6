/// <reference lib="webworker" />
import { LabError } from '../engine/core/errors';
import type { RewardConfig } from '../engine/reward/config';
import { makePresetReward } from '../engine/reward/presets';
import type { RewardFunction } from '../engine/reward/types';
import { openEstimator } from './openEstimator';
import type { RunCommand, RunMessage } from './protocol';
import { RunHost } from './runHost';
import { RunStore } from './runStore';
import { browserAssets } from './wasmAssets';

declare const self: DedicatedWorkerGlobalScope;

/** Holds a run's lock until the returned function is called; null where another tab has it. */
function lockRun(runId: string): Promise<(() => void) | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(`nas-lab run ${runId}`, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((release) => resolve(release));
      })
      .catch(reject);
  });
}

async function makeReward(reward: RewardConfig): Promise<RewardFunction> {
  if (reward.id !== 'code') return makePresetReward(reward);
  const [{ makeSandboxedReward }, { spawnRewardWorker }] = await Promise.all([import('./rewardClient'), import('./rewardSpawn')]);
  return makeSandboxedReward(reward, spawnRewardWorker);
}

const host = new RunHost({
  post: (message: RunMessage) => self.postMessage(message),
  openStore: RunStore.open,
  openEstimator,
  makeReward,
  lockRun,
  tensorAssets: async () => browserAssets(),
  now: () => performance.now(),
  wall: () => Date.now(),
});

self.addEventListener('message', (event: MessageEvent<RunCommand>) => {
  host.handle(event.data).catch((thrown: unknown) => {
    throw new LabError(
      'internal',
      `The run worker failed: ${String(thrown)}`,
      'Reload the page: the run goes on from its last episode.',
    );
  });
});
