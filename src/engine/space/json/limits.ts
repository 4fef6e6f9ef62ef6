/** A space of more text is refused, and so is one nested deeper. */
export const MAX_TEXT = 200_000;
export const MAX_DEPTH = 60;

/** Depth of nested plain data, at most MAX_DEPTH + 1: what is deeper, circular or has more than MAX_TEXT members counts as that. */
export function depthOf(value: unknown): number {
  let depth = 0;
  let level: readonly unknown[] = [value];
  while (level.length > 0 && depth <= MAX_DEPTH) {
    const next: unknown[] = [];
    for (const one of level) {
      if (typeof one === 'object' && one !== null) next.push(...Object.values(one));
      if (next.length > MAX_TEXT) return MAX_DEPTH + 1;
    }
    if (next.length > 0) depth += 1;
    level = next;
  }
  return depth;
}
