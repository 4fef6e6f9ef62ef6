import type { MctsConfig } from './config';

/**
 * Rewards in 0..1. 'ranks': (rank - 1/2) / n, equal rewards sharing their mean rank; 'range': (r - min) / (max - min), 1/2 where all are equal
 * (Schrittwieser et al. 2020, appendix B, eq. 5). One very bad child sets a range, and all good ones look the same in it; ranks do not care.
 */
export function scaled(rewards: readonly number[], kind: MctsConfig['scale']): readonly number[] {
  const n = rewards.length;
  const at = (i: number): number => rewards[i] ?? 0;
  const order = rewards.map((_, i) => i).sort((a, b) => at(a) - at(b));
  if (kind === 'range') {
    const [low, high] = [at(order[0] ?? 0), at(order[n - 1] ?? 0)];
    return rewards.map((reward) => (high > low ? (reward - low) / (high - low) : 0.5));
  }
  const scores = new Array<number>(n).fill(0.5);
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && at(order[to] ?? 0) === at(order[from] ?? 0)) to += 1;
    for (const i of order.slice(from, to)) scores[i] = (from + to) / 2 / n;
    from = to;
  }
  return scores;
}
