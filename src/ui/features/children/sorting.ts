/** A column of a table of children. */
export interface Column<R> {
  readonly id: string;
  readonly title: string;
  /** What it is sorted by; null where it is not known. */
  readonly value: (row: R) => number | string | null;
  readonly text: (row: R) => string;
  /** The end that is looked for first. Default 'high'. */
  readonly from?: 'low' | 'high';
}

export type Direction = 'ascending' | 'descending';

/** Sorted copy; unknown values come last in either direction, ties in order of the cell's name. */
export function sortRows<R extends { readonly arch: string }>(
  rows: readonly R[],
  value: Column<R>['value'],
  direction: Direction,
): readonly R[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const byName = (a: R, b: R): number => (a.arch < b.arch ? -1 : a.arch > b.arch ? 1 : 0);
  return [...rows].sort((a, b) => {
    const x = value(a);
    const y = value(b);
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    if (x === y) return byName(a, b);
    return (x < y ? -1 : 1) * sign;
  });
}
