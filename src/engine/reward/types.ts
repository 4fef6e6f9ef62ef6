import type { Measurement } from '../core/measurement';

/** What a reward may know besides the measurement. */
export interface RewardContext {
  readonly episode: number;
  readonly trial: number;
  readonly bestReward: number | null;
  readonly classes: number;
}

export interface RewardRequest {
  readonly measurement: Measurement;
  readonly context: RewardContext;
}

/**
 * Measurements in, rewards out, in order. Rejects with LabError 'reward' (line and column where the person's code has
 * them) when a reward throws, is not a finite number, or does not return in time.
 */
export interface RewardFunction {
  /** As shown in the page, e.g. '100 * m.validAccuracy'. */
  readonly formula: string;
  evaluate(requests: readonly RewardRequest[]): Promise<readonly number[]>;
  dispose(): void;
}
