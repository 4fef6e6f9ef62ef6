/// <reference lib="webworker" />
import type { RewardConfig } from '../engine/reward/config';
import { makePresetReward } from '../engine/reward/presets';
import type { RewardFunction } from '../engine/reward/types';
import type { RunLock } from './hostPlace';
import { openEstimator } from './openEstimator';
import type { RunCommand, RunMessage } from './protocol';
import { RunHost } from './runHost';
import { RunStore } from './runStore';
import { browserAssets } from './wasmAssets';

declare const self: DedicatedWorkerGlobalScope;

/** Web Locks are missing on pages that are served neither from https nor from this machine. */
const UNLOCKED: RunLock = {
  release: () => undefined,
  warning: {
    message: 'This browser cannot tell whether another tab has this run open.',
    remedy: 'Keep it open in one tab only, or serve the page over https.',
  },
};

/** A page that was left a moment ago, by a reload, gives its locks back only now: null is believed the third time. */
const LOCK_TRIES = 3;
const LOCK_WAIT_MS = 150;

/** Holds a run's lock until it is released; null where another tab has it. */
async function lockRun(runId: string): Promise<RunLock | null> {
  if (!('locks' in navigator)) return UNLOCKED;
  for (let attempt = 1; ; attempt += 1) {
    const lock = await tryLock(`nas-lab run ${runId}`);
    if (lock !== null || attempt === LOCK_TRIES) return lock;
    await new Promise((resolve) => setTimeout(resolve, LOCK_WAIT_MS));
  }
}

function tryLock(name: string): Promise<RunLock | null> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (lock === null) {
          resolve(null);
          return undefined;
        }
        return new Promise<void>((release) => resolve({ release }));
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

self.addEventListener('message', (event: MessageEvent<RunCommand>) => void host.handle(event.data));
