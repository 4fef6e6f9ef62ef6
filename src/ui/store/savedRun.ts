import type { RunConfig } from '../../engine/run/config';
import { readPref, readVisit } from './prefs';

export interface SavedRun {
  readonly runId: string;
  readonly config: RunConfig;
  readonly play: boolean;
}

/** The run that was open in this tab, else at the last visit; null where there was none, or it is no longer one this version can read. */
export async function savedRun(): Promise<SavedRun | null> {
  const text = readVisit('run') ?? readPref('run');
  if (text === null) return null;
  const { runConfigSchema } = await import('../../engine/run/config');
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof saved !== 'object' || saved === null || !('runId' in saved) || !('config' in saved)) return null;
  const parsed = runConfigSchema.safeParse(saved.config);
  if (!parsed.success || typeof saved.runId !== 'string') return null;
  const { spaceFault } = await import('../../engine/space/catalogue');
  if (spaceFault(parsed.data.space) !== null) return null;
  const play = !('play' in saved) || saved.play !== false;
  return { runId: saved.runId, config: parsed.data, play };
}
