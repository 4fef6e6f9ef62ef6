import type { StopConfig } from './config';
import type { StopReason } from './events';

export interface StopFacts {
  readonly episodes: number;
  readonly children: number;
  readonly elapsedMs: number;
  readonly bestReward: number | null;
  /** Episodes in a row whose smallest and largest reward were equal. */
  readonly convergedFor: number;
}

/** An episode has converged when its rewards differ by less than this. */
export const CONVERGED_WITHIN = 1e-9;

/** The first condition that is met, in the order of StopConfig; null: go on. */
export function stopReason(stop: StopConfig, facts: StopFacts): StopReason | null {
  if (facts.episodes >= stop.episodes) return 'episodes';
  if (stop.children !== null && facts.children >= stop.children) return 'children';
  // A run has a best child when it ends: its time is not up before its first episode.
  if (stop.minutes !== null && facts.episodes > 0 && facts.elapsedMs >= stop.minutes * 60_000) return 'time';
  if (stop.reward !== null && facts.bestReward !== null && facts.bestReward >= stop.reward) return 'reward';
  if (stop.convergedFor !== null && facts.convergedFor >= stop.convergedFor) return 'converged';
  return null;
}
