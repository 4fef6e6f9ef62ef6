import type { Truth } from './types';

/** Null where the table gave no finite reward. */
export function truthOf(rows: readonly { readonly arch: string; readonly reward: number }[]): Truth | null {
  const rewards = new Map(rows.map((row) => [row.arch, row.reward]));
  let best: Truth['best'] | null = null;
  for (const row of rows) {
    if (Number.isFinite(row.reward) && (best === null || row.reward > best.reward)) best = row;
  }
  return best === null ? null : { rewards, best };
}
