/** Every order of the labels, as 'a>b>c': the given one first, then lexicographic by place. */
export function orders(labels: readonly string[]): readonly string[] {
  const arrange = (rest: readonly string[]): readonly (readonly string[])[] =>
    rest.length === 0 ? [[]] : rest.flatMap((one, i) => arrange(rest.toSpliced(i, 1)).map((tail) => [one, ...tail]));
  return arrange(labels).map((order) => order.join('>'));
}

const MAX_SUBSETS = 1000;

/** Every choice of n names as 'a+b', in lexicographic order of places; null where there are more than 1000. */
export function subsets(names: readonly string[], n: number): readonly string[] | null {
  const found: string[] = [];
  const grow = (from: number, taken: readonly string[]): boolean => {
    if (taken.length === n) {
      found.push(taken.join('+'));
      return found.length <= MAX_SUBSETS;
    }
    for (let i = from; i <= names.length - (n - taken.length); i += 1) {
      if (!grow(i + 1, [...taken, names[i] ?? ''])) return false;
    }
    return true;
  };
  return grow(0, []) ? found : null;
}

/** The place of an option that a value names: by its label, by its number from 0, or false and true as 0 and 1. */
export function optionIndex(labels: readonly string[], value: unknown): number | null {
  if (typeof value === 'string') {
    const found = labels.indexOf(value);
    return found < 0 ? null : found;
  }
  const index = typeof value === 'boolean' ? Number(value) : value;
  return typeof index === 'number' && Number.isInteger(index) && index >= 0 && index < labels.length ? index : null;
}
