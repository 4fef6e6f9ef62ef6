/** The q-quantile (0..1) of values, linear between neighbours; NaN of none. Hyndman and Fan 1996, definition 7. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (sorted.length - 1) * q;
  const low = sorted[Math.floor(position)] ?? Number.NaN;
  const high = sorted[Math.ceil(position)] ?? Number.NaN;
  return low + (high - low) * (position - Math.floor(position));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Third minus first quartile. */
export function interquartileRange(values: readonly number[]): number {
  return quantile(values, 0.75) - quantile(values, 0.25);
}

/** max_i |a_i - b_i| / max(1, |b_i|); Infinity where the lengths differ or a number is none. */
export function largestDeviation(a: readonly number[], b: readonly number[]): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  const deviations = a.map((value, i) => {
    const expected = b[i] ?? Number.NaN;
    return Math.abs(value - expected) / Math.max(1, Math.abs(expected));
  });
  return deviations.some(Number.isNaN) ? Number.POSITIVE_INFINITY : Math.max(0, ...deviations);
}
