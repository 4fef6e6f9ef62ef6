export interface ParetoPoint {
  /** To be small: parameters, latency. */
  readonly cost: number;
  /** To be large: accuracy. */
  readonly value: number;
}

/**
 * The points that no other point dominates (cost not larger, value not smaller, one of them strictly better), by rising
 * cost. Of points equal in both, all are kept, in their order. O(n log n).
 */
export function paretoFront<T extends ParetoPoint>(points: readonly T[]): readonly T[] {
  const sorted = points
    .map((point, index) => ({ point, index }))
    .sort((a, b) => a.point.cost - b.point.cost || b.point.value - a.point.value || a.index - b.index);
  const front: T[] = [];
  let last: T | null = null;
  for (const { point } of sorted) {
    const equal = last !== null && point.cost === last.cost && point.value === last.value;
    if (last === null || point.value > last.value || equal) {
      front.push(point);
      last = point;
    }
  }
  return front;
}
