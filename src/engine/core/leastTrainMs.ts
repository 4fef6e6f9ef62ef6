/**
 * What one training of a cell costs, ms: the least of its seeds' times. Every seed does the same work, and what else the
 * machine did can only add to a time; latencies in a table follow the same rule.
 */
export function leastTrainMs(runs: readonly { readonly trainMs: number }[]): number {
  return Math.min(...runs.map(({ trainMs }) => trainMs));
}
