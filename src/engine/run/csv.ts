import type { EpisodeSummary } from './events';

/**
 * The two files of a run, as text without a header line like the printed code's: one row a child, one row an update.
 * Numbers are written in full (the shortest text that reads back as the same number).
 */

/** Rows of rollouts.csv: a child's option indices, then its reward. choices: per child, in the order of rewards. */
export function rolloutRows(choices: readonly (readonly number[])[], rewards: readonly number[]): string {
  return choices.map((options, i) => `${[...options, rewards[i] ?? Number.NaN].join(',')}\n`).join('');
}

/** A row of losses.csv: loss, policy loss, entropy, means over an episode's updates; '' where the strategy makes none. */
export function lossRow({ loss, policyLoss, entropy }: Pick<EpisodeSummary, 'loss' | 'policyLoss' | 'entropy'>): string {
  return loss === null || policyLoss === null || entropy === null ? '' : `${loss},${policyLoss},${entropy}\n`;
}
