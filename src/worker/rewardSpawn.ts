import type { RewardPort, RewardReply } from './rewardProtocol';

/** Starts a reward worker in a browser, from a page or from another worker. */
export function spawnRewardWorker(): RewardPort {
  const worker = new Worker(new URL('./reward.worker.ts', import.meta.url), { type: 'module', name: 'reward' });
  return {
    post: (command) => worker.postMessage(command),
    listen(onReply, onDeath) {
      worker.addEventListener('message', (event: MessageEvent<RewardReply>) => onReply(event.data));
      worker.addEventListener('error', (event) => onDeath(event.message || 'it could not be loaded'));
      worker.addEventListener('messageerror', () => onDeath('a message could not be read'));
    },
    terminate: () => worker.terminate(),
  };
}
