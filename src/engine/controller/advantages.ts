import type { PpoConfig } from './config';

export type BaselineConfig = PpoConfig['baseline'];

export interface Advantages {
  readonly advantages: Float64Array;
  /** What was subtracted from the rewards; null where nothing was. */
  readonly used: number | null;
  /** The moving average after this episode; null while there is none. */
  readonly next: number | null;
}

/** Keeps the division finite where all rewards are equal; then every advantage is 0. */
const EPSILON = 1e-8;

/**
 * none:             A_i = R_i
 * ema:              A_i = R_i - b;  b <- alpha * mean(R) + (1 - alpha) * b  after the episode, or before it (includeCurrent).
 *                   b starts at 0 ('zero') or at the first episode's mean ('first-batch').
 * batch-normalised: A_i = (R_i - mean(R)) / (std(R) + 1e-8),  std with divisor n.
 * rewards: one episode's, at least one. moving: b before the episode, null before the first.
 * The moving average: Arora and Krone, alpha = 0.05; the printed code starts it at 0 and includes the current episode.
 */
export function advantagesOf(rewards: readonly number[], config: BaselineConfig, moving: number | null): Advantages {
  const n = rewards.length;
  const mean = rewards.reduce((sum, reward) => sum + reward, 0) / n;
  const minus = (baseline: number) => Float64Array.from(rewards, (reward) => reward - baseline);
  switch (config.kind) {
    case 'none':
      return { advantages: Float64Array.from(rewards), used: null, next: null };
    case 'batch-normalised': {
      const variance = rewards.reduce((sum, reward) => sum + (reward - mean) * (reward - mean), 0) / n;
      const scale = Math.sqrt(variance) + EPSILON;
      return { advantages: minus(mean).map((difference) => difference / scale), used: mean, next: null };
    }
    case 'ema': {
      const before = moving ?? (config.start === 'zero' ? 0 : mean);
      const after = config.alpha * mean + (1 - config.alpha) * before;
      const used = config.includeCurrent ? after : before;
      return { advantages: minus(used), used, next: after };
    }
    default:
      return config.kind satisfies never;
  }
}
