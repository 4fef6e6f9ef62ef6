/// <reference lib="webworker" />
import type { RewardConfig } from '../engine/reward/config';
import { makePresetReward } from '../engine/reward/presets';
import type { RewardFunction } from '../engine/reward/types';
import { CompareDesk } from './compareDesk';
import type { CompareAnswer, CompareCommand, CompareProgress } from './compareProtocol';
import { loadTable } from './openEstimator';
import { serveRequests } from './requests';
import { browserAssets } from './wasmAssets';

declare const self: DedicatedWorkerGlobalScope;

async function makeReward(reward: RewardConfig): Promise<RewardFunction> {
  if (reward.id !== 'code') return makePresetReward(reward);
  const [{ makeSandboxedReward }, { spawnRewardWorker }] = await Promise.all([import('./rewardClient'), import('./rewardSpawn')]);
  return makeSandboxedReward(reward, spawnRewardWorker);
}

const desk = new CompareDesk({
  loadTable,
  makeReward,
  tensorAssets: async () => browserAssets(),
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
});

const answer = (
  command: Exclude<CompareCommand, { type: 'cancel' }>,
  signal: AbortSignal,
  progress: (at: CompareProgress) => void,
): Promise<CompareAnswer> => desk.answer(command, signal, progress);

serveRequests(self, answer);
