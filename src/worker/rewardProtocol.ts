import type { PlainError } from '../engine/core/errors';
import type { RewardRequest } from '../engine/reward/types';

/** To the reward worker. It answers each message with exactly one reply of the same id, in order. */
export type RewardCommand =
  | { readonly type: 'compile'; readonly id: number; readonly source: string; readonly deadlineMs: number }
  | { readonly type: 'evaluate'; readonly id: number; readonly requests: readonly RewardRequest[] };

export type RewardReply =
  | { readonly type: 'compiled'; readonly id: number }
  | { readonly type: 'values'; readonly id: number; readonly values: readonly number[] }
  /** spent: the interpreter is damaged, this worker has to be ended and another one started. */
  | { readonly type: 'failed'; readonly id: number; readonly error: PlainError; readonly spent: boolean }
  /** The interpreter is loaded; sent once, before any reply. */
  | { readonly type: 'ready' }
  /** The interpreter could not be loaded; sent once, instead of 'ready'. */
  | { readonly type: 'unavailable'; readonly error: PlainError };

/** A reward worker seen from its client; how it is started differs between a browser and Node. */
export interface RewardPort {
  post(command: RewardCommand): void;
  /** Called once, before the first post. */
  listen(onReply: (reply: RewardReply) => void, onDeath: (reason: string) => void): void;
  terminate(): void;
}

export type SpawnRewardWorker = () => RewardPort;
