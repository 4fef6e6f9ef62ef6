/** Best reward so far at every place where it changed: cost strictly rising. */
export interface AnytimeCurve {
  readonly cost: readonly number[];
  readonly best: readonly number[];
}

/**
 * The curve of a run from its episodes: after each, what it had cost and its best reward so far. Points where neither changes are left
 * out; of episodes of equal cost the last counts.
 */
export function anytimeCurve(cost: ArrayLike<number>, best: ArrayLike<number>): AnytimeCurve {
  const curve = { cost: [] as number[], best: [] as number[] };
  for (let i = 0; i < cost.length; i += 1) {
    const [c, b] = [cost[i] ?? 0, best[i] ?? Number.NaN];
    if (curve.cost.at(-1) === c) curve.best[curve.best.length - 1] = b;
    else if (curve.best.at(-1) !== b) {
      curve.cost.push(c);
      curve.best.push(b);
    }
  }
  return curve;
}

/** Best reward once `cost` was spent; NaN before the first point. */
export function bestAt({ cost, best }: AnytimeCurve, spent: number): number {
  let low = 0;
  let high = cost.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cost[middle] ?? 0) <= spent) low = middle + 1;
    else high = middle;
  }
  return low === 0 ? Number.NaN : (best[low - 1] ?? Number.NaN);
}

/** `count` places from the first to the last cost at which every curve has a value, evenly spread; empty where there is none. */
export function commonCosts(curves: readonly AnytimeCurve[], last: number, count: number): readonly number[] {
  const first = curves.reduce((most, { cost }) => Math.max(most, cost[0] ?? Number.POSITIVE_INFINITY), 0);
  if (!Number.isFinite(first) || first > last) return [];
  if (first === last || count < 2) return [last];
  return Array.from({ length: count }, (_, i) => first + ((last - first) * i) / (count - 1));
}
