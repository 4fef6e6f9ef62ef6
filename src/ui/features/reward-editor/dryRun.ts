import type { PlainError } from '../../../engine/core/errors';
import type { RewardConfig } from '../../../engine/reward/config';
import type { DryRunRow } from '../../../worker/protocol';

/** What a dry run of a draft says, beside the reward in force. */
export interface DryRunSummary {
  /** Best first; ties in the order in which the children are known. */
  readonly rows: readonly ComparedRow[];
  readonly best: ComparedRow | null;
  readonly min: number;
  readonly max: number;
  /** Children whose reward differs from the one in force. */
  readonly changed: number;
  /** Children that can be compared: those with a reward under the one in force. */
  readonly comparable: number;
  /** True where the best child is another than under the reward in force. */
  readonly bestMoves: boolean;
}

export interface ComparedRow {
  readonly arch: string;
  readonly reward: number;
  /** Under the reward in force; null where it is not known. */
  readonly before: number | null;
  /** 0 for the best. Equal rewards share the first one's rank. */
  readonly rank: number;
}

export type DryRunState =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'ok'; readonly summary: DryRunSummary }
  | { readonly kind: 'failed'; readonly error: PlainError };

/** An answer and the draft it is about; null: about none. */
export interface TriedDraft {
  readonly draft: RewardConfig | null;
  readonly state: DryRunState;
}

/** rows: every known child under the draft. before: rewards of the reward in force, by arch. */
export function summarise(rows: readonly DryRunRow[], before: ReadonlyMap<string, number>): DryRunSummary {
  const sorted = [...rows].sort((a, b) => b.reward - a.reward);
  const compared: ComparedRow[] = [];
  sorted.forEach((row, i) => {
    const previous = compared[i - 1];
    const rank = previous !== undefined && previous.reward === row.reward ? previous.rank : i;
    compared.push({ ...row, before: before.get(row.arch) ?? null, rank });
  });
  const known = compared.filter((row) => row.before !== null);
  const [best = null] = compared;
  const bestBefore = known.reduce<number>((max, row) => Math.max(max, row.before ?? max), Number.NEGATIVE_INFINITY);
  return {
    rows: compared,
    best,
    min: compared.at(-1)?.reward ?? Number.NaN,
    max: best?.reward ?? Number.NaN,
    changed: known.filter((row) => Math.abs(row.reward - (row.before ?? 0)) > 1e-9).length,
    comparable: known.length,
    bestMoves: best !== null && best.before !== null && best.before < bestBefore,
  };
}
