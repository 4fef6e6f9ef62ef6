import type { UpdateReport } from '../search/types';

export interface RewardSummary {
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** With divisor n. */
  readonly std: number;
}

/** rewards: one episode's, at least one. */
export function summariseRewards(rewards: readonly number[]): RewardSummary {
  const n = rewards.length;
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / n;
  const variance = rewards.reduce((sum, reward) => sum + (reward - mean) * (reward - mean), 0) / n;
  const min = rewards.reduce((least, reward) => Math.min(least, reward), Number.POSITIVE_INFINITY);
  const max = rewards.reduce((most, reward) => Math.max(most, reward), Number.NEGATIVE_INFINITY);
  return { mean, min, max, std: Math.sqrt(variance) };
}

export interface UpdateSummary {
  readonly entropy: number | null;
  readonly policyLoss: number | null;
  readonly loss: number | null;
  readonly kl: number | null;
}

/** Means over an episode's updates; nulls where the strategy made none. */
export function summariseUpdates(updates: readonly UpdateReport[]): UpdateSummary {
  if (updates.length === 0) return { entropy: null, policyLoss: null, loss: null, kl: null };
  const mean = (of: (update: UpdateReport) => number): number =>
    updates.reduce((sum, update) => sum + of(update), 0) / updates.length;
  return {
    entropy: mean(({ entropy }) => entropy),
    policyLoss: mean(({ policyLoss }) => policyLoss),
    loss: mean(({ loss }) => loss),
    kl: mean(({ kl }) => kl),
  };
}
