/// <reference lib="webworker" />
import type { RewardConfig } from '../engine/reward/config';
import { makePresetReward } from '../engine/reward/presets';
import type { RewardFunction } from '../engine/reward/types';
import { openEstimator } from './openEstimator';
import type { RunCommand, RunMessage } from './protocol';
import { RunHost } from './runHost';
import { RunStore } from './runStore';
import { lockForTab } from './tabLock';
import { browserAssets } from './wasmAssets';

declare const self: DedicatedWorkerGlobalScope;

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
  lockRun: (runId) => lockForTab(`nas-lab run ${runId}`, 'run'),
  tensorAssets: async () => browserAssets(),
  now: () => performance.now(),
  wall: () => Date.now(),
});

self.addEventListener('message', (event: MessageEvent<RunCommand>) => void host.handle(event.data));
