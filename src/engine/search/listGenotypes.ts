/**
 * All lists of option indices with options[t] choices at position t, row-major (the last position changes fastest); null
 * where there are more than `limit`.
 */
export function listPrefixes(options: readonly number[], limit: number): readonly (readonly number[])[] | null {
  let size = 1;
  for (const count of options) {
    size *= count;
    if (size > limit) return null;
  }
  let prefixes: readonly (readonly number[])[] = [[]];
  for (const count of options) {
    prefixes = prefixes.flatMap((prefix) => Array.from({ length: count }, (_, option) => [...prefix, option]));
  }
  return prefixes;
}
