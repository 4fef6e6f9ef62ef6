/** Pen of one stroke: half widths at both ends and the depth of the soft edge, in pixels. */
export interface Nib {
  readonly start: number;
  readonly end: number;
  readonly softness: number;
}

/**
 * Draws a polyline (x, y, x, y, ... in pixels) into `ink`: [side, side], keeping the darker of old and new.
 * ink = smoothstep((radius + softness / 2 - distance) / softness), distance from the pixel's centre to the segment.
 */
export function drawPolyline(points: Float64Array, nib: Nib, ink: Float64Array, side: number): void {
  const segments = points.length / 2 - 1;
  for (let n = 0; n < segments; n += 1) {
    const ax = points[2 * n] as number;
    const ay = points[2 * n + 1] as number;
    const dx = (points[2 * n + 2] as number) - ax;
    const dy = (points[2 * n + 3] as number) - ay;
    const lengthSquared = dx * dx + dy * dy;
    const radius = nib.start + ((nib.end - nib.start) * (n + 0.5)) / segments;
    const reach = radius + nib.softness / 2;
    const reachSquared = reach * reach;
    const left = Math.max(0, Math.floor(Math.min(ax, ax + dx) - reach));
    const right = Math.min(side - 1, Math.ceil(Math.max(ax, ax + dx) + reach));
    const top = Math.max(0, Math.floor(Math.min(ay, ay + dy) - reach));
    const bottom = Math.min(side - 1, Math.ceil(Math.max(ay, ay + dy) + reach));
    for (let row = top; row <= bottom; row += 1) {
      for (let column = left; column <= right; column += 1) {
        const px = column + 0.5 - ax;
        const py = row + 0.5 - ay;
        const along = lengthSquared > 0 ? Math.min(1, Math.max(0, (px * dx + py * dy) / lengthSquared)) : 0;
        const ex = px - along * dx;
        const ey = py - along * dy;
        const distanceSquared = ex * ex + ey * ey;
        if (distanceSquared >= reachSquared) continue;
        const t = Math.min(1, (reach - Math.sqrt(distanceSquared)) / nib.softness);
        const value = t * t * (3 - 2 * t);
        const at = row * side + column;
        if (value > (ink[at] as number)) ink[at] = value;
      }
    }
  }
}
