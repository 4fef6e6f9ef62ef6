import type { Measurement } from '../core/measurement';
import type { Observation, Proposal } from '../search/types';

/** What a strategy is told of an episode: its proposals with their rewards and measurements, in order. */
export function observationsOf(
  proposals: readonly Proposal[],
  rewards: readonly number[],
  measurements: readonly Measurement[],
): readonly Observation[] {
  return proposals.map((proposal, i) => {
    const reward = rewards[i];
    const measurement = measurements[i];
    if (reward === undefined || measurement === undefined)
      throw new RangeError(`observationsOf: trial ${proposal.trial} has none`);
    return { ...proposal, reward, measurement };
  });
}
