/// <reference lib="webworker" />
import wasmUrl from '@jitl/quickjs-wasmfile-release-sync/wasm?url';
import type { RewardCommand, RewardReply } from './rewardProtocol';
import { serveReward } from './rewardServer';

declare const self: DedicatedWorkerGlobalScope;

const handle = serveReward(
  (reply: RewardReply) => self.postMessage(reply),
  async () => ({ url: new URL(wasmUrl, import.meta.url).href }),
  () => performance.now(),
);

self.addEventListener('message', (event: MessageEvent<RewardCommand>) => handle(event.data));
