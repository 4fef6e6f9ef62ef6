/**
 * What random search would do on a measured space: each child is drawn uniformly, so an episode of n children has the
 * mean of all rewards, give or take their standard deviation over sqrt(n).
 */
export interface RandomBaseline {
  readonly mean: number;
  /** 90 % of episodes lie within (normal approximation). */
  readonly low: number;
  readonly high: number;
}

const Z90 = 1.6448536269514722;

/** Null for fewer than two finite rewards. */
export function randomBaseline(rewards: Iterable<number>, childrenPerEpisode: number): RandomBaseline | null {
  const values = [...rewards].filter(Number.isFinite);
  if (values.length < 2) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  const margin = Z90 * Math.sqrt(variance / Math.max(1, childrenPerEpisode));
  return { mean, low: mean - margin, high: mean + margin };
}
