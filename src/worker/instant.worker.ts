/// <reference lib="webworker" />
import type { RewardConfig } from '../engine/reward/config';
import { makePresetReward } from '../engine/reward/presets';
import type { RewardFunction } from '../engine/reward/types';
import type { InstantCommand, InstantMessage } from './instantProtocol';
import { InstantServer, transfersOf } from './instantServer';
import { loadTable } from './openEstimator';
import { browserAssets } from './wasmAssets';

declare const self: DedicatedWorkerGlobalScope;

async function makeReward(reward: RewardConfig): Promise<RewardFunction> {
  if (reward.id !== 'code') return makePresetReward(reward);
  const [{ makeSandboxedReward }, { spawnWarmRewardWorker }] = await Promise.all([
    import('./rewardClient'),
    import('./instantRewardSpawn'),
  ]);
  return makeSandboxedReward(reward, spawnWarmRewardWorker);
}

/** A later task at once: timers wait 4 ms after the fifth in a row. */
const { port1, port2 } = new MessageChannel();
let waiting: (() => void) | null = null;
port1.onmessage = () => {
  const resume = waiting;
  waiting = null;
  resume?.();
};

const server = new InstantServer({
  post: (message: InstantMessage) => self.postMessage(message, transfersOf(message)),
  loadTable,
  makeReward,
  tensorAssets: async () => browserAssets(),
  now: () => performance.now(),
  pause: () =>
    new Promise((resolve) => {
      waiting = resolve;
      port2.postMessage(null);
    }),
});

self.addEventListener('message', (event: MessageEvent<InstantCommand>) => server.handle(event.data));
