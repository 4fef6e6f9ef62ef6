/**
 * Series made small enough to draw: a bucket is the least, mean and greatest value of a run of episodes. Bucket sizes are
 * 1, 2, 3, 4, 6, 8, 12, 16, ... and start at the same episodes whatever the length, so that a growing curve does not shimmer (engine/analysis/buckets cuts a
 * finished series into equal parts instead, whose borders move with every episode).
 */

export const MAX_BUCKETS = 300;

/** Episodes per bucket so that at most MAX_BUCKETS are needed. */
export function bucketSize(length: number, most = MAX_BUCKETS): number {
  for (let size = 1; ; size *= 2) {
    if (length <= size * most) return size;
    const between = (size * 3) / 2;
    if (Number.isInteger(between) && length <= between * most) return between;
  }
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
