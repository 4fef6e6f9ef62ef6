/** One stretch of a series, for a chart. */
export interface Bucket {
  /** Index of its first value, and one past its last. */
  readonly from: number;
  readonly to: number;
  readonly min: number;
  readonly mean: number;
  readonly max: number;
}

/**
 * At most n stretches of (almost) equal length that cover the series in order: bucket b holds the values from
 * floor(b * length / n) on. No peak is lost: min and max are of all values of the stretch. Empty for an empty series.
 */
export function buckets(values: ArrayLike<number>, n: number): readonly Bucket[] {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`buckets: at least one bucket, got ${n}`);
  const { length } = values;
  const count = Math.min(n, length);
  return Array.from({ length: count }, (_, b) => {
    const from = Math.floor((b * length) / count);
    const to = Math.floor(((b + 1) * length) / count);
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let sum = 0;
    for (let i = from; i < to; i += 1) {
      const value = values[i] ?? 0;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
    }
    return { from, to, min, mean: sum / (to - from), max };
  });
}
