export interface Direction {
  /** 'reward', 'params', ... */
  readonly of: string;
  readonly direction: 'max' | 'min';
}

/** 'params (min)' -> its name and direction. */
export function objectiveOf(text: string): Direction {
  const [, of = text, direction] = /^(.*) \((max|min)\)$/.exec(text) ?? [];
  return { of, direction: direction === 'min' ? 'min' : 'max' };
}

export interface Pair {
  readonly x: number;
  readonly y: number;
}

/** The members that none betters in both, by x; of equals the first. */
export function frontOf<P extends Pair>(points: readonly P[], x: Direction, y: Direction): readonly P[] {
  const [sx, sy] = [x.direction === 'max' ? -1 : 1, y.direction === 'max' ? -1 : 1];
  const ordered = points
    .filter((one) => Number.isFinite(one.x) && Number.isFinite(one.y))
    .sort((a, b) => sx * (a.x - b.x) || sy * (a.y - b.y));
  const front: P[] = [];
  let least = Number.POSITIVE_INFINITY;
  for (const one of ordered) {
    if (sy * one.y >= least) continue;
    least = sy * one.y;
    front.push(one);
  }
  return front;
}

/** Stairs through a front's pixels: what it dominates lies beyond them. */
export function stairs(points: readonly Pair[]): string {
  return points
    .map((one, i) => (i === 0 ? `M${one.x.toFixed(1)} ${one.y.toFixed(1)}` : `H${one.x.toFixed(1)}V${one.y.toFixed(1)}`))
    .join('');
}
