import type { Point } from './types';

const n = (value: number): string => String(Math.round(value * 10) / 10);

/**
 * A route of a DrawnEdge as the path data of an SVG: straight inside rows, and between two rows the cubic with upright ends
 *   (x0, y0), (x0, m), (x1, m), (x1, y1),  m = (y0 + y1) / 2,
 * which stays between y0 and y1, where no box is.
 */
export function routePath(points: readonly Point[]): string {
  let path = '';
  points.forEach((point, index) => {
    const before = points[index - 1];
    if (before === undefined) path += `M${n(point.x)} ${n(point.y)}`;
    else if (index % 2 === 1 || before.x === point.x) path += before.y === point.y ? '' : `V${n(point.y)}`;
    else {
      const middle = n((before.y + point.y) / 2);
      path += `C${n(before.x)} ${middle} ${n(point.x)} ${middle} ${n(point.x)} ${n(point.y)}`;
    }
  });
  return path;
}
