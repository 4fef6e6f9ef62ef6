/**
 * Where a reward lies between the bottom (0) and the top (1) of a range on a scale that opens towards the top,
 *   1 - sqrt((top - reward) / (top - bottom)),
 * so that a search that fails by thirty points and one that misses the best cell by a third of a point can be seen side by side. What lies outside
 * is put on the edge.
 */
export function opening(reward: number, [bottom, top]: readonly [number, number]): number {
  return 1 - Math.sqrt(Math.min(1, Math.max(0, (top - reward) / (top - bottom))));
}

const STEPS = [100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1];

/** Round rewards to be marked on that scale, ascending, coarse ones first, none nearer to another than `gap` (a share of the height). */
export function openingTicks(range: readonly [number, number], gap: number): readonly number[] {
  const [bottom, top] = range;
  const chosen: number[] = [];
  for (const step of STEPS.filter((one) => (top - bottom) / one <= 200)) {
    for (let k = Math.floor(top / step + 1e-9); k * step >= bottom; k -= 1) {
      const value = Number((k * step).toPrecision(12));
      const place = opening(value, range);
      if (chosen.every((other) => Math.abs(opening(other, range) - place) >= gap)) chosen.push(value);
    }
  }
  return chosen.sort((a, b) => a - b);
}
