import type { AxisView } from '../../../../engine/search/views';
import type { Choice, SearchSpace } from '../../../../engine/space/types';
import { valueAlong } from '../parts/scale';

export interface Grid {
  /** Places along each axis. */
  readonly size: number;
  /** Row-major [y][x]. */
  readonly values: ArrayLike<number>;
}

/**
 * A test function's response over two of its decisions, as the synthetic estimator measures it without noise, in percent:
 *   100 (1 - (f - minimum) / (maximum - minimum)).
 * The other decisions are those of `arch`. Null where the points of the space are networks, or it has no such decisions.
 */
export function trueResponse(space: SearchSpace, x: AxisView, y: AxisView, arch: string, size: number): Grid | null {
  const { value } = space;
  if (value === undefined) return null;
  const choices: Choice[] = [...space.parse(arch).choices];
  const names = choices.map((_, i) => space.next(choices.slice(0, i))?.name);
  const [column, row] = [names.indexOf(x.name), names.indexOf(y.name)];
  if (column < 0 || row < 0) return null;
  const values = new Float64Array(size * size);
  for (let j = 0; j < size; j += 1) {
    choices[row] = clamp(y, valueAlong(y, j / (size - 1)));
    for (let i = 0; i < size; i += 1) {
      choices[column] = clamp(x, valueAlong(x, i / (size - 1)));
      const f = value.at({ space: space.id, choices });
      values[j * size + i] = 100 * (1 - (f - value.minimum) / (value.maximum - value.minimum));
    }
  }
  return { size, values };
}

/** Rounding must not lead out of the domain. */
const clamp = ({ min, max }: AxisView, value: number): number => Math.min(max, Math.max(min, value));

export interface Extremes {
  readonly low: number;
  readonly high: number;
  /** Place of the highest value, 0..size - 1. */
  readonly column: number;
  readonly row: number;
}

export function extremesOf({ size, values }: Grid): Extremes {
  let [low, high, at] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? Number.NaN;
    if (value < low) low = value;
    if (value > high) {
      high = value;
      at = i;
    }
  }
  return { low, high, column: at % size, row: Math.floor(at / size) };
}

/** The value at shares 0..1 along both axes, between the places by bilinear interpolation, as the map is painted. */
export function valueAt({ size, values }: Grid, x: number, y: number): number {
  const [px, py] = [Math.min(1, Math.max(0, x)) * (size - 1), Math.min(1, Math.max(0, y)) * (size - 1)];
  const [i, j] = [Math.min(size - 2, Math.floor(px)), Math.min(size - 2, Math.floor(py))];
  const of = (column: number, row: number): number => values[row * size + column] ?? Number.NaN;
  const [u, v] = [px - i, py - j];
  return (1 - v) * ((1 - u) * of(i, j) + u * of(i + 1, j)) + v * ((1 - u) * of(i, j + 1) + u * of(i + 1, j + 1));
}
