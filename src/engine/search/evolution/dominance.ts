/**
 * Non-dominated sorting: rank 0 are the points that no other dominates, rank 1 those that only rank 0 dominates, ... Deb et al. 2002,
 * section III A. costs: [points][objectives], all to be minimised.
 */
export function nonDominatedRanks(costs: readonly (readonly number[])[]): readonly number[] {
  const dominators = costs.map((b) => costs.filter((a) => dominates(a, b)).length);
  const ranks = new Array<number>(costs.length).fill(-1);
  let front = dominators.flatMap((count, i) => (count === 0 ? [i] : []));
  for (let rank = 0; front.length > 0; rank += 1) {
    const next: number[] = [];
    for (const i of front) ranks[i] = rank;
    for (const i of front) {
      costs.forEach((cost, j) => {
        if (!dominates(costs[i] ?? [], cost)) return;
        dominators[j] = (dominators[j] ?? 0) - 1;
        if (dominators[j] === 0) next.push(j);
      });
    }
    front = next;
  }
  return ranks;
}

/** a is nowhere worse than b and somewhere better. */
export function dominates(a: readonly number[], b: readonly number[]): boolean {
  let better = false;
  for (const [i, value] of a.entries()) {
    const other = b[i] ?? Number.NaN;
    if (value > other) return false;
    if (value < other) better = true;
  }
  return better;
}

/**
 * Crowding distance of the points of one front: the sum over objectives of the gap between a point's two neighbours, as a share of the
 * objective's range; infinite at the ends. Deb et al. 2002, section III B.
 */
export function crowdingDistances(costs: readonly (readonly number[])[]): readonly number[] {
  const distances = new Array<number>(costs.length).fill(0);
  const objectives = costs[0]?.length ?? 0;
  for (let m = 0; m < objectives; m += 1) {
    const value = (i: number): number => costs[i]?.[m] ?? Number.NaN;
    const order = costs.map((_, i) => i).sort((a, b) => value(a) - value(b) || a - b);
    const [first, last] = [order[0], order.at(-1)];
    if (first === undefined || last === undefined) continue;
    const range = value(last) - value(first);
    distances[first] = Number.POSITIVE_INFINITY;
    distances[last] = Number.POSITIVE_INFINITY;
    if (range <= 0) continue;
    for (let k = 1; k < order.length - 1; k += 1) {
      const [before, here, after] = [order[k - 1] ?? 0, order[k] ?? 0, order[k + 1] ?? 0];
      distances[here] = (distances[here] ?? 0) + (value(after) - value(before)) / range;
    }
  }
  return distances;
}
