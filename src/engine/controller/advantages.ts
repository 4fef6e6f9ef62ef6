import type { ControllerSettings } from './config';

export type BaselineSettings = ControllerSettings['baseline'];

/** What a baseline remembers of earlier episodes. */
export interface BaselineMemory {
  /** The moving average; null while there is none. */
  readonly average: number | null;
  /** The rolling window, oldest first; null while there is none. */
  readonly window: readonly number[] | null;
}

export const NO_MEMORY: BaselineMemory = { average: null, window: null };

export interface Advantages {
  readonly advantages: Float64Array;
  /** What was subtracted from the last reward; null where nothing was. */
  readonly used: number | null;
  readonly next: BaselineMemory;
}

/** Keeps the division finite where all rewards are equal; then every advantage is 0. */
const EPSILON = 1e-8;

const meanOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/**
 * none:             A_i = R_i
 * ema:              A_i = R_i - b;  b <- alpha * mean(R) + (1 - alpha) * b  after the episode, or before it (includeCurrent).
 * window:           A_i = R_i - mean(the last `window` rewards), child by child, R_i itself among them (includeCurrent) or not.
 * batch-normalised: A_i = (R_i - mean(R)) / (std(R) + 1e-8),  std with divisor n.
 * The first b, and what the window holds at first, is `initial` (start 'zero') or the first episode's mean ('first-batch').
 * rewards: one episode's, at least one.
 * Moving average: Arora and Krone, alpha = 0.05; the printed code starts it at 0 and includes the current episode. Window:
 * the automation chapter's NAS project, 20 rewards with the current one, from 0.1.
 */
export function advantagesOf(rewards: readonly number[], config: BaselineSettings, memory: BaselineMemory): Advantages {
  const mean = meanOf(rewards);
  const first = config.start === 'zero' ? config.initial : mean;
  const minus = (baseline: number) => Float64Array.from(rewards, (reward) => reward - baseline);
  switch (config.kind) {
    case 'none':
      return { advantages: Float64Array.from(rewards), used: null, next: NO_MEMORY };
    case 'batch-normalised': {
      const variance = meanOf(rewards.map((reward) => (reward - mean) * (reward - mean)));
      const scale = Math.sqrt(variance) + EPSILON;
      return { advantages: minus(mean).map((difference) => difference / scale), used: mean, next: NO_MEMORY };
    }
    case 'ema': {
      const before = memory.average ?? first;
      const after = config.alpha * mean + (1 - config.alpha) * before;
      const used = config.includeCurrent ? after : before;
      return { advantages: minus(used), used, next: { average: after, window: null } };
    }
    case 'window': {
      const window = [...(memory.window ?? [first])];
      let used = first;
      const advantages = Float64Array.from(rewards, (reward) => {
        if (!config.includeCurrent) used = meanOf(window);
        window.push(reward);
        if (window.length > config.window) window.shift();
        if (config.includeCurrent) used = meanOf(window);
        return reward - used;
      });
      return { advantages, used, next: { average: null, window } };
    }
    default:
      return config.kind satisfies never;
  }
}
