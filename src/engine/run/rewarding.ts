import { abortedError, LabError } from '../core/errors';
import type { Measurement } from '../core/measurement';
import type { RewardConfig } from '../reward/config';
import type { RewardFunction, RewardRequest } from '../reward/types';
import type { BestChild } from './events';
import type { NextReward } from './types';

/** Where a reward is asked for. */
export interface RewardMoment {
  readonly episode: number;
  readonly bestReward: number | null;
  readonly classes: number;
}

/** The reward in force, and the one that is to follow it. */
export class Rewarding {
  /** The reward in force threw on the episode in flight: a new one applies to that episode already. */
  failed = false;
  private made: RewardFunction | null = null;
  private next: NextReward | null = null;
  private isDisposed = false;

  constructor(
    private inForce: RewardConfig,
    private readonly make: (reward: RewardConfig) => Promise<RewardFunction>,
  ) {}

  get config(): RewardConfig {
    return this.inForce;
  }

  /** What is to follow the reward in force; null where nothing is. */
  get following(): NextReward | null {
    return this.next;
  }

  follow(next: NextReward): void {
    this.next = next;
  }

  /** Whether the next reward takes effect now: its episode begins, or the one in force has failed on the present one. */
  isDue(episode: number, begins: boolean): boolean {
    return this.next !== null && (this.failed || (begins && episode >= this.next.episode));
  }

  /** Rewards of measurements in order, all or none of them. Rejects with LabError 'reward'. */
  async evaluate(
    measurements: readonly Measurement[],
    trials: readonly number[],
    moment: RewardMoment,
  ): Promise<readonly number[]> {
    try {
      this.made ??= await this.makeAlive(this.inForce);
      const rewards = await rewardsOf(this.made, requestsOf(measurements, trials, moment));
      this.failed = false;
      return rewards;
    } catch (thrown) {
      this.failed = true;
      throw thrown;
    }
  }

  /**
   * Puts the next reward in force. The best child's reward is computed anew, because rewards of two functions cannot be
   * compared; where the new function fails on it, the old one stays and the new one is dropped.
   */
  async change(
    best: BestChild | null,
    moment: RewardMoment,
  ): Promise<{ readonly formula: string; readonly best: BestChild | null }> {
    if (this.next === null) throw new RangeError('Rewarding.change: there is no next reward');
    const config = this.next.reward;
    this.next = null;
    const made = await this.makeAlive(config);
    let anew = best;
    if (best !== null) {
      try {
        const [reward] = await rewardsOf(made, requestsOf([best.measurement], [0], moment));
        anew = { ...best, reward: reward ?? best.reward };
      } catch (thrown) {
        made.dispose();
        throw thrown;
      }
    }
    if (this.isDisposed) {
      made.dispose();
      throw abortedError('The reward');
    }
    this.made?.dispose();
    this.made = made;
    this.inForce = config;
    this.failed = false;
    return { formula: made.formula, best: anew };
  }

  dispose(): void {
    this.isDisposed = true;
    this.made?.dispose();
    this.made = null;
  }

  /** A reward that starts a worker may be done only after the run was closed: then nobody else would end it. */
  private async makeAlive(config: RewardConfig): Promise<RewardFunction> {
    const made = await this.make(config);
    if (!this.isDisposed) return made;
    made.dispose();
    throw abortedError('The reward');
  }
}

function requestsOf(
  measurements: readonly Measurement[],
  trials: readonly number[],
  moment: RewardMoment,
): readonly RewardRequest[] {
  return measurements.map((measurement, i) => ({ measurement, context: { ...moment, trial: trials[i] ?? 0 } }));
}

/** Beyond this an advantage's square leaves float32, in which the policy is computed, and the policy would be NaN for good. */
const LARGEST_REWARD = 1e12;

/** One reward per request, in order. Rejects with LabError 'reward' unless each is a finite number of at most 1e12 in size. */
export async function rewardsOf(reward: RewardFunction, requests: readonly RewardRequest[]): Promise<readonly number[]> {
  const rewards = await reward.evaluate(requests);
  for (const [i, { measurement }] of requests.entries()) {
    const value = rewards[i];
    if (value === undefined || !Number.isFinite(value)) {
      throw new LabError(
        'reward',
        `reward: child ${measurement.arch} was given ${value}; a reward is a finite number.`,
        'Return a finite number for every child, or choose a preset.',
      );
    }
    if (Math.abs(value) > LARGEST_REWARD) {
      throw new LabError(
        'reward',
        `reward: child ${measurement.arch} was given ${value}; a reward lies between -${LARGEST_REWARD} and ${LARGEST_REWARD}.`,
        'Scale the reward down, for example by a logarithm.',
      );
    }
  }
  return rewards;
}
