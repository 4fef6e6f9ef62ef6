/**
 * Edit distance with transposition of neighbours (optimal string alignment): the fewest insertions, deletions,
 * substitutions and swaps of two neighbours that turn a into b. O(a.length * b.length) time, three rows of memory.
 */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (previous[j - 1] ?? 0) + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = previous;
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** Longer input is not compared: it cannot be a slip of the pen. */
const LONGEST = 120;

/** The known name nearest to what was typed, case aside; null where none shares enough with it to be meant. */
export function nearestName(typed: string, known: readonly string[]): string | null {
  if (typed.length > LONGEST) return null;
  const wanted = typed.trim().toLowerCase();
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const distance = editDistance(wanted, name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  if (best === null) return null;
  return bestDistance <= Math.max(1, Math.floor(Math.max(best.length, wanted.length) / 2)) ? best : null;
}

/** A remedy for an unknown name: the nearest known one where there is one, and the list where it is short. */
export function suggestName(typed: string, known: readonly string[]): string {
  const nearest = nearestName(typed, known);
  const list = known.length <= 24 ? `Known: ${known.join(', ')}.` : '';
  return [nearest === null ? '' : `Did you mean '${nearest}'?`, list].filter((part) => part !== '').join(' ');
}
