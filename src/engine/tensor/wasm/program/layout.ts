/** Bytes of a cache line, on which every buffer starts. */
const LINE = 64;

/** A buffer that holds something from step `first` to step `last`, both included. */
export interface Interval {
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Byte offsets of buffers in one area such that two of them overlap only where their intervals do not meet, and the bytes
 * of that area. First fit: in the order of their first steps, each goes to the lowest place that is free for its whole interval.
 */
export function layOut(intervals: readonly Interval[]): { readonly offsets: readonly number[]; readonly bytes: number } {
  interface Placed extends Interval {
    readonly from: number;
    readonly to: number;
  }
  const offsets = intervals.map(() => 0);
  const order = intervals.map((_, i) => i).sort((a, b) => (intervals[a]?.first ?? 0) - (intervals[b]?.first ?? 0) || a - b);
  let placed: Placed[] = [];
  let total = 0;
  for (const i of order) {
    const interval = intervals[i];
    if (interval === undefined) continue;
    const bytes = Math.max(LINE, Math.ceil(interval.bytes / LINE) * LINE);
    placed = placed.filter(({ last }) => last >= interval.first);
    let from = 0;
    for (const other of placed) {
      if (other.from - from >= bytes) break;
      from = Math.max(from, other.to);
    }
    placed.push({ ...interval, from, to: from + bytes });
    placed.sort((a, b) => a.from - b.from);
    offsets[i] = from;
    total = Math.max(total, from + bytes);
  }
  return { offsets, bytes: total };
}
