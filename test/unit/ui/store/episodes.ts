import type { EpisodeSummary } from '../../../../src/engine/run/events';

/** An episode of two children with every number given or plain. */
export function episodeOf(episode: number, change: Partial<EpisodeSummary> = {}): EpisodeSummary {
  return {
    episode,
    archs: ['conv3,max', 'conv5,max'],
    rewards: [90 + episode, 80],
    mean: 85 + episode / 2,
    min: 80,
    max: 90 + episode,
    std: 1,
    bestReward: 90 + episode,
    bestArch: 'conv3,max',
    entropy: 4,
    policyLoss: 0.1,
    loss: 0.2,
    kl: 0.001,
    baseline: 85,
    children: 2 * episode,
    uniqueChildren: 2,
    policy: [episode, 0, 0],
    marginals: [
      [episode, 1],
      [2, 3, 4],
    ],
    ...change,
  };
}
