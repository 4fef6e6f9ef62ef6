/**
 * Series made small enough to draw: a bucket is the least, mean and greatest value of a run of episodes. Bucket sizes are
 * powers of two and start at the same episodes whatever the length, so that a growing curve does not shimmer.
 */

export const MAX_BUCKETS = 400;

/** Episodes per bucket so that at most MAX_BUCKETS are needed. */
export function bucketSize(length: number, most = MAX_BUCKETS): number {
  let size = 1;
  while (length / size > most) size *= 2;
  return size;
}

export interface Buckets {
  /** Last episode (1-based) of each bucket. */
  readonly episode: Float64Array;
  readonly min: Float64Array;
  readonly mean: Float64Array;
  readonly max: Float64Array;
}

/** NaN values are left out; a bucket without a finite value is NaN throughout. */
export function bucketise(values: ArrayLike<number>, size: number): Buckets {
  const count = Math.ceil(values.length / size);
  const out = {
    episode: new Float64Array(count),
    min: new Float64Array(count).fill(Number.NaN),
    mean: new Float64Array(count).fill(Number.NaN),
    max: new Float64Array(count).fill(Number.NaN),
  };
  for (let b = 0; b < count; b += 1) {
    const end = Math.min(values.length, (b + 1) * size);
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let sum = 0;
    let n = 0;
    for (let i = b * size; i < end; i += 1) {
      const value = values[i] ?? Number.NaN;
      if (!Number.isFinite(value)) continue;
      min = Math.min(min, value);
      max = Math.max(max, value);
      sum += value;
      n += 1;
    }
    out.episode[b] = end;
    if (n === 0) continue;
    out.min[b] = min;
    out.max[b] = max;
    out.mean[b] = sum / n;
  }
  return out;
}

/**
 * Trailing mean: out[i] = mean of values[max(0, i - window + 1) .. i], NaN left out. The sum is taken afresh every window
 * values, so that rounding does not pile up.
 */
export function trailingMean(values: ArrayLike<number>, window: number): Float64Array {
  const out = new Float64Array(values.length);
  if (window <= 1) {
    for (let i = 0; i < values.length; i += 1) out[i] = values[i] ?? Number.NaN;
    return out;
  }
  let sum = 0;
  let n = 0;
  for (let i = 0; i < values.length; i += 1) {
    if (i % window === 0) {
      sum = 0;
      n = 0;
      for (let j = Math.max(0, i - window + 1); j < i; j += 1) {
        const value = values[j] ?? Number.NaN;
        if (Number.isFinite(value)) {
          sum += value;
          n += 1;
        }
      }
    } else if (i >= window) {
      const gone = values[i - window] ?? Number.NaN;
      if (Number.isFinite(gone)) {
        sum -= gone;
        n -= 1;
      }
    }
    const value = values[i] ?? Number.NaN;
    if (Number.isFinite(value)) {
      sum += value;
      n += 1;
    }
    out[i] = n === 0 ? Number.NaN : sum / n;
  }
  return out;
}
