/** Null for what cannot be drawn. */
export const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
/** Of the finite values; Infinity where there is none. */
export const least = (values: Iterable<number>): number => {
  let low = Number.POSITIVE_INFINITY;
  for (const value of values) if (Number.isFinite(value) && value < low) low = value;
  return low;
};
/** Of the finite values; -Infinity where there is none. */
export const greatest = (values: Iterable<number>): number => {
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) if (Number.isFinite(value) && value > high) high = value;
  return high;
};
