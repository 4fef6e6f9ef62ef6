import type { RewardConfig } from '../../engine/reward/config';
import { readPref, removePref, writePref } from './prefs';
import type { LabState } from './types';

const NAME = 'draft';

/** Keeps what the person is writing over a reload, under the run it is written for. */
export function keepDraft({ runId, rewardDraft }: Pick<LabState, 'runId' | 'rewardDraft'>): void {
  if (runId === null || rewardDraft === null) removePref(NAME);
  else writePref(NAME, JSON.stringify({ runId, rewardDraft }));
}

/** The draft that was kept for a run; null where there is none, or it is no longer one this version can read. */
export async function savedDraft(runId: string): Promise<RewardConfig | null> {
  const text = readPref(NAME);
  if (text === null) return null;
  const { rewardSchema } = await import('../../engine/reward/config');
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof saved !== 'object' || saved === null || !('runId' in saved) || !('rewardDraft' in saved)) return null;
  if (saved.runId !== runId) return null;
  return rewardSchema.safeParse(saved.rewardDraft).data ?? null;
}
