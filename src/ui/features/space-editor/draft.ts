import { readPref, writePref } from '../../store/prefs';

const NAME = 'space-draft';

/** What was being written, and under which name it is saved; null where it is not. */
export interface SpaceDraft {
  readonly text: string;
  readonly name: string | null;
}

/** The text as it was left, over reloads too; null at the first visit. */
export function keptDraft(): SpaceDraft | null {
  const kept = readPref(NAME);
  if (kept === null) return null;
  // The name on the first line, then the text as it is: a draft is no JSON while it is written.
  const cut = kept.indexOf('\n');
  if (cut < 0) return null;
  return { name: cut === 0 ? null : kept.slice(0, cut), text: kept.slice(cut + 1) };
}

export function keepDraft({ text, name }: SpaceDraft): void {
  writePref(NAME, `${name ?? ''}\n${text}`);
}
